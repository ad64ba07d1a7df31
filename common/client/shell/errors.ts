/** 失败的解读：任何被抛出的东西，变成能给付款人看的话，与要记进日志的原话。 */
import { ERROR_CATALOGUE, handlePaymentError, type ErrorAnswer } from '../../contract/errors';
import { payerWords } from './payer-words';
import { SHELL } from '../words/shell';
import { FAILURES } from '../words/failures';

/** msg 与 action 是付款人的话；服务端的原话在 said。 */
export interface Failure extends ErrorAnswer {
  /** 服务端或平台的原话：进日志，员工页面据此找出是哪一栏；不给付款人看 */
  readonly said: string;
  /** login：需要登录，框架已经打开登录页，不必再提示 */
  readonly kind: 'error' | 'exception' | 'login';
  /** 结果不明，不等于失败：没有连上，或服务端、平台自己也说不清 */
  readonly unknown: boolean;
  /** 根本没有连上服务器 */
  readonly unreachable?: true;
  /** 这个人进不来；做不得的是这一件事、另说了为什么的（要由另一个人点头、没有配置加密）不算 */
  readonly denied?: true;
  /** 服务端不接受这个单号或参数（已关闭、已过期、已被使用）：再试要换新号 */
  readonly numberSpent: boolean;
  readonly cause: unknown;
}

/** 平台的支付窗口自己报错（不是用户取消）。message 可给人看，detail 供排查。 */
export class PlatformError extends Error {
  /** @param unclear 窗口可能打开过、钱可能付了；false 是根本没有打开 */
  constructor(
    message: string,
    readonly detail = '',
    readonly unclear = false,
  ) {
    super(message);
    this.name = 'PlatformError';
  }
}

const LOGIN_CODES: readonly unknown[] = [1301, 1302, 30201, 30202, 30203, 30204];
/** 框架的过滤器按目录（sys）拒绝没有权限的人时的码，请求还没有到我们的服务。 */
const FRAMEWORK_FORBIDDEN = 403;
/** uni-id 不让这个账号用时的码（docs/protocols/vk-unicloud.md §12）：再登录一次也没有用，要说是为什么。 */
const ACCOUNT_REFUSED: ReadonlyMap<unknown, 'accountBanned' | 'accountClosed'> = new Map([
  [10001, 'accountBanned'],
  [10006, 'accountClosed'],
]);
const NETWORK_TEXT = /request:fail|timeout|超时|network|abort/i;

function fieldsOf(thrown: unknown): Readonly<Record<string, unknown>> {
  return typeof thrown === 'object' && thrown !== null ? (thrown as Record<string, unknown>) : {};
}

function isNetwork(thrown: unknown): boolean {
  const { code, errMsg, message } = fieldsOf(thrown);
  return code === 'SYS_ERR' || [errMsg, message].some((text) => typeof text === 'string' && NETWORK_TEXT.test(text));
}

function saidBy(thrown: unknown): string {
  if (thrown instanceof PlatformError) return `${thrown.message} ${thrown.detail}`.trim();
  const { msg, errMsg, message } = fieldsOf(thrown);
  const text = [msg, errMsg, message].find((one) => typeof one === 'string' && one !== '');
  return typeof text === 'string' ? text : '';
}

function catalogued(thrown: unknown): Omit<Failure, 'kind' | 'cause'> {
  const answer = handlePaymentError(thrown);
  const said = saidBy(thrown);
  return {
    ...answer,
    ...payerWords(answer.code, said),
    said: said || answer.msg,
    unknown: answer.code === ERROR_CATALOGUE.NETWORK.code || answer.code === ERROR_CATALOGUE.BUSY.code,
    numberSpent: answer.code === ERROR_CATALOGUE.PARAM.code,
    ...(answer.code === ERROR_CATALOGUE.PERMISSION.code && ['', ERROR_CATALOGUE.PERMISSION.msg].includes(said) ? { denied: true } : {}),
  };
}

/** 任何被抛出的东西 → 能给人看的失败。从不抛出。 */
export function describeFailure(thrown: unknown): Failure {
  const fields = fieldsOf(thrown);
  const { code } = fields;
  const said = saidBy(thrown);
  if (code === FRAMEWORK_FORBIDDEN) return { ...describeFailure({ ...fields, code: ERROR_CATALOGUE.PERMISSION.code }), denied: true };
  const refused = ACCOUNT_REFUSED.get(code);
  if (refused) return { ...describeFailure({ ...fields, code: ERROR_CATALOGUE.PERMISSION.code }), msg: FAILURES[refused], denied: true };
  if (LOGIN_CODES.includes(code))
    return {
      kind: 'login',
      unknown: false,
      numberSpent: false,
      code: ERROR_CATALOGUE.PERMISSION.code,
      msg: SHELL.signInFirst,
      action: SHELL.signInToGoOn,
      said,
      cause: thrown,
    };
  if (thrown instanceof PlatformError)
    return {
      kind: 'error',
      unknown: thrown.unclear,
      numberSpent: false,
      code: ERROR_CATALOGUE.SYSTEM.code,
      msg: thrown.message,
      action: thrown.unclear ? FAILURES.unclearNext : FAILURES.retryNext,
      said,
      cause: thrown,
    };
  // 先认错误目录的码：服务端的 40004 也是「结果不明」
  if (typeof code === 'number' || (typeof code === 'string' && /^\d{5}$/.test(code)))
    return { kind: 'error', ...catalogued(thrown), cause: thrown };
  if (isNetwork(thrown))
    return {
      kind: 'error',
      ...catalogued({ code: ERROR_CATALOGUE.NETWORK.code }),
      msg: FAILURES.unreachable,
      said: said || 'unreachable',
      unreachable: true,
      cause: thrown,
    };
  return {
    kind: 'exception',
    ...catalogued(undefined),
    unknown: true,
    msg: FAILURES.exception,
    said: said || String(thrown),
    cause: thrown,
  };
}
