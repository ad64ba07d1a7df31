/**
 * 退款：检查 → 占用金额（事务）→ 请求网关 → 结论或「不明」。
 * 结果不明时单号不变、金额继续占用，由查询（和定时任务）弄清楚；绝不因超时当作失败。
 */
import { orderNumberSchema, queryRefundSchema, refundSchema } from '../../../../../../common/contract/params';
import type { RefundView } from '../../../../../../common/contract/services';
import { PayError, toPayError } from '../kernel/pay-error';
import type { Kernel } from '../kernel/kernel';
import type { RefundFacts } from '../providers/provider';
import type { OrderRecord } from '../orders/record';
import type { RefundRecord } from './record';
import { requireParams } from '../kernel/validate';
import { viewOrder } from '../orders/view';
import { isRefundOpen, keepRefundOpen, settleRefund } from './settle';
import { viewRefund } from './view';

const FIRST_QUERY_MS = 60_000;

export interface RefundResult {
  readonly refund: RefundView;
  readonly order: ReturnType<typeof viewOrder>;
}

/** 一张新的退款单；金额还没有占用。 */
export function newRefund(
  k: Kernel,
  order: OrderRecord,
  out_refund_no: string,
  refund_fee: number,
  reason: string,
  operator: string,
): RefundRecord {
  const at = k.now();
  return {
    _id: out_refund_no,
    out_refund_no,
    out_trade_no: order.out_trade_no,
    provider: order.provider,
    platform: order.platform,
    pid: order.pid,
    user_id: order.user_id,
    type: order.type,
    ...(order.transaction_id ? { transaction_id: order.transaction_id } : {}),
    refund_fee,
    total_fee: order.total_fee,
    reason,
    status: 'PENDING',
    operator,
    revoke: { status: 'NONE', attempts: 0, next_date: 0 },
    history: [{ from: null, to: 'PENDING', source: 'create', at, requestId: k.requestId }],
    next_query_date: at + FIRST_QUERY_MS,
    query_attempts: 0,
    create_date: at,
    update_date: at,
  };
}

/** 占不到金额：重新看一眼订单，说清楚为什么。 */
async function refusal(k: Kernel, out_trade_no: string): Promise<PayError> {
  const order = await k.orders.find(out_trade_no);
  if (!order) return new PayError('ORDER_NOT_FOUND');
  if (order.status === 'REFUND') return PayError.param([{ field: 'out_trade_no', problem: '订单已全部退款' }]);
  if (order.status !== 'SUCCESS') return PayError.param([{ field: 'out_trade_no', problem: '只有已支付的订单可以退款' }]);
  return PayError.param([{ field: 'refund_fee', problem: '超过可退金额' }]);
}

/** 请求网关退款（首次或以同一单号重发），并据答复推进。 */
export async function submitRefund(k: Kernel, refund: RefundRecord): Promise<RefundRecord> {
  const startedAt = k.now();
  const about = {
    type: 'refund',
    out_trade_no: refund.out_trade_no,
    provider: refund.provider,
    amount: refund.refund_fee,
    user_id: refund.user_id,
    startedAt,
  };
  let facts: RefundFacts;
  try {
    const { provider, account } = k.channel(refund);
    facts = await provider.refund(account, {
      out_trade_no: refund.out_trade_no,
      ...(refund.transaction_id ? { transaction_id: refund.transaction_id } : {}),
      out_refund_no: refund.out_refund_no,
      refund_fee: refund.refund_fee,
      total_fee: refund.total_fee,
      ...(refund.reason ? { reason: refund.reason } : {}),
    });
  } catch (thrown) {
    const error = toPayError(thrown);
    await Promise.all([
      k.logs.log({ ...about, status: 'ERROR', error }),
      k.logs.error(error, { type: 'refund', out_trade_no: refund.out_trade_no }),
    ]);
    // 不是渠道给出的结论（程序意外、没有账号）也算不明：金额继续占用，绝不当作没退。
    if (error.outcome === 'unknown' || !(thrown instanceof PayError)) return keepRefundOpen(k, refund, 'UNKNOWN', 'create');
    // 网关明确拒绝（余额不足等）：释放占用。补足余额后可用新的退款单号再退。
    const failed = await settleRefund(
      k,
      refund,
      { out_trade_no: refund.out_trade_no, out_refund_no: refund.out_refund_no, state: 'FAILED' },
      'create',
    );
    if (failed.status === 'FAILED') throw error;
    return failed;
  }
  await k.logs.log({ ...about, status: 'SUCCESS', note: facts.state });
  return settleRefund(k, refund, facts, 'create');
}

