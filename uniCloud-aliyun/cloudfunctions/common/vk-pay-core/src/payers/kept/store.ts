/** payment_payers 的读写。 */
import { COLLECTIONS } from '../../kernel/collections';
import { isDuplicateKey } from '../../kernel/duplicate-key';
import type { Vk } from '../../kernel/vk';
import type { PayerRecord } from './record';

const dbName = COLLECTIONS.payers;

export async function findPayer(vk: Vk, id: string): Promise<PayerRecord | undefined> {
  return ((await vk.baseDao.findById({ dbName, id })) as PayerRecord | null | undefined) ?? undefined;
}

/** 换掉旧的；这次没有会话密钥，旧的也不留：它多半已经失效。 */
export async function keepPayer(vk: Vk, { _id, create_date, ...rest }: PayerRecord): Promise<void> {
  const dataJson = { ...rest, ...(rest.session === undefined ? { session: vk.getUnicloud()._.remove() } : {}) };
  if ((await vk.baseDao.updateById({ dbName, id: _id, dataJson })) > 0) return;
  try {
    await vk.baseDao.add({ dbName, dataJson: { _id, create_date, ...rest }, cancelAddTime: true });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    // 同时登录了两次：后写的为准
    await vk.baseDao.updateById({ dbName, id: _id, dataJson });
  }
}
