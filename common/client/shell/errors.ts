/**
 * 失败的解读、展示与上报（规范「前端错误处理」）。
 * 失败（网关或业务说不行）标题为「支付失败」；异常（我们自己的意外）标题为「系统错误」。
 */
import { ERROR_CATALOGUE, handlePaymentError, type ErrorAnswer } from '../../contract/errors';
import type { ProviderName } from '../../contract/channels';
import type { RecordErrorInput } from '../../contract/services';
import { callService } from './services';

export interface Failure extends ErrorAnswer {
  /** login：需要登录，框架已经打开登录页，不必再提示 */
  readonly kind: 'error' | 'exception' | 'login';
  /** 连不上服务器：结果不明，不等于失败 */
  readonly unknown: boolean;
  /** 服务端不接受这个单号或参数（已关闭、已过期、已被使用）：再试要换新号 */
  readonly numberSpent: boolean;
  readonly cause: unknown;
}

export interface FailureContext {
  readonly stage: 'options' | 'create' | 'request' | 'result' | 'close' | 'orders' | 'refund';
  readonly out_trade_no?: string;
  readonly provider?: ProviderName;
}

/** 平台的支付窗口没有打开或自己报错（不是用户取消）。message 可给人看，detail 供排查。 */
export class PlatformError extends Error {
  constructor(
    message: string,
    readonly detail = '',
  ) {
    super(message);
    this.name = 'PlatformError';
  }
}

const LOGIN_CODES: readonly unknown[] = [1301, 1302, 30201, 30202, 30203, 30204];
/** 框架的过滤器按目录（sys）拒绝没有权限的人时的码，请求还没有到我们的服务。 */
const FRAMEWORK_FORBIDDEN = 403;
const NETWORK_TEXT = /request:fail|timeout|超时|network|abort/i;

function fieldsOf(thrown: unknown): Readonly<Record<string, unknown>> {
  return typeof thrown === 'object' && thrown !== null ? (thrown as Record<string, unknown>) : {};
}

function isNetwork(thrown: unknown): boolean {
  const { code, errMsg, message } = fieldsOf(thrown);
  return code === 'SYS_ERR' || [errMsg, message].some((text) => typeof text === 'string' && NETWORK_TEXT.test(text));
}

/** 任何被抛出的东西 → 能给人看的失败。从不抛出。 */
export function describeFailure(thrown: unknown): Failure {
  const fields = fieldsOf(thrown);
  if (fields['code'] === FRAMEWORK_FORBIDDEN) return describeFailure({ ...fields, code: ERROR_CATALOGUE.PERMISSION.code });
  const { code } = fields;
  if (LOGIN_CODES.includes(code))
    return {
      kind: 'login',
      unknown: false,
      numberSpent: false,
      code: ERROR_CATALOGUE.PERMISSION.code,
      msg: '请先登录',
      action: '登录后继续付款',
      cause: thrown,
    };
  if (thrown instanceof PlatformError) {
    return {
      kind: 'error',
      unknown: false,
      numberSpent: false,
      code: ERROR_CATALOGUE.SYSTEM.code,
      msg: thrown.message,
      action: '可以重试，或换一种支付方式',
      cause: thrown,
    };
  }
  // 先认错误目录的码：服务端的 40004 也是「结果不明」
  if (typeof code === 'number' || (typeof code === 'string' && /^\d{5}$/.test(code))) {
    const answer = handlePaymentError(thrown);
    const unknown = answer.code === ERROR_CATALOGUE.NETWORK.code || answer.code === ERROR_CATALOGUE.BUSY.code;
    return { kind: 'error', unknown, numberSpent: answer.code === ERROR_CATALOGUE.PARAM.code, ...answer, cause: thrown };
  }
  if (isNetwork(thrown))
    return {
      kind: 'error',
      unknown: true,
      numberSpent: false,
      ...handlePaymentError({ code: ERROR_CATALOGUE.NETWORK.code }),
      cause: thrown,
    };
  return {
    kind: 'exception',
    unknown: true,
    numberSpent: false,
    ...handlePaymentError(undefined),
    msg: '支付系统异常，请稍后重试',
    cause: thrown,
  };
}

/** 弹窗说明失败；用户点掉后完成。 */
export function showFailure(failure: Failure): Promise<void> {
  if (failure.kind === 'login') return Promise.resolve();
  const isError = failure.kind === 'error';
  return new Promise((closed) => {
    uni.showModal({
      title: isError ? '支付失败' : '系统错误',
      content: failure.msg,
      showCancel: false,
      confirmText: isError ? '知道了' : '确定',
      complete: () => closed(),
    });
  });
}

function causeText({ cause, msg }: Failure): string {
  if (cause instanceof PlatformError) return `${cause.message} ${cause.detail}`.trim();
  const { errMsg, message } = fieldsOf(cause);
  const text = errMsg ?? message;
  return typeof text === 'string' && text !== '' ? text : msg;
}

/** 报给 pay/kh/recordError。只报码、文字与环节，不报付款数据；自己失败时保持安静。 */
export async function recordFailure(failure: Failure, context: FailureContext): Promise<void> {
  // 没登录时上报会把用户带到登录页，得不偿失
  if (failure.kind === 'login' || !uni.vk.checkToken()) return;
  const { stage, out_trade_no, provider } = context;
  const input: RecordErrorInput = {
    kind: failure.kind,
    code: failure.code,
    message: causeText(failure).slice(0, 500),
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
export async function handleFailure(thrown: unknown, context: FailureContext): Promise<Failure> {
  const failure = describeFailure(thrown);
  if (failure.kind === 'login') return failure;
  console.error(failure.kind === 'error' ? '支付错误' : '支付异常', failure.code, causeText(failure));
  void recordFailure(failure, context);
  await showFailure(failure);
  return failure;
}
