/**
 * 中间件清单（框架要求导出数组）。
 * 失败策略：路径可疑就拒绝；框架的错误答复（含堆栈与路径）一律换成错误目录里的答复。
 */
import { handlePaymentError } from 'vk-pay-core';

interface FrameworkError {
  readonly code?: unknown;
  readonly requestId?: unknown;
}

/** `..` 能绕过框架按目录名的权限判断，不可能来自正常前端。 */
const rejectTraversal = {
  id: 'vk-pay-reject-traversal',
  regExp: (url: string): boolean => url.includes('..') || url.includes('\\'),
  index: 50,
  mode: 'onActionExecuting',
  main: async (): Promise<object> => handlePaymentError({ code: 40009 }),
};

const hideInternals = {
  id: 'vk-pay-hide-internals',
  regExp: (): boolean => true,
  index: 900,
  mode: 'onActionError',
  main: async (event: { url?: string }, answer: FrameworkError): Promise<object> => {
    if (answer.code === 404) return { ...handlePaymentError({ code: 40001, requestId: answer.requestId }), msg: '接口不存在' };
    console.error(`[vk-pay] ${String(event.url)} 运行异常 ${JSON.stringify(answer).slice(0, 2000)}`);
    return handlePaymentError({ code: 50000, requestId: answer.requestId });
  },
};

export = [rejectTraversal, hideInternals];
