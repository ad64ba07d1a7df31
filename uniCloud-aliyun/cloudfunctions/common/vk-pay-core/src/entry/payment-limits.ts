/** 规范的 `validatePaymentParams(params)`：订单类型与上限由商户决定；还没有装配支付接口、或配置有误时，用规范的缺省值。 */
import {
  DEFAULT_PAYMENT_LIMITS,
  validatePaymentParams as check,
  type PaymentLimits,
} from '../../../../../../common/contract/payments/limits';
import type { ParamProblem } from '../../../../../../common/contract/check-params';
import { openedKernel } from './opened';

function currentLimits(): PaymentLimits {
  try {
    const k = openedKernel();
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
