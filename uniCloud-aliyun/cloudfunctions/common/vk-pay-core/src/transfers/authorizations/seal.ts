/** 收款人的标识、他看到的「开通账号」、授权页的凭据只加密存放（不变量 I12）；收款人留到授权关了为止，转账时要用。 */
import type { CipherKeys } from '../../config/encryption';
import type { Kernel, ReceivingKernel } from '../../kernel/kernel';
import { decryptData, encryptData } from '../../security/cipher';
import { requireCipher } from '../payee';
import { AUTHORIZATIONS } from './collection';
import type { AuthorizationRecord } from './record';
import { authorizationsOf } from './store';

export interface AuthorizedPayee {
  readonly openid: string;
  readonly display_name: string;
}

const place = (id: string, field: 'payee' | 'package_info') => ({ collection: AUTHORIZATIONS, id, field });

export const sealAuthorized = (k: Pick<Kernel, 'config'>, id: string, payee: AuthorizedPayee): string =>
  encryptData(requireCipher(k), payee, place(id, 'payee'));
export const sealPage = (k: Pick<Kernel, 'config'>, id: string, text: string): string =>
  encryptData(requireCipher(k), text, place(id, 'package_info'));

/** @throws PayError CERTIFICATE 解不开 · Error 已经关了 */
export function openAuthorized(k: ReceivingKernel, { _id, payee }: AuthorizationRecord): AuthorizedPayee {
  if (payee === undefined) throw new Error(`收款授权 ${_id} 已经关了，没有收款人了`);
  return decryptData(k.config.cipher, payee, place(_id, 'payee')) as AuthorizedPayee;
}
export function openPage(k: ReceivingKernel, { _id, package_info }: AuthorizationRecord): string | undefined {
  return package_info === undefined ? undefined : (decryptData(k.config.cipher, package_info, place(_id, 'package_info')) as string);
}

/** 没有关的换成现在的密钥。@returns 换了没有；被别人抢先是 false。@throws PayError CERTIFICATE 解不开 */
export async function resealAuthorization(k: Kernel, { current }: CipherKeys, id: string): Promise<boolean> {
  const store = authorizationsOf(k);
  const authorization = await store.find(id);
  if (!authorization || authorization.payee === undefined) return false;
  const page = openPage(k, authorization);
  const set = {
    payee: sealAuthorized(k, id, openAuthorized(k, authorization)),
    ...(page === undefined ? {} : { package_info: sealPage(k, id, page) }),
    sealed_with: current,
  };
  return (await store.write(authorization, { set })) !== undefined;
}
