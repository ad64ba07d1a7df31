/** 付款人申请退款、撤回。申请只是一句话：不占金额、不动钱，同意之后才走退款那一条路。 */
import { requestNumberSchema, requestRefundSchema } from '../../../../../../../common/contract/refunds/request-params';
import type { RefundRequestView } from '../../../../../../../common/contract/refunds/request';
import type { Kernel } from '../../kernel/kernel';
import { newOutRefundNo } from '../../kernel/numbers';
import { PayError } from '../../kernel/pay-error';
import { requireParams } from '../../kernel/validate';
import { contend, LostRace } from '../../ledger/conflict';
import { findVisibleOrder } from '../../orders/query';
import type { OrderRecord } from '../../orders/record';
import { refundableFee } from '../../orders/refundable';
import type { RequestRecord } from './record';
import { viewRequest } from './view';
import { refundsOf } from '../store';
import { requestsOf } from './store';

interface Wish {
  readonly request_no: string;
  readonly refund_fee: number;
  readonly reason: string;
  readonly user_id: string;
}

/** @throws PayError 40001 点名字段 */
function feeToAsk(order: OrderRecord, asked: number | undefined): number {
  const left = order.status === 'SUCCESS' ? refundableFee(order) : 0;
  if (left < 1) throw PayError.param([{ field: 'out_trade_no', problem: '没有可以退的金额' }]);
  const fee = asked ?? left;
  if (fee > left) throw PayError.param([{ field: 'refund_fee', problem: '超过可退金额' }]);
  return fee;
}

/** 同一个单号、同样的内容再来，是同一个申请。@throws PayError 40001 */
function requireSame(existing: RequestRecord, order: OrderRecord, asked: { readonly refund_fee?: number; readonly user_id: string }): void {
  if (existing.out_trade_no !== order.out_trade_no || existing.user_id !== asked.user_id)
    throw PayError.param([{ field: 'request_no', problem: '已被其它订单使用' }]);
  if (asked.refund_fee !== undefined && asked.refund_fee !== existing.refund_fee)
    throw PayError.param([{ field: 'refund_fee', problem: '与首次申请不同' }]);
}

function newRequest(k: Kernel, order: OrderRecord, { request_no, refund_fee, reason, user_id }: Wish): RequestRecord {
  const at = k.now();
  return {
    _id: request_no,
    request_no,
    out_trade_no: order.out_trade_no,
    user_id,
    refund_fee,
    reason,
    status: 'OPEN',
    open_for: order.out_trade_no,
    history: [{ from: null, to: 'OPEN', reason: 'created', source: 'payer', at, requestId: k.requestId }],
    version: 1,
    next_date: 0,
    create_date: at,
    update_date: at,
  };
}

/**
 * requestRefund。
 * @throws PayError 40001 点名字段：没有可退的、超过可退、已有没办完的申请 · 40005
 */
export async function requestRefund(k: Kernel, input: unknown, user_id: string): Promise<{ request: RefundRequestView }> {
  const asked = requireParams(requestRefundSchema, input);
  const order = await findVisibleOrder(k, asked.out_trade_no, { user_id });
  const requests = requestsOf(k);
  const request_no = asked.request_no ?? newOutRefundNo(k);
  const before = await requests.find(request_no);
  if (before) {
    requireSame(before, order, { ...asked, user_id });
    return { request: await viewRequest(k, before) };
  }
  // 日后它就是退款单号：与员工用过的撞上，就会变成别的一笔退款
  if (await refundsOf(k).find(request_no)) throw PayError.param([{ field: 'request_no', problem: '已被使用' }]);
  const request = newRequest(k, order, { request_no, refund_fee: feeToAsk(order, asked.refund_fee), reason: asked.reason, user_id });
  if (await requests.add(request)) {
    k.journal.log({
      type: 'request-refund',
      status: 'SUCCESS',
      out_trade_no: order.out_trade_no,
      provider: order.provider,
      amount: request.refund_fee,
      user_id,
      startedAt: k.now(),
    });
    return { request: await viewRequest(k, request) };
  }
  // 没加进去：同一个单号的另一次请求，或这张订单已有没办完的
  const same = await requests.find(request_no);
  if (!same) throw PayError.param([{ field: 'out_trade_no', problem: '已有一个退款申请在等答复' }]);
  requireSame(same, order, { ...asked, user_id });
  return { request: await viewRequest(k, same) };
}

/** withdrawRefundRequest：还没有答复的可以撤回；撤回过的再来一次也算成。@throws PayError 40001 已经答复 · 40005 */
export async function withdrawRequest(k: Kernel, input: unknown, user_id: string): Promise<{ request: RefundRequestView }> {
  const { request_no } = requireParams(requestNumberSchema, input);
  const withdrawn = await contend(k, async () => {
    const request = await requestsOf(k).find(request_no);
    if (!request || request.user_id !== user_id) throw new PayError('ORDER_NOT_FOUND');
    if (request.status === 'WITHDRAWN') return request;
    if (request.status !== 'OPEN') throw PayError.param([{ field: 'request_no', problem: '商家已经答复，不能撤回' }]);
    const move = { to: 'WITHDRAWN', reason: 'withdrawn', source: 'payer' } as const;
    const written = await requestsOf(k).write(request, { set: { open_for: undefined } }, move);
    if (!written) throw new LostRace();
    return written;
  });
  return { request: await viewRequest(k, withdrawn) };
}

/** 一张订单最近的申请，给付款人看；没有为 undefined。 */
export async function latestRequest(k: Kernel, out_trade_no: string): Promise<RefundRequestView | undefined> {
  const request = await requestsOf(k).latestOf(out_trade_no);
  return request && viewRequest(k, request);
}
