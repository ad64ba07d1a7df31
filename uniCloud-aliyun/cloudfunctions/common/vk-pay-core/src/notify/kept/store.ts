/** 留存的回调里加密的那一部分；别的字段写下之后不再变。 */
import { COLLECTIONS } from '../../kernel/collections';
import type { ReceivingKernel } from '../../kernel/kernel';

const dbName = COLLECTIONS.notifies;

export const findSealed = async (k: ReceivingKernel, id: string): Promise<unknown> =>
  (await k.vk.baseDao.findById({ dbName, id }))?.['sealed'];

/** 还是那份密文才换；被别人换过、清理掉了返回 false。 */
export async function swapSealed(k: ReceivingKernel, id: string, from: string, sealed: string, sealed_with: string): Promise<boolean> {
  const written = await k.vk.baseDao.updateAndReturn({ dbName, whereJson: { _id: id, sealed: from }, dataJson: { sealed, sealed_with } });
  return Boolean(written);
}
