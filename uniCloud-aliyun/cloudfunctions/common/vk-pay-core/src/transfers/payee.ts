/**
 * 付给谁：调用方说的，或从用户表里取的 openid。收款人的标识与姓名只加密存放（不变量 I12），
 * 重发与第二个人点头之后都要用它；有了结论就去掉，只留指纹。
 */
import { createHmac } from 'node:crypto';
import { CHANNEL_PLATFORMS, type Platform } from '../../../../../../common/contract/channels';
import type { TransferWish } from '../../../../../../common/contract/transfers/params';
import type { CipherKeys } from '../config/encryption';
import { COLLECTIONS } from '../kernel/collections';
import type { Kernel, ReceivingKernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { accountsOf } from '../merchants/account';
import { payerHash } from '../payers/payer-hash';
import { findUser, openidOf } from '../payers/store';
import type { Account } from '../providers/provider';
import type { Payee } from '../providers/transfers';
import { decryptData, encryptData } from '../security/cipher';
import type { TransferRecord } from './record';

const ALIPAY_USER_ID = /^2088\d{12}$/;

/** 封存用的密钥。 */
interface Sealing {
  readonly config: { readonly cipher?: CipherKeys | undefined };
}

/** @throws PayError PERMISSION 没有配置加密：收款人的资料没有地方放 */
export function requireCipher(k: Sealing): CipherKeys {
  if (!k.config.cipher) throw new PayError('PERMISSION', { msg: '转账要先配置 encryption：收款人的资料必须加密存放' });
  return k.config.cipher;
}

const place = (id: string, field: 'payee' | 'package_info') => ({ collection: COLLECTIONS.transfers, id, field });

export const sealPayee = (k: Sealing, id: string, payee: Payee): string => encryptData(requireCipher(k), payee, place(id, 'payee'));
export const sealPackage = (k: Sealing, id: string, text: string): string => encryptData(requireCipher(k), text, place(id, 'package_info'));

/** @throws PayError CERTIFICATE 解不开 */
export function openPayee(k: ReceivingKernel, { _id, payee }: TransferRecord): Payee {
  if (payee === undefined) throw new Error(`转账 ${_id} 已有结论，没有收款人了`);
  return decryptData(k.config.cipher, payee, place(_id, 'payee')) as Payee;
}
export function openPackage(k: ReceivingKernel, { _id, package_info }: TransferRecord): string | undefined {
  return package_info === undefined ? undefined : (decryptData(k.config.cipher, package_info, place(_id, 'package_info')) as string);
}

/** 加入单号，不能跨转账关联。 */
export const payeeHash = (id: string, { identity, identity_type = '', name = '' }: Payee): string =>
  payerHash(id, [identity_type, identity, name].join('\n'));

/** 同一个人在一天里恒同；登录号容易猜，所以带着密钥。换密钥的那一天分成两段算。 */
export function personOf(k: Sealing, { provider, appid }: Pick<Account, 'provider' | 'appid'>, { identity }: Payee): string {
  const { current, byId } = requireCipher(k);
  const key = byId.get(current);
  if (!key) throw new Error(`没有密钥 ${current}`);
  return createHmac('sha256', key).update([provider, appid, identity].join('\n')).digest('base64url').slice(0, 22);
}

/** 这个账号的应用所在的端：openid 是每个应用各有一个。 */
async function platformsOf(k: Kernel, { provider, pid }: Account, appid: string): Promise<readonly Platform[]> {
  const own = (await accountsOf(k, provider, pid)).filter((account) => account.appid === appid);
  return CHANNEL_PLATFORMS[provider].filter((platform) => own.some((account) => account.platform === platform));
}

export async function identityOf(
  k: Kernel,
  wish: Pick<TransferWish, 'openid' | 'user_id'>,
  account: Account,
  appid: string,
): Promise<string> {
  if (wish.openid !== undefined) return wish.openid;
  if (wish.user_id === undefined) throw PayError.param([{ field: 'openid', problem: '与 user_id、payee_info 给一个' }]);
  const row = await findUser(k.vk, wish.user_id);
  for (const platform of await platformsOf(k, account, appid)) {
    const openid = openidOf(row, account.provider, platform, k.context.APPID ?? k.context.appId);
    if (openid !== undefined) return openid;
  }
  throw PayError.param([{ field: 'user_id', problem: '这个用户没有在这个应用里登录过，不知道付给谁' }]);
}

/** @throws PayError PARAM 说不出付给谁，或说了两次 */
export async function payeeOf(k: Kernel, wish: TransferWish, account: Account, appid: string): Promise<Payee> {
  const { payee_info, user_name } = wish;
  if (payee_info) {
    if (wish.openid !== undefined) throw PayError.param([{ field: 'payee_info', problem: '与 openid 只能给一个' }]);
    const { identity, identity_type, name = user_name } = payee_info;
    return { identity, identity_type, ...(name === undefined ? {} : { name }) };
  }
  const identity = await identityOf(k, wish, account, appid);
  const type = account.provider === 'alipay' ? (ALIPAY_USER_ID.test(identity) ? 'ALIPAY_USER_ID' : 'ALIPAY_OPEN_ID') : undefined;
  return { identity, ...(type ? { identity_type: type } : {}), ...(user_name === undefined ? {} : { name: user_name }) };
}
