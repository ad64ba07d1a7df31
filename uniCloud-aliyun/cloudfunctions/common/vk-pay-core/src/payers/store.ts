/** 付款人的 openid：客户端没给时，从 uni-id 用户表取。字段与键由渠道清单说明。只读，不另存。 */
import { manifestOf, payWayOf, type Platform, type ProviderName } from '../../../../../../common/contract/channels';
import type { Vk } from '../kernel/vk';

/** uni-id 里 openid 字段可能是文字（单端），也可能是按端区分的对象。 */
export async function findOpenid(vk: Vk, user_id: string, provider: ProviderName, platform: Platform): Promise<string | undefined> {
  if (payWayOf(provider, platform)?.openidKey === undefined) return undefined;
  const field = manifestOf(provider).openidField;
  const user = await vk.baseDao.findById({ dbName: 'uni-id-users', id: user_id, fieldJson: { [field]: true } });
  const value = user?.[field];
  const own = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[platform] : value;
  return typeof own === 'string' && own !== '' ? own : undefined;
}
