/**
 * 失败的展示与上报（规范「前端错误处理」）。
 * 失败（网关或业务说不行）标题为「支付失败」，异常（我们自己的意外）为「系统错误」；
 * 没有得到答复的既不是失败也不是成功：「结果还不清楚」。
 */
import type { ProviderName } from '../../contract/channels';
import type { RecordErrorInput } from '../../contract/watch/client-error';
import type { DialogRequest } from './dialog';
import { describeFailure, type Failure } from './errors';
import { callService } from './services';
import { SHELL } from '../words/shell';
import { FAILURES } from '../words/failures';

export interface FailureContext {
  readonly stage: 'options' | 'create' | 'request' | 'result' | 'close' | 'orders' | 'refund' | 'transfer';
  readonly out_trade_no?: string;
  readonly provider?: ProviderName;
}

/** 失败 → 弹窗里的话。 */
export function failureDialog({ kind, unknown, unreachable, msg, requestId }: Failure, stage: FailureContext['stage']): DialogRequest {
  const note = requestId ? { note: SHELL.requestHelp(requestId) } : {};
  if (kind === 'exception') return { title: FAILURES.systemTitle, text: msg, confirm: SHELL.ok, ...note };
  // 下单时服务端答「繁忙」：窗口还没有打开过，没有什么不清楚
  if (unreachable || (unknown && stage !== 'create'))
    return { title: FAILURES.unclearTitle, text: FAILURES.andSafe(msg), confirm: SHELL.gotIt, ...note };
  return { title: FAILURES.failedTitle, text: msg, confirm: SHELL.gotIt, ...note };
}

/** 怎样把话告诉人：页面有自己的确认框就用它，没有就用 uni 的。 */
export type Tell = (request: DialogRequest) => Promise<unknown>;

export const tellByModal: Tell = ({ title, text = '', confirm }) =>
  new Promise((closed) => {
    uni.showModal({ title, content: text, showCancel: false, confirmText: confirm, complete: () => closed(undefined) });
  });

/** 报给 pay/kh/recordError。只报码、原话与环节，不报付款数据；自己失败时保持安静。 */
export async function recordFailure(failure: Failure, context: FailureContext): Promise<void> {
  // 没登录时上报会把用户带到登录页，得不偿失
  if (failure.kind === 'login' || !uni.vk.checkToken()) return;
  const { stage, out_trade_no, provider } = context;
  const input: RecordErrorInput = {
    kind: failure.kind,
    code: failure.code,
    message: failure.said.slice(0, 500),
    stage,
    ...(out_trade_no === undefined ? {} : { out_trade_no }),
    detail: {
      ...(provider === undefined ? {} : { provider }),
      ...(failure.requestId === undefined ? {} : { request_id: failure.requestId }),
    },
  };
  await callService('recordError', input).catch(() => undefined);
}

/** 付款失败时的全套动作：解读、上报、弹窗。@returns 解读的结果，供页面在原处继续显示 */
export async function handleFailure(thrown: unknown, context: FailureContext, tell: Tell = tellByModal): Promise<Failure> {
  const failure = describeFailure(thrown);
  if (failure.kind === 'login') return failure;
  console.error(failure.kind === 'error' ? FAILURES.logError : FAILURES.logException, failure.code, failure.said);
  void recordFailure(failure, context);
  await tell(failureDialog(failure, context.stage));
  return failure;
}
