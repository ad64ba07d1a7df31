/**
 * 员工答复退款申请。同意：先把「同意」落库并排期，再走退款那一条路（退款单号就是申请单号）；
 * 中途倒下由定时任务接着办，做几次都是同一笔退款。
 */
import { answerRequestSchema, listRequestsSchema } from '../../../../../../../common/contract/refunds/request-params';
import type { ListRequestsAnswer, StaffRequestView } from '../../../../../../../common/contract/refunds/request';
import type { Kernel } from '../../kernel/kernel';
import { PayError } from '../../kernel/pay-error';
import { requireParams } from '../../kernel/validate';
import { contend, LostRace } from '../../ledger/conflict';
import { LADDERS } from '../../ledger/retry';
import { ordersOf } from '../../orders/store';
import { refundOrder } from '../refund';
import type { RequestRecord } from './record';
import { viewRequestForStaff } from './view';
import { refundsOf } from '../store';
import { requestsOf } from './store';

const DEFAULT_PAGE = 20;

/** listRefundRequests。调用方必须已核验员工身份。@throws PayError 40001 */
export async function listRequests(k: Kernel, input: unknown): Promise<Omit<ListRequestsAnswer, 'code' | 'msg' | 'requestId'>> {
  const { status, pageSize = DEFAULT_PAGE, after } = requireParams(listRequestsSchema, input);
  const dot = after?.indexOf('.') ?? -1;
  const { rows, hasMore } = await requestsOf(k).page({
    limit: pageSize,
    ...(status ? { status } : {}),
    ...(after === undefined ? {} : { after: { create_date: Number(after.slice(0, dot)), request_no: after.slice(dot + 1) } }),
  });
  const views: StaffRequestView[] = [];
  for (const row of rows) {
    const order = await ordersOf(k).find(row.out_trade_no);
    if (order) views.push(await viewRequestForStaff(k, row, order));
  }
  const last = rows.at(-1);
  return { rows: views, ...(hasMore && last ? { next: `${last.create_date}.${last._id}` } : {}), server_date: k.now() };
}

/** 写成功为止；`change` 看着最新的一行决定怎么写，不用写就原样返回。 */
function change(
  k: Kernel,
  request_no: string,
  decide: (request: RequestRecord) => Parameters<ReturnType<typeof requestsOf>['write']> | undefined,
): Promise<RequestRecord> {
  return contend(k, async () => {
    const request = await requestsOf(k).find(request_no);
    if (!request) throw new PayError('ORDER_NOT_FOUND');
    const wish = decide(request);
    if (!wish) return request;
    const written = await requestsOf(k).write(...wish);
    if (!written) throw new LostRace();
    return written;
  });
}

/** 退款已经提交（或已有结论）：这个申请办完了。 */
const finish = (k: Kernel, request: RequestRecord): Promise<RequestRecord> =>
  change(k, request._id, (now) => (now.open_for === undefined ? undefined : [now, { set: { open_for: undefined, next_date: 0 } }]));

/**
 * 同意了的：把那一笔退款做掉。定时任务与员工的再点一次都走到这里。
 * @throws PayError 退不了的原因；没有占到金额的，申请已回到等答复；网关拒绝的（如余额不足），补足之后再同意一次
 */
export async function carryOut(k: Kernel, request: RequestRecord): Promise<RequestRecord> {
  const order = await ordersOf(k).require(request.out_trade_no);
  const { _id, refund_fee, reason, operator = '' } = request;
  const existing = await refundsOf(k).find(_id);
  try {
    await refundOrder(k, order, { out_refund_no: _id, refund_fee, reason, operator }, existing);
  } catch (error) {
    if (!(error instanceof PayError)) throw error;
    const refund = await refundsOf(k).find(_id);
    await change(k, _id, (now) => {
      if (now.status !== 'APPROVED') return undefined;
      // 一时没有占到：排期再来
      if (!refund && error.kind !== 'PARAM') return [now, { set: { next_date: k.now() + LADDERS.refund[0] } }];
      if (!refund)
        return [now, { set: { next_date: 0, answer_date: undefined } }, { to: 'OPEN', reason: 'not_refundable', source: 'refund' }];
      // 网关不接受：退款单上写着原因，由员工决定再退一次还是算了
      return now.next_date === 0 ? undefined : [now, { set: { next_date: 0 } }];
    });
    throw error;
  }
  return finish(k, request);
}

/**
 * answerRefundRequest。调用方必须已核验员工身份。
 * @throws PayError 40001 已经撤回或答复、没有写理由、退不了 · 40005 · 其余同退款
 */
export async function answerRequest(k: Kernel, input: unknown, operator: string): Promise<{ request: StaffRequestView }> {
  const { request_no, act, reason = '' } = requireParams(answerRequestSchema, input);
  if (act === 'decline' && reason.trim().length < 2) throw PayError.param([{ field: 'reason', problem: '请写明理由' }]);
  const answered = await change(k, request_no, (request) => {
    if (act === 'decline' && request.status === 'DECLINED') return undefined;
    if (act === 'approve' && request.status === 'APPROVED') {
      // 再同意一次：先排期，做的时候就不能被算了
      return request.open_for === undefined || request.next_date > 0
        ? undefined
        : [request, { set: { next_date: k.now() + LADDERS.refund[0] } }];
    }
    // 同意之后网关没有接受：可以再退一次，也可以算了
    const refused = request.status === 'APPROVED' && request.open_for !== undefined && request.next_date === 0;
    if (request.status !== 'OPEN' && !refused) throw PayError.param([{ field: 'request_no', problem: '申请已经撤回或答复过了' }]);
    const by = { source: 'staff', operator, ...(reason ? { note: reason } : {}) } as const;
    const set = { operator, answer_date: k.now() };
    return act === 'approve'
      ? [request, { set: { ...set, next_date: k.now() + LADDERS.refund[0] } }, { to: 'APPROVED', reason: 'approved', ...by }]
      : [request, { set: { ...set, answer: reason, open_for: undefined } }, { to: 'DECLINED', reason: 'declined', ...by }];
  });
  const done = act === 'approve' && answered.open_for !== undefined ? await carryOut(k, answered) : answered;
  return { request: await viewRequestForStaff(k, done, await ordersOf(k).require(done.out_trade_no)) };
}
