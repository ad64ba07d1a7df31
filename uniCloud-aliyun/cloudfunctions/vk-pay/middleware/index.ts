/**
 * 中间件清单（框架要求导出数组）。
 * 失败策略：路径可疑就拒绝；框架的错误答复（含堆栈与路径）一律换成错误目录里的答复。
 */
import { handlePaymentError } from 'vk-pay-core';

interface FrameworkError {
  readonly code?: unknown;
  readonly requestId?: unknown;
}

/** 服务之前的拒绝：框架的、uni-id 的、我们的。 */
interface Refusal {
  readonly code?: unknown;
  readonly msg?: unknown;
  readonly action?: unknown;
}

interface RoutedEvent {
  readonly originalParam?: { readonly context?: { readonly requestId?: unknown } };
}

/** 服务名只有字母、数字、下划线、连字符的一段段：没有点、没有空段、没有编码过的字符。 */
const PLAIN_URL = /^[\w-]+(?:\/[\w-]+)+$/;

/**
 * 框架按路径里的字样判断要不要登录、要不要角色，`..`、点（云对象的写法）、`//`、`%2e` 能让它看错；
 * 正常的前端写不出这样的名字。文件名以 `pub_` 之类开头的也会被看成另一种，所以每一段都不许。
 */
const rejectTricks = {
  id: 'vk-pay-reject-tricks',
  regExp: (url: unknown): boolean => typeof url !== 'string' || !PLAIN_URL.test(url) || /\/(?:pub|kh|sys)_/.test(url),
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
    const text = `${String(event.url)} 运行异常 ${JSON.stringify(answer).slice(0, 2000)}`;
    console.error(JSON.stringify({ vk_pay: 'failure', level: 'error', request_id: answer.requestId, text }));
    return handlePaymentError({ code: 50000, requestId: answer.requestId });
  },
};

/**
 * 框架拒绝的（没有类型、没有角色）与我们拒绝的是同一个样子；要登录的（302xx）留着它的码与话：前端靠它去登录页。
 * 别的（登录组件里的错误原文）不出去，请求编号总在。
 */
const oneRefusal = {
  id: 'vk-pay-one-refusal',
  regExp: (): boolean => true,
  index: 900,
  mode: 'onActionIntercepted',
  main: async (event: RoutedEvent, { code, msg, action }: Refusal): Promise<object> => {
    const requestId = event.originalParam?.context?.requestId;
    if (code === 403) return handlePaymentError({ code: 40009, requestId });
    return { code, msg, ...(action === undefined ? {} : { action }), requestId };
  },
};

export = [rejectTricks, oneRefusal, hideInternals];