/** 查询网关并推进；网关说没有这笔退款 = 先前的请求没有到达，以同一单号重发。 */
export async function refreshRefund(k: Kernel, refund: RefundRecord): Promise<RefundRecord> {
  if (!isRefundOpen(refund)) return refund;
  let facts: RefundFacts;
  try {
    const { provider, account } = k.channel(refund);
    facts = await provider.queryRefund(account, { out_trade_no: refund.out_trade_no, out_refund_no: refund.out_refund_no });
  } catch (thrown) {
    await k.logs.error(toPayError(thrown), { type: 'query-refund', out_trade_no: refund.out_trade_no });
    return keepRefundOpen(k, refund, 'UNKNOWN', 'query');
  }
  if (facts.state === 'NOT_EXIST') return submitRefund(k, refund);
  return settleRefund(k, refund, facts, 'query');
}

async function withOrder(k: Kernel, refund: RefundRecord): Promise<RefundResult> {
  const order = await k.orders.find(refund.out_trade_no);
  if (!order) throw new PayError('ORDER_NOT_FOUND');
  return { refund: viewRefund(refund), order: viewOrder(order) };
}

/**
 * refund。调用方必须已核验员工身份。
 * @throws PayError 40001 点名字段 · 40005 · 40007 商户余额不足（占用已释放） · 其余网关明确拒绝的原因
 */
export async function refund(k: Kernel, input: unknown, operator: string): Promise<RefundResult> {
  const wish = requireParams(refundSchema, input);
  const order = await k.orders.find(wish.out_trade_no);
  if (!order) throw new PayError('ORDER_NOT_FOUND');
  const out_refund_no = wish.out_refund_no ?? k.ids.outRefundNo(k.now());
  const existing = wish.out_refund_no === undefined ? undefined : await k.refunds.find(out_refund_no);
  if (existing) return withOrder(k, await resume(k, existing, order, wish.refund_fee));

  const left = order.total_fee - order.refund_fee - order.refunding_fee;
  const refund_fee = wish.refund_fee ?? left;
  if (refund_fee < 1) throw await refusal(k, order._id);
  const wanted = newRefund(k, order, out_refund_no, refund_fee, wish.refund_desc ?? '', operator);
  const reserved = await reserve(k, wanted);
  if (!reserved) {
    // 同一个退款单号的并发请求：别人先建好了，就当作重复请求。
    const rival = await k.refunds.find(out_refund_no);
    if (rival) return withOrder(k, await resume(k, rival, order, wish.refund_fee));
    throw await refusal(k, order._id);
  }
  return withOrder(k, await submitRefund(k, wanted));
}

/** 占用；被同一订单上的其它写入抢先时重来，直到成功或确实不够。 */
async function reserve(k: Kernel, wanted: RefundRecord): Promise<boolean> {
  try {
    return (await k.refunds.reserve(wanted, k.now())) !== undefined;
  } catch (error) {
    if (await k.refunds.find(wanted._id)) return false;
    throw error;
  }
}

async function resume(k: Kernel, existing: RefundRecord, order: OrderRecord, refund_fee: number | undefined): Promise<RefundRecord> {
  if (existing.out_trade_no !== order._id) throw PayError.param([{ field: 'out_refund_no', problem: '已被其它订单使用' }]);
  if (refund_fee !== undefined && refund_fee !== existing.refund_fee)
    throw PayError.param([{ field: 'refund_fee', problem: '与首次退款不同' }]);
  return refreshRefund(k, existing);
}

/** 一张订单的全部退款；没有结论的逐一求证。@throws PayError 40001 / 40005 */
export async function queryOrderRefunds(
  k: Kernel,
  input: unknown,
): Promise<{ order: ReturnType<typeof viewOrder>; refunds: readonly RefundView[] }> {
  const { out_trade_no } = requireParams(orderNumberSchema, input);
  const refunds: RefundView[] = [];
  for (const refund of await k.refunds.listByOrder(out_trade_no)) refunds.push(viewRefund(await refreshRefund(k, refund)));
  const order = await k.orders.find(out_trade_no);
  if (!order) throw new PayError('ORDER_NOT_FOUND');
  return { order: viewOrder(order), refunds };
}

/** queryRefund：没有结论时向网关求证。@throws PayError 40001 / 40005 */
export async function queryRefund(k: Kernel, input: unknown): Promise<RefundResult> {
  const { out_refund_no } = requireParams(queryRefundSchema, input);
  const found = await k.refunds.find(out_refund_no);
  if (!found) throw new PayError('ORDER_NOT_FOUND');
  return withOrder(k, await refreshRefund(k, found));
}
