/** 留存的回调换成现在的密钥。 */
import type { CipherKeys } from '../../config/encryption';
import { COLLECTIONS } from '../../kernel/collections';
import type { ReceivingKernel } from '../../kernel/kernel';
import { decryptData, encryptData, isSealed } from '../../security/cipher';
import { findSealed, swapSealed } from './store';

/** @returns 换了没有；清理掉了、被别人换过是 false。@throws PayError CERTIFICATE 解不开 */
export async function resealKept(k: ReceivingKernel, keys: CipherKeys, id: string): Promise<boolean> {
  const sealed = await findSealed(k, id);
  if (sealed === undefined) return false;
  if (!isSealed(sealed)) throw new Error('不是密文');
  const place = { collection: COLLECTIONS.notifies, id, field: 'sealed' };
  return swapSealed(k, id, sealed, encryptData(keys, decryptData(keys, sealed, place), place), keys.current);
}
