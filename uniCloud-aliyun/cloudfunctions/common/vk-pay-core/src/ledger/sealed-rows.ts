/** 有加密内容的行：`sealed_with` 写着用的是哪把密钥，换密钥据此找到旧的。只认编号，读不懂的行也在内。 */
import type { ReceivingKernel } from '../kernel/kernel';

export interface SealedRows {
  /** 用这些密钥封着的行的编号，按编号从小到大，接着 after 往下 */
  next(keyIds: readonly string[], after: string, limit: number): Promise<readonly string[]>;
  /** 用这些密钥封着的有几行 */
  count(keyIds: readonly string[]): Promise<number>;
  /** 封着、却不是用这些密钥的有几行 */
  countOthers(keyIds: readonly string[]): Promise<number>;
}

export function createSealedRows(k: ReceivingKernel, dbName: string): SealedRows {
  const { baseDao } = k.vk;
  const command = k.vk.getUnicloud()._;
  return {
    async next(keyIds, after, limit) {
      const { rows } = await baseDao.select({
        dbName,
        whereJson: { sealed_with: command.in(keyIds), _id: command.gt(after) },
        fieldJson: { _id: true },
        sortArr: [{ name: '_id', type: 'asc' }],
        pageIndex: 1,
        pageSize: limit,
        getCount: false,
      });
      return rows.map((row) => String(row['_id']));
    },
    count: (keyIds) => baseDao.count({ dbName, whereJson: { sealed_with: command.in(keyIds) } }),
    async countOthers(keyIds) {
      // gt('')：没有这个字段的不算，也走得上索引。
      const [all, ours] = await Promise.all([
        baseDao.count({ dbName, whereJson: { sealed_with: command.gt('') } }),
        baseDao.count({ dbName, whereJson: { sealed_with: command.in(keyIds) } }),
      ]);
      return Math.max(0, all - ours);
    },
  };
}
