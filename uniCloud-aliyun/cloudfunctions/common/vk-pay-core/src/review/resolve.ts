/**
 * 等人处理的订单的出口：复核中的可以入账、退回或关闭，留着没办业务的可以办或退。
 * 每一次都先重新问网关，能做什么由刚问到的事实决定；谁做的、为什么，写进履历。
 */
import { resolvePaymentSchema, orderNumberSchema } from '../../../../../../common/contract/params';
import type { GatewayView, ReviewAct, ReviewPaymentAnswer } from '../../../../../../common/contract/services';
import type { Kernel } from '../kernel/kernel';
import { newOutRefundNo } from '../kernel/numbers';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import { leased } from '../ledger/lease';
import { talk } from '../ledger/talk';
import { aboutOrder } from '../orders/conversation';
import { fulfil } from '../orders/fulfil';
import type { OrderRecord } from '../orders/record';
import { askGateway } from '../orders/refresh';
import { paidFee } from '../orders/refundable';
import { dropCachedResult } from '../orders/result-cache';
import { ordersOf } from '../orders/store';
import type { TradeFacts } from '../providers/provider';
import { refundOrder } from '../refunds/refund';
import { choicesFor } from './choices';
import { describeForStaff } from './find';

type Review = Omit<ReviewPaymentAnswer, 'code' | 'msg' | 'requestId'>;

/** 员工的决定。 */
interface Ruling {
  readonly operator: string;
  readonly reason: string;
}

function viewFacts(facts: TradeFacts): GatewayView {
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
async function ask(k: Kernel, order: OrderRecord): Promise<TradeFacts | undefined> {
  try {
    return await askGateway(k, order);
  } catch (error) {
    if (error instanceof PayError) return undefined;
    throw error;
  }
}

async function describe(k: Kernel, order: OrderRecord, facts: TradeFacts | undefined): Promise<Review> {
  return {
    ...(await describeForStaff(k, order)),
    ...(order.review_reason ? { review_reason: order.review_reason } : {}),
    ...(facts ? { gateway: viewFacts(facts) } : {}),
    choices: choicesFor(order, facts),
  };
}

/** reviewPayment：本地的记录、网关刚刚的说法、可以怎么办。@throws PayError 40001 / 40005 */
export async function reviewPayment(k: Kernel, input: unknown): Promise<Review> {
  const { out_trade_no } = requireParams(orderNumberSchema, input);
  const order = await ordersOf(k).require(out_trade_no);
  return describe(k, order, await ask(k, order));
}

/** 网关说的付款记在订单上，退款与入账都以它为准。 */
const paymentOf = (facts: TradeFacts): Partial<OrderRecord> => ({
  ...(facts.transaction_id ? { transaction_id: facts.transaction_id } : {}),
  ...(facts.total_fee === undefined ? {} : { paid_fee: facts.total_fee }),
  ...(facts.paidAt === undefined ? {} : { pay_date: facts.paidAt }),
});

type Act = (k: Kernel, order: OrderRecord, facts: TradeFacts, ruling: Ruling) => Promise<OrderRecord>;

async function written(
  k: Kernel,
  order: OrderRecord,
  change: Parameters<ReturnType<typeof ordersOf>['write']>[1],
  move?: Parameters<ReturnType<typeof ordersOf>['write']>[2],
): Promise<OrderRecord> {
  const row = await ordersOf(k).write(order, change, move);
  // 看的时候和做的时候不是同一张单了：不替人重新决定。
  if (!row) throw new PayError('BUSY', { detail: '订单刚刚有了变化，请重新查看' });
  await dropCachedResult(k, row);
  return row;
}

const byStaff = <To extends OrderRecord['status']>(to: To, { operator, reason }: Ruling) =>
  ({ to, reason: 'staff', source: 'staff', operator, note: reason }) as const;

const settle: Act = async (k, order, facts, ruling) => {
  const handled = order.fulfil.status === 'DONE';
  const set = { ...paymentOf(facts), next_query_date: 0, ...(handled ? {} : { fulfil: leased(k, order.fulfil.attempts) }) };
  const row = await written(k, order, { set }, byStaff('SUCCESS', ruling));
  return fulfil(k, row, row.fulfil.lease);
};

const handle: Act = async (k, order) => {
  const row = await written(k, order, {
    set: { fulfil: leased(k, order.fulfil.attempts), surplus_of: undefined, give_back: undefined, next_query_date: 0 },
  });
  return fulfil(k, row, row.fulfil.lease);
};

const giveBack: Act = async (k, order, facts, ruling) => {
  const known = await written(k, order, { set: paymentOf(facts) });
  // 网关那边已经退掉了（在商户平台上退的）：只记账。
  if (facts.state === 'REFUND' && known.status === 'REVIEW') {
    return written(k, known, { set: { refund_fee: paidFee(known), next_query_date: 0 } }, byStaff('REFUND', ruling));
  }
  // 别人抢先办了业务的，不再退。
  const still = (latest: OrderRecord): boolean => latest.status === known.status && latest.fulfil.status === known.fulfil.status;
  const wish = { out_refund_no: newOutRefundNo(k), reason: ruling.reason, operator: ruling.operator, fromReview: true, still };
  await refundOrder(k, known, wish);
  return ordersOf(k).require(order._id);
};

const close: Act = async (k, order, facts, ruling) => {
  if (facts.state === 'NOTPAY') {
    const result = await talk(
      k,
      aboutOrder('close', order),
      (provider, account) => provider.close(account, order._id),
      (closed) => closed,
    );
    const after = await askGateway(k, order);
    if (result === 'PAID' || after.state === 'SUCCESS' || after.state === 'REFUND') throw new PayError('ORDER_PAID');
  }
  return written(k, order, { set: { next_query_date: 0 } }, byStaff('CLOSED', ruling));
};

const ACTS: Readonly<Record<ReviewAct, Act>> = { settle, fulfil: handle, refund: giveBack, close };

/**
 * resolvePayment。调用方必须已核验员工身份。
 * @throws PayError 40001 此刻不能这样做 · 40004 问不到网关 · 40005 · 40006 关闭时发现已支付 · 40010 订单刚刚有了变化
 */
export async function resolvePayment(k: Kernel, input: unknown, operator: string): Promise<Review> {
  const { out_trade_no, act, reason } = requireParams(resolvePaymentSchema, input);
  const order = await ordersOf(k).require(out_trade_no);
  const facts = await askGateway(k, order);
  if (!choicesFor(order, facts).includes(act)) {
    throw PayError.param([{ field: 'act', problem: '网关的最新结果不允许这样处理，请重新查看' }]);
  }
  const resolved = await ACTS[act](k, order, facts, { operator, reason });
  return describe(k, resolved, await ask(k, resolved));
}
