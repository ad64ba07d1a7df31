// 列表翻页：同一毫秒里的、途中新添的，每一行恰好出现一次，新的在前。
import type { Kernel } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/kernel';
import type { Listing } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/ledger/listing';
import { newestPage } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/ledger/newest-page';

interface Row {
  readonly _id: string;
  readonly create_date: number;
}
const rows: Row[] = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((_id, index) => ({ _id, create_date: index < 2 ? 1 : index < 6 ? 2 : 3 }));
const k = { vk: { getUnicloud: () => ({ _: { lte: (most: number) => most } }) } } as unknown as Kernel;
const listing = {
  list: (where: { create_date?: number }, { pageSize }: { pageSize: number }) => {
    const found = rows.filter(({ create_date }) => create_date <= (where.create_date ?? Infinity));
    found.sort((a, b) => b.create_date - a.create_date || (a._id < b._id ? 1 : -1));
    return Promise.resolve({ rows: found.slice(0, pageSize), hasMore: false });
  },
} as unknown as Listing<Row>;

test.each([1, 2, 3, 7, 20])(
  'every row comes once, the newest first, in pages of %d; one added on the way disturbs nothing',
  async (pageSize) => {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const { page, next } = await newestPage(k, listing, {}, { pageSize, after });
      seen.push(...page.map(({ _id }) => _id));
      after = next;
      rows.push({ _id: `new-${seen.length}`, create_date: 4 });
    } while (after !== undefined);
    rows.splice(7);
    expect(seen.join('')).toBe('gfedcba');
  },
);
