/**
 * 规范里有些函数只收业务参数（`validatePaymentParams(params)`、`rollbackPaymentIfNeeded(out_trade_no)`），
 * 没有地方传框架与配置：这个云函数实例装配支付接口（createVkPay、createMerchantPay）时，把内核从哪里来登记在这里。
 */
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';

let openKernel: (() => Kernel) | undefined;

/** 用到时才取，装配支付接口不因此变慢。 */
export function announceKernel(open: () => Kernel): void {
  openKernel = open;
}

/** @returns 还没有装配过支付接口时为 undefined。@throws ConfigError 配置有误 */
export function openedKernel(): Kernel | undefined {
  return openKernel?.();
}

/** 日志写完才算完：云函数一答复就可能冻结。@throws PayError 50000 还没有装配过支付接口 */
export async function withKernel<T>(work: (k: Kernel) => Promise<T>): Promise<T> {
  const k = openedKernel();
  if (!k) throw new PayError('SYSTEM', { detail: '先装配支付接口：createVkPay 或 createMerchantPay' });
  try {
    return await work(k);
  } finally {
    await k.journal.flush();
  }
}
