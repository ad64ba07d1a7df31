/** 平台驱动的约定：拿服务端给的参数唤起支付，只报告窗口怎么结束的，从不判断付没付。 */
import type { CreatePaymentAnswer } from '../../../contract/payments/create';

export interface DriverContext {
  /** 付款后浏览器该回到的绝对地址（H5）；其它端没有 */
  readonly returnUrl?: string;
}

/**
 * - `done` 平台说付好了（仍要问服务端） · `cancelled` 用户关掉了窗口
 * - `left` 页面正在跳走 · `scan` 要显示二维码
 * - `stale` 登录过期了，窗口没有打开：重新登录，同一个单号再来
 */
export type DriverEnd = 'done' | 'cancelled' | 'left' | 'scan' | 'stale';

/** @throws PlatformError 窗口没打开，或（unclear）说不清有没有付 */
export type Driver = (answer: CreatePaymentAnswer, context: DriverContext) => Promise<DriverEnd>;

/** 平台回调里的 errMsg。 */
export function errorText(reason: unknown): string {
  if (typeof reason !== 'object' || reason === null) return String(reason);
  const { errMsg, message } = reason as { errMsg?: unknown; message?: unknown };
  return String(errMsg ?? message ?? '');
}

/** 取 orderInfo 里的一个字段；没有就说明服务端给的不是这个端的参数。 */
export function orderField({ orderInfo }: CreatePaymentAnswer, field: string): string | undefined {
  return typeof orderInfo === 'string' ? undefined : orderInfo[field];
}
