/**
 * settleRefund：唯一推进退款的函数。退款请求的答复、退款回调、主动查询都走到这里。
 * 结论一出，占用的金额在同一个事务里转为已退或释放；收回权益随后恰好执行一次。
 */
import type { ReceivingKernel } from '../kernel/kernel';
import type { RefundFacts } from '../providers/provider';
import type { RefundStatus } from '../../../../../../common/contract/services';
import { OPEN_REFUND_STATUSES, type RefundRecord } from './record';
import { dropCachedResult } from '../orders/result-cache';
import { revoke } from './revoke';

const QUERY_DELAYS_MS = [60_000, 60_000, 60_000, 60_000, 60_000, 300_000, 600_000, 1_200_000] as const;
const SLOWEST_QUERY_MS = 1_800_000;
const REVOKE_TAKEOVER_MS = 30_000;

export function isRefundOpen(refund: RefundRecord): boolean {
  return OPEN_REFUND_STATUSES.includes(refund.status);
}

function findMismatch(refund: RefundRecord, facts: RefundFacts): string | undefined {
  if (facts.out_trade_no !== refund.out_trade_no) return '退款的订单号不符';
  if (facts.refund_fee !== undefined && facts.refund_fee !== refund.refund_fee)
    return `退款金额不符：本地 ${refund.refund_fee} 分，网关 ${facts.refund_fee} 分`;
  return undefined;
}

/** 结果仍不明：改状态字样并排下次查询。 */
export async function keepRefundOpen(
  k: ReceivingKernel,
  refund: RefundRecord,
  to: Extract<RefundStatus, 'PENDING' | 'UNKNOWN'>,
  source: string,
): Promise<RefundRecord> {
  if (!isRefundOpen(refund)) return refund;
  const at = k.now();
  const attempts = refund.query_attempts + 1;
  const touched = await k.refunds.touch(refund, {
    to,
    source,
    at,
    requestId: k.requestId,
    patch: { query_attempts: attempts, next_query_date: at + (QUERY_DELAYS_MS[attempts - 1] ?? SLOWEST_QUERY_MS) },
  });
  return touched ?? (await k.refunds.find(refund._id)) ?? refund;
}

async function conclude(
  k: ReceivingKernel,
  refund: RefundRecord,
  to: 'SUCCESS' | 'FAILED',
  facts: RefundFacts,
  source: string,
): Promise<RefundRecord> {
  const at = k.now();
  let current = refund;
  // 状态字样（PENDING / UNKNOWN）可能正被别人改动：重读再试，直到有结论。
  for (let race = 0; race < 8 && isRefundOpen(current); race += 1) {
    const done = await k.refunds.conclude(current, {
      to,
      source,
      at,
      requestId: k.requestId,
      patch: {
        next_query_date: 0,
        ...(facts.refund_id ? { refund_id: facts.refund_id } : {}),
        ...(to === 'SUCCESS'
          ? { refund_date: facts.refundedAt ?? at, revoke: { status: 'PENDING' as const, attempts: 0, next_date: at + REVOKE_TAKEOVER_MS } }
          : {}),
      },
    });
    if (done) {
      await dropCachedResult(k, done.order);
      return to === 'SUCCESS' ? revoke(k, done.refund) : done.refund;
    }
    current = (await k.refunds.find(refund._id)) ?? current;
  }
  return current;
}

/** 用网关事实推进一笔退款，返回最新的退款单。 */
export async function settleRefund(
  k: ReceivingKernel,
  refund: RefundRecord,
  facts: RefundFacts,
  source: 'create' | 'notify' | 'query',
): Promise<RefundRecord> {
  const mismatch = facts.state === 'SUCCESS' ? findMismatch(refund, facts) : undefined;
  if (mismatch) {
    await k.logs.alert({ kind: 'refund-mismatch', level: 'critical', out_trade_no: refund.out_trade_no, message: mismatch });
    return keepRefundOpen(k, refund, 'UNKNOWN', source);
  }
  if (!isRefundOpen(refund)) {
    // 已有结论的退款不再改变；网关改口是必须有人看的事。
    if ((facts.state === 'FAILED' && refund.status === 'SUCCESS') || (facts.state === 'SUCCESS' && refund.status === 'FAILED')) {
      await k.logs.alert({
        kind: 'refund-anomaly',
        level: 'critical',
        out_trade_no: refund.out_trade_no,
        message: `退款 ${refund._id} 本地为 ${refund.status}，网关说 ${facts.state}`,
      });
    }
    return refund;
  }
  switch (facts.state) {
    case 'SUCCESS':
      return conclude(k, refund, 'SUCCESS', facts, source);
    case 'FAILED':
      return conclude(k, refund, 'FAILED', facts, source);
    case 'PENDING':
    case 'ABNORMAL':
      return keepRefundOpen(k, refund, 'PENDING', source);
    case 'NOT_EXIST':
    case 'UNKNOWN':
      return keepRefundOpen(k, refund, 'UNKNOWN', source);
  }
}
