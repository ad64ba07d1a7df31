/** 抛出物 → 失败答复（docs/protocols/vk-unicloud.md §2.5）。堆栈与路径会原样给调用方——真实框架就是这样，由项目的中间件去遮。 */
import type { Json } from './platform';

interface Thrown {
  readonly name?: string;
  readonly message?: string;
  readonly stack?: string;
  readonly code?: unknown;
  readonly msg?: unknown;
}

function describe(thrown: unknown): unknown {
  const { stack, message, code } = (thrown ?? {}) as Thrown;
  return stack ? { message, stack, code } : thrown;
}

function classify(url: string, thrown: unknown): { code?: unknown; msg?: unknown } {
  if (typeof thrown === 'string') return { code: -1, msg: thrown };
  const { name, message = '', code, msg, stack } = (thrown ?? {}) as Thrown;
  if (!stack) return { code: code ?? 500, msg };
  if (message.startsWith('msg:')) return { code: 501, msg: message.slice(4) };
  if (message.includes('Response timeout for 10000ms')) return { code: 502, msg: message };
  if (code === 'InternalServerError')
    return /_id_ dup key/.test(message) ? { code: 500, msg: 'vk.baseDao.add : _id不能重复添加' } : { code, msg: '内部错误' };
  switch (name) {
    case 'ReferenceError':
      return { code: 501, msg: `云函数 ${url} 变量引用错误：${message}` };
    case 'TypeError':
      return { code: 501, msg: `云函数 ${url} 运行异常，类型错误：${message}` };
    case 'Error':
      return { code, msg: message };
    default:
      return { code: 500, msg: `云函数 ${url} 运行异常!` };
  }
}

export function failureOf(url: string, thrown: unknown, requestId: string | undefined): Json {
  return { ...classify(url, thrown), err: describe(thrown), requestId };
}

/** 加载服务文件时的失败：找不到（含它的依赖找不到）为 404，语法错误为 500。 */
export function loadFailureOf(url: string, thrown: unknown, requestId: string | undefined): Json {
  const { name, message = '', code } = (thrown ?? {}) as Thrown;
  if (code === 'MODULE_NOT_FOUND' || /Cannot find module|no such file/.test(message))
    return { code: 404, msg: `not found【${url}】`, err: describe(thrown), requestId };
  if (name === 'SyntaxError') return { code: 500, msg: `云函数 ${url} 编译异常!`, err: describe(thrown), requestId };
  return failureOf(url, thrown, requestId);
}
