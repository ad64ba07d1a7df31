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

/** 看到的版本（作为条件）与下一个；没有写版本的是别的后台写的。 */
function versionStep(vk: Vk, { version }: Document): { seen: unknown; next: number } {
  return {
    seen: version === undefined ? vk.getUnicloud()._.exists(false) : version,
    next: (Number.isSafeInteger(version) ? Number(version) : 0) + 1,
  };
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
  const { seen, next } = versionStep(vk, known);
  const written = await vk.baseDao.updateAndReturn({
    dbName,
    whereJson: { _id: pid, version: seen },
    dataJson: {
      ...Object.fromEntries(Object.entries(set).map(([key, value]) => [key, command.set(value)])),
      history: command.set([...before, change].slice(-KEPT)),
      version: next,
      update_date: change.at,
    },
  });
  return Boolean(written);
}

/**
 * 换掉几段密文，别的一个字也不动。版本跟着进一：正在存这一份的员工输掉、重新打开，不会把旧的密文写回来；
 * 版本之外还比密文，别的后台不改版本就换掉的也不会被盖掉。
 * @returns 别人先写了为 false
 */
export async function swapSealed(
  vk: Vk,
  known: Document,
  swaps: readonly { readonly field: string; readonly from: string; readonly to: string }[],
): Promise<boolean> {
  const { seen, next } = versionStep(vk, known);
  const fields = (which: 'from' | 'to') => Object.fromEntries(swaps.map((swap) => [swap.field, swap[which]]));
  const written = await vk.baseDao.updateAndReturn({
    dbName: COLLECTIONS.merchants,
    whereJson: { _id: known['_id'], version: seen, ...fields('from') },
    dataJson: { ...fields('to'), version: next },
  });
  return Boolean(written);
}
