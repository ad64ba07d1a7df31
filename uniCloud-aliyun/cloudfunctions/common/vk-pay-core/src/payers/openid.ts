/** 付款人的 openid：调用方没给时，从用户表取。路由服务核验登录态时已经读过这一行，不再读第二次。 */
import type { Platform, ProviderName } from '../../../../../../common/contract/channels';
import type { Kernel } from '../kernel/kernel';
import { findUser, needsOpenid, openidOf } from './store';

export async function findOpenid(k: Kernel, user_id: string, provider: ProviderName, platform: Platform): Promise<string | undefined> {
  if (!needsOpenid(provider, platform) || user_id === '') return undefined;
  const row = k.session?.user_id === user_id ? k.session.row : await findUser(k.vk, user_id);
  return openidOf(row, provider, platform, k.context.APPID ?? k.context.appId);
}
