/** 抛出物 → 失败答复（docs/protocols/vk-unicloud.md §2.5）。堆栈与路径会原样给调用方——真实框架就是这样，由项目的中间件去遮。 */
import type { Json } from './platform';

interface Thrown {
  readonly name?: string;
  readonly message?: string;
  readonly msg?: string;
  readonly errMsg?: string;
  readonly stack?: string;
  readonly code?: unknown;
}
type Verdict = { code?: unknown; msg?: unknown; [key: string]: unknown };

function describe(thrown: unknown): unknown {
  const { stack, message, code } = thrown as Thrown;
  return stack ? { message, stack, code } : thrown;
}

/** 依次看，第一个认得的算数；text 是错误自己的话。 */
function classify(url: string, thrown: Thrown, text: string, generic: string): Verdict {
  const { code, name, stack } = thrown;
  const named404 = code === 404 && (name === 'cloudFunction' || name === 'cloudObject');
  if ((code === 'MODULE_NOT_FOUND' && text.includes('service/')) || (code === 'ENOENT' && text.includes('service')) || named404)
    return { code: 404, msg: `not found【${url}】` };
  if (code === 'MODULE_NOT_FOUND' && text.includes('Cannot find module')) return { code: 500, msg: text };
  if (code === 'InternalServerError' && text.includes('_id_ dup key')) return { code: 500, msg: 'vk.baseDao.add : _id不能重复添加' };
  if (text.includes('Response timeout for 10000ms')) return { code: 502, msg: 'timeout 请求超时，请重试！' };
  if (text.includes('msg:token失效')) return { code: 30202, msg: text };
  if (text.includes('msg:禁止访问私有对象内的函数') || text.includes('msg:禁止访问私有函数')) return { code: 403, msg: text.slice(4) };
  if (text.startsWith('msg:')) return { code: 501, msg: text.slice(4) };
  if (name === 'ReferenceError') return { code: 501, msg: `云函数 ${url} 变量引用错误：${text}` };
  if (name === 'TypeError') return { code: 501, msg: `云函数 ${url} 运行异常，类型错误：${text}` };
  if (code === 'InternalServerError') return { code, msg: '内部错误' };
  if (name === 'Error') return { code, msg: text };
  if (stack) return { code: 500, msg: generic };
  if (typeof thrown === 'string') return { code: -1, msg: thrown };
  return { code: code ?? 500, msg: (thrown as Json)['msg'] ?? text };
}

function answerOf(url: string, thrown: unknown, generic: string, requestId: string | undefined): Json {
  const error = (thrown || {}) as Thrown;
  const text = error.message || error.msg || error.errMsg || '';
  return { ...classify(url, error, text, generic), err: describe(error), requestId };
}

/** 服务运行时抛的。 */
export const failureOf = (url: string, thrown: unknown, requestId: string | undefined): Json =>
  answerOf(url, thrown, `云函数 ${url} 运行异常!`, requestId);

/** 加载服务文件时的失败：找不到（含它的依赖找不到）为 404，语法错误为 500。 */
export const loadFailureOf = (url: string, thrown: unknown, requestId: string | undefined): Json =>
  answerOf(url, thrown, `云函数 ${url} 编译异常!`, requestId);

/** 中间件抛的：不看它是什么错，一律 500。 */
export const middlewareFailure = (msg: string, thrown: unknown, requestId: string | undefined): Json => ({
  code: 500,
  msg,
  ...(thrown ? { err: describe(thrown) } : {}),
  requestId,
});
