/**
 * 规范里有些函数只收业务参数（`validatePaymentParams(params)`、`rollbackPaymentIfNeeded(out_trade_no)`），
 * 没有地方传框架与配置：这个云函数实例装配支付接口（createVkPay、createMerchantPay）时，把内核从哪里来登记在这里。
 */
import type { Kernel } from '../kernel/kernel';

let openKernel: (() => Kernel) | undefined;

/** 用到时才取，装配支付接口不因此变慢。 */
export function announceKernel(open: () => Kernel): void {
  openKernel = open;
}

/** @returns 还没有装配过支付接口时为 undefined。@throws ConfigError 配置有误 */
export function openedKernel(): Kernel | undefined {
  return openKernel?.();
}
