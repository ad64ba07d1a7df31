/** 规范「灰度发布」：canUseNewPaymentFeature(userId, feature)。要先装配过支付接口（createVkPay 或 createMerchantPay）。 */
import { FEATURES } from '../../../../../../common/contract/release/release';
import { PayError } from '../kernel/pay-error';
import { releasesOf } from '../release/releases';
import { openedKernel } from './opened';

/**
 * 这个用户能不能用这个功能：总开关 → 不给的名单 → 给的名单 → 加盐散列的百分比。改了一分钟之内生效。
 * 是异步的：别忘了 await。
 * @throws PayError 40001 没有这个功能
 */
export async function canUseNewPaymentFeature(userId: string, feature: string): Promise<boolean> {
  const k = openedKernel();
  if (!k) throw new PayError('SYSTEM', { detail: '先装配支付接口：createVkPay 或 createMerchantPay' });
  const known = FEATURES.find((name) => name === feature);
  if (known === undefined) throw PayError.param([{ field: 'feature', problem: `没有这个功能，只有 ${FEATURES.join('、')}` }]);
  return (await releasesOf(k)).isOn(known, typeof userId === 'string' ? userId : undefined);
}
