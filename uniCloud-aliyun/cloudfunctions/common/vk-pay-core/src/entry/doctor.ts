/** 规范「数据库优化」：setupPaymentIndexes()。要先装配过支付接口（createVkPay 或 createMerchantPay）。 */
import type { PaymentIndexes } from '../../../../../../common/contract/doctor/indexes';
import { setupIndexes } from '../doctor/setup-indexes';
import { withKernel } from './opened';

/**
 * 该有的索引有没有，缺的在 `missing` 里点名。只看不建：云端没有建索引的接口。
 * 内置数据库里不唯一的索引看不见（state 是 unseen）。
 */
export function setupPaymentIndexes(): Promise<PaymentIndexes> {
  return withKernel(setupIndexes);
}
