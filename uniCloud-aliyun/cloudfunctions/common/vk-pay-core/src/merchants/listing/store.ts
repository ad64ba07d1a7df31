/** vk-pay-config 一批一批地列、由员工写；回调函数用不着它。 */
import type { MerchantChange } from '../../../../../../../common/contract/merchants/merchants';
import { COLLECTIONS } from '../../kernel/collections';
import { isDuplicateKey } from '../../kernel/duplicate-key';
import type { Document, Vk } from '../../kernel/vk';

/** 按编号排在 `after` 之后的一批。 */
export async function documentsAfter(vk: Vk, after: string, limit: number): Promise<readonly Document[]> {
  const { rows } = await vk.baseDao.select({
    dbName: COLLECTIONS.merchants,
    whereJson: { _id: vk.getUnicloud()._.gt(after) },
    sortArr: [{ name: '_id', type: 'asc' }],
    pageIndex: 1,
    pageSize: limit,
    getCount: false,
  });
  return rows;
}

/** 履历留多少次。 */
const KEPT = 50;

/**
 * 写下新的样子；没有提到的不动。
 * @param known 刚读到的一份；没有就是新建
 * @returns 别人先写了为 false
 */
export async function writeDocument(
  vk: Vk,
  pid: string,
  known: Document | undefined,
  set: Document,
  change: MerchantChange,
): Promise<boolean> {
  const dbName = COLLECTIONS.merchants;
  const command = vk.getUnicloud()._;
  if (!known) {
    try {
      const dataJson = { _id: pid, ...set, version: 1, history: [change], create_date: change.at, update_date: change.at };
      await vk.baseDao.add({ dbName, dataJson, cancelAddTime: true });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
  const before = Array.isArray(known['history']) ? known['history'] : [];
  const version = known['version'];
  const written = await vk.baseDao.updateAndReturn({
    dbName,
    whereJson: { _id: pid, version: version === undefined ? command.exists(false) : version },
    dataJson: {
      ...Object.fromEntries(Object.entries(set).map(([key, value]) => [key, command.set(value)])),
      history: command.set([...before, change].slice(-KEPT)),
      version: (Number.isSafeInteger(version) ? Number(version) : 0) + 1,
      update_date: change.at,
    },
  });
  return Boolean(written);
}
