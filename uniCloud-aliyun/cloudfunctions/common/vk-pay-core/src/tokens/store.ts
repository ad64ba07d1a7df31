/** payment_tokens 的读写：一个应用一行，凭据是密文。 */
import { COLLECTIONS } from '../kernel/collections';
import { isDuplicateKey } from '../kernel/duplicate-key';
import type { Vk } from '../kernel/vk';

const dbName = COLLECTIONS.tokens;

export interface TokenRecord {
  /** `<渠道>:<应用>` */
  readonly _id: string;
  /** 凭据的密文 */
  readonly token: string;
  /** 到这一刻失效，毫秒 */
  readonly expire_date: number;
  /** 从这一刻起该换新的了，旧的还能用，毫秒 */
  readonly refresh_date: number;
  /** 毫秒 */
  readonly update_date: number;
}

export async function findToken(vk: Vk, id: string): Promise<TokenRecord | undefined> {
  return ((await vk.baseDao.findById({ dbName, id })) as TokenRecord | null | undefined) ?? undefined;
}

export async function keepToken(vk: Vk, { _id, ...rest }: TokenRecord): Promise<void> {
  if ((await vk.baseDao.updateById({ dbName, id: _id, dataJson: rest })) > 0) return;
  try {
    await vk.baseDao.add({ dbName, dataJson: { _id, ...rest }, cancelAddTime: true });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    await vk.baseDao.updateById({ dbName, id: _id, dataJson: rest });
  }
}
