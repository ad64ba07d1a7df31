/**
 * 旧的服务：`{ action: 'pay/createPayment', data }`，文件在商户自己的 `vk-pay/service/` 里（他从 vk-uni-pay 的示例抄来的）。
 * 失败策略：会把钱给出去的那几个，示例里没有任何鉴权，缺省谁也叫不动；要用就在 `vk-pay/config.js` 里点名打开，
 * 或只由自己的别的云函数叫。
 */
import type { CloudContext, Vk } from '../kernel/vk';

/** 缺省关着的：示例里自带、没有鉴权、动得了钱或看得到账的。 */
const CLOSED: readonly RegExp[] = [
  /^pay\/(?:refund|transfer|transfer3|queryTransfer|cancelTransfer|wxpayTransfer3|wxpayBatchTransfer3|queryAccountBalance)$/,
  /^pay\/(?:create|close|query)UserConfirmAuthorization$/,
  /^pay\/wxpayVirtual\//,
];
/** 我们自己的服务与业务处理文件，从来不是「旧的服务」。 */
const NOT_A_SERVICE = /^(?:pay\/(?:kh|pub|sys)|user\/(?:kh|pub|sys)|pay-notify)\//;
const NAME = /^[\w-]+(?:\/[\w-]+)+$/;

export type ServiceFiles = ReadonlyMap<string, () => unknown>;

/** @returns 能不能叫；不能的说为什么 */
export function mayCall(name: string, context: CloudContext, opened: readonly string[]): 'yes' | 'closed' | 'unknown' {
  if (!NAME.test(name) || NOT_A_SERVICE.test(name)) return 'unknown';
  if (context.SOURCE === 'function' || opened.includes(name)) return 'yes';
  return CLOSED.some((pattern) => pattern.test(name)) ? 'closed' : 'yes';
}

interface Called {
  readonly data: Readonly<Record<string, unknown>>;
  readonly uniIdToken: unknown;
  readonly event: unknown;
  readonly context: CloudContext;
  readonly vk: Vk;
}

/** 框架交给服务的第一个参数。 */
export function serviceEvent({ data, uniIdToken, event, context, vk }: Called, url: string): object {
  const { db, _, ...rest } = vk.getUnicloud();
  const { aggregate } = _ as { readonly aggregate?: unknown };
  return { data, url, uniIdToken, originalParam: { event, context }, util: { ...rest, vk, db, _, $: aggregate } };
}
