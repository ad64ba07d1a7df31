/** 复核台上的一笔退款：异常的、久无结论的、权益收不回的。网关已有结论的，看一眼就落账（同一个 settleRefund）。 */
import { manifestOf } from '../../../../../../common/contract/channels';
import type { PayerCard } from '../../../../../../common/contract/refunds/abnormal';
import type { GatewayRefundView } from '../../../../../../common/contract/review/review';
import type { ReviewAct } from '../../../../../../common/contract/review/acts';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { isLeased } from '../ledger/lease';
import { ordersOf } from '../orders/store';
import { viewOrderForStaff } from '../orders/view';
import type { RefundFacts } from '../providers/provider';
import { retryAbnormal } from '../refunds/abnormal';
import { isRefundOpen, type RefundRecord } from '../refunds/record';
import { askRefund, refreshRefund } from '../refunds/refund';
import { revoke } from '../refunds/revoke';
import { settleByStaff, settleRefund } from '../refunds/settle';
import { refundsOf } from '../refunds/store';
import { viewRefundForStaff } from '../refunds/view';
import { hasLeft } from '../merchants/account';
import { signed, type ReviewCase, type Ruling } from './case';
import { unlessUnknown } from './order-case';
import { refundListOf } from '../refunds/listing/store';

function viewFacts({ state, gatewayState, refund_fee, refund_id }: RefundFacts): GatewayRefundView {
  return {
    state,
    ...(gatewayState ? { gateway_state: gatewayState } : {}),
    ...(refund_fee === undefined ? {} : { refund_fee }),
    ...(refund_id ? { refund_id } : {}),
  };
}

/** 权益没有收回，此刻也没有人在收：失败的，或收的人倒下了的。 */
const waits = ({ status, revoke: task }: RefundRecord, now: number): boolean =>
  status === 'SUCCESS' && (task.status === 'FAILED' || (task.status === 'PENDING' && !isLeased(task, now)));

function choicesFor(refund: RefundRecord, facts: RefundFacts | undefined, left: boolean, now: number): readonly ReviewAct[] {
  if (waits(refund, now)) return ['revoke', 'write_off'];
  // 账号已拿掉，再也问不到：人查过商户平台，写明已退或没有退。
  if (left && isRefundOpen(refund)) return ['write_off', 'close'];
  if (refund.status === 'ABNORMAL' && facts?.state === 'ABNORMAL' && refund.refund_id) {
    const can: readonly string[] = manifestOf(refund.provider).can;
    return can.includes('retryAbnormalRefund') ? ['to_card', 'to_merchant'] : [];
  }
  // 网关说没有这一笔：先前的请求没有到，以同一个单号再来。其余的等网关，别的异常要人去商户平台处理。
  return isRefundOpen(refund) && facts?.state === 'NOT_EXIST' ? ['refund'] : [];
}

async function written(
  k: Kernel,
  refund: RefundRecord,
  set: Parameters<ReturnType<typeof refundsOf>['write']>[1]['set'],
): Promise<RefundRecord> {
  const row = await refundsOf(k).write(refund, { set: set ?? {} });
  if (!row) throw new PayError('BUSY', { detail: '退款刚刚有了变化，请重新查看' });
  return row;
}

type Act = (k: Kernel, refund: RefundRecord, ruling: Ruling, card?: PayerCard) => Promise<void>;
const ACTS: Readonly<Partial<Record<ReviewAct, Act>>> = {
  async refund(k, refund, ruling) {
    await refreshRefund(k, await written(k, refund, signed(k, refund, 'refund', ruling)));
  },
  async revoke(k, refund, ruling) {
    await revoke(k, await written(k, refund, signed(k, refund, 'revoke', ruling)));
  },
  async write_off(k, refund, ruling) {
    if (isRefundOpen(refund)) {
      await settleByStaff(k, refund, 'SUCCESS', signed(k, refund, 'write_off', ruling), ruling);
      return;
    }
    const done = { status: 'DONE', attempts: refund.revoke.attempts, next_date: 0 } as const;
    await written(k, refund, { ...signed(k, refund, 'write_off', ruling), revoke: done });
  },
  async to_card(k, refund, ruling, card) {
    await retryAbnormal(k, await written(k, refund, signed(k, refund, 'to_card', ruling)), card);
  },
  async to_merchant(k, refund, ruling) {
    await retryAbnormal(k, await written(k, refund, signed(k, refund, 'to_merchant', ruling)));
  },
  async close(k, refund, ruling) {
    await settleByStaff(k, refund, 'FAILED', signed(k, refund, 'close', ruling), ruling);
  },
};

export async function refundCase(k: Kernel, first: RefundRecord): Promise<ReviewCase> {
  let refund = first;
  const left = await hasLeft(k, first);
  const facts = isRefundOpen(first) && !left ? await unlessUnknown(askRefund(k, first)) : undefined;
  const told = facts?.state === 'SUCCESS' || facts?.state === 'FAILED' || (facts?.state === 'ABNORMAL' && first.status !== 'ABNORMAL');
  if (facts && told) refund = (await settleRefund(k, first, facts, { source: 'query' })).refund;
  const order = await ordersOf(k).require(refund.out_trade_no);
  const refunds = await refundListOf(k).listByOrder(order.out_trade_no);
  return {
    fee: refund.refund_fee,
    choices: choicesFor(refund, facts, left, k.now()),
    acts: refund.acts ?? [],
    proposal: refund.proposal,
    view: {
      order: viewOrderForStaff(order),
      refunds: refunds.map(viewRefundForStaff),
      refund: { ...viewRefundForStaff(refund), revoke_status: refund.revoke.status, history: refund.history },
      ...(facts ? { gateway_refund: viewFacts(facts) } : {}),
      ...(left ? { account_left: true } : {}),
    },
    propose: async (proposal) => void (await written(k, refund, { proposal })),
    perform: async (act, ruling, card) => ACTS[act]?.(k, refund, ruling, card),
  };
}
