/** 付款人的 openid：客户端没给时，从 uni-id 用户表取（字段 wx_openid / ali_openid）。只读，不另存。 */
import type { Platform, ProviderName } from '../../../../../../common/contract/channels';
import type { Vk } from '../kernel/vk';

const FIELDS: Readonly<Record<ProviderName, string>> = { wxpay: 'wx_openid', alipay: 'ali_openid' };
/** 只有这些端下单时必须指明付款人。 */
const NEEDS_OPENID: ReadonlySet<Platform> = new Set<Platform>(['mp-weixin', 'h5-weixin', 'mp-alipay']);

/** uni-id 里 openid 字段可能是文字（单端），也可能是按端区分的对象。 */
export async function findOpenid(vk: Vk, user_id: string, provider: ProviderName, platform: Platform): Promise<string | undefined> {
  if (!NEEDS_OPENID.has(platform)) return undefined;
  const field = FIELDS[provider];
  const user = await vk.baseDao.findById({ dbName: 'uni-id-users', id: user_id, fieldJson: { [field]: true } });
  const value = user?.[field];
  const own = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[platform] : value;
  return typeof own === 'string' && own !== '' ? own : undefined;
}
