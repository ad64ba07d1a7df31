/** 复核台上的一张订单：我们的记录与网关刚刚的说法。 */
import type { GatewayView } from '../../../../../../common/contract/review/review-payment';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { isFree, type OrderRecord } from '../orders/record';
import { askGateway } from '../orders/refresh';
import { viewOrderForStaff } from '../orders/view';
import type { TradeFacts } from '../providers/provider';
import { viewRefundForStaff } from '../refunds/view';
import { feeAtStake, type ReviewCase } from './case';
import { hasLeft } from '../merchants/account';
import { choicesFor, choicesWithoutAccount } from './choices';
import { ORDER_ACTS, written } from './order-acts';
import { refundListOf } from '../refunds/listing/store';

export function viewFacts(facts: TradeFacts): GatewayView {
  const { state, gatewayState, total_fee, transaction_id, paidAt } = facts;
  return {
    state,
    ...(gatewayState ? { gateway_state: gatewayState } : {}),
    ...(total_fee === undefined ? {} : { total_fee }),
    ...(transaction_id ? { transaction_id } : {}),
    ...(paidAt === undefined ? {} : { pay_date: paidAt }),
  };
}

/** 问不到网关不算出错：那时没有可选的做法。 */
export async function unlessUnknown<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof PayError) return undefined;
    throw error;
  }
}

/** @param strict 问不到网关时抛出（要动手的时候），而不是当作没有可选的做法；账号已拿掉的不去问 */
export async function orderCase(k: Kernel, order: OrderRecord, strict = false): Promise<ReviewCase> {
  const left = !isFree(order) && (await hasLeft(k, order));
  const facts = left ? undefined : strict ? await askGateway(k, order) : await unlessUnknown(askGateway(k, order));
  const refunds = await refundListOf(k).listByOrder(order.out_trade_no);
  return {
    fee: feeAtStake(order, facts?.total_fee),
    choices: left ? choicesWithoutAccount(order) : choicesFor(order, facts),
    acts: order.acts ?? [],
    proposal: order.proposal,
    view: {
      order: viewOrderForStaff(order),
      refunds: refunds.map(viewRefundForStaff),
      ...(order.review_reason ? { review_reason: order.review_reason } : {}),
      ...(facts ? { gateway: viewFacts(facts) } : {}),
      ...(left ? { account_left: true } : {}),
    },
    propose: async (proposal) => void (await written(k, order, { set: { proposal } })),
    perform: async (act, ruling) => ORDER_ACTS[act]?.(k, order, facts, ruling),
  };
}
