/**
 * 规范的 `validatePaymentParams(params)` 只有一个参数，而订单类型与上限由商户决定：
 * 这个云函数实例装配支付接口时把它们登记在这里。还没有装配、或配置有误时，用规范的缺省值。
 */
import {
  DEFAULT_PAYMENT_LIMITS,
  validatePaymentParams as check,
  type ParamProblem,
  type PaymentLimits,
} from '../../../../../../common/contract/params';
import type { Kernel } from '../kernel/kernel';

let openKernel: (() => Kernel) | undefined;

/** 登记从哪里取限制；用到时才取，装配支付接口不因此变慢。 */
export function announceLimits(open: () => Kernel): void {
  openKernel = open;
}

function currentLimits(): PaymentLimits {
  try {
    const k = openKernel?.();
    return k ? { types: [...k.types.keys()], maxFee: k.config.settings.maxFee } : DEFAULT_PAYMENT_LIMITS;
  } catch {
    return DEFAULT_PAYMENT_LIMITS;
  }
}

/**
 * 检查扁平的下单参数（规范「输入验证」）：单号、金额、标题、注册过的订单类型、配置的单笔上限。
 * @returns 全部问题，每一项说得出字段，也能当文字用；空数组表示合格
 */
export function validatePaymentParams(params: unknown): ParamProblem[] {
  return check(params, currentLimits());
}
