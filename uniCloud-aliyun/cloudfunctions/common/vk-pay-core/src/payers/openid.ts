/**
 * 付款人的 openid：调用方没给时，先看 uni-id 的用户表（路由服务核验登录态时已经读过这一行，不再读第二次），
 * 再看我们自己记下的。都没有而又能自己认出来的，答复里说「需要付款人」，前端取一个凭证就能接着付。
 */
import { isStandIn, type Platform } from '../../../../../../common/contract/channels';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import type { Account } from '../providers/provider';
import { openPayer, payerId, unnamedUser } from './kept/record';
import { findPayer } from './kept/store';
import { loginOf, requireCipher } from './login';
import { findUser, needsOpenid, openidOf } from './store';

/** 记下的那一行；解不开的（换掉了密钥）等于没有，再认一次就好。 */
async function findKept(k: Kernel, account: Account, user_id: string): Promise<string | undefined> {
  const { cipher } = k.config;
  const row = cipher && (await findPayer(k.vk, payerId(account, user_id)));
  // 虚拟支付要用会话密钥签名：没有的等于没有登录过
  if (!row || (isStandIn(account.provider) && row.session === undefined)) return undefined;
  try {
    return openPayer(cipher, row).openid;
  } catch {
    return undefined;
  }
}

/** 还不知道他是谁，但认得出来。 */
function needsLogin(): PayError {
  const problems = [{ field: 'data.openid', problem: '还不知道付款人是谁' }];
  return new PayError('PARAM', { problems, msg: PayError.param(problems).message, need: 'payer' });
}

/** 虚拟支付：必须是我们自己认出来、留着会话密钥的；调用方另说了一个的，要是同一个人。@throws PayError PARAM · CERTIFICATE */
export async function requireLoggedIn(k: Kernel, user_id: string, account: Account, said: string | undefined): Promise<string> {
  requireCipher(k);
  const named = user_id === '' ? undefined : await findKept(k, account, user_id);
  // 付款人自己说的编号不算：只有商户的云函数（没有会话）可以替一个没有记名的人说
  const isMerchant = k.session === undefined && said !== undefined;
  const kept = named ?? (isMerchant ? await findKept(k, account, unnamedUser(account.appid, said)) : undefined);
  if (kept === undefined) throw needsLogin();
  if (said !== undefined && said !== kept) throw PayError.param([{ field: 'data.openid', problem: '与登录小程序的不是同一个人' }]);
  return kept;
}

/** @throws PayError PARAM `need: 'payer'`：还不知道他是谁，但认得出来 */
export async function findOpenid(
  k: Kernel,
  user_id: string,
  account: Account & { readonly platform: Platform },
): Promise<string | undefined> {
  const { provider, platform } = account;
  if (!needsOpenid(provider, platform) || user_id === '') return undefined;
  const row = k.session?.user_id === user_id ? k.session.row : await findUser(k.vk, user_id);
  const own = openidOf(row, provider, platform, k.context.APPID ?? k.context.appId);
  if (own !== undefined || !k.config.cipher || !loginOf(k, account)) return own;
  const kept = await findKept(k, account, user_id);
  if (kept !== undefined) return kept;
  throw needsLogin();
}
