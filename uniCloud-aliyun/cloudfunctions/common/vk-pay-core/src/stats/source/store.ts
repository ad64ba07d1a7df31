/** 统计的来源：某段时间里写下的日志、错误、订单的原始行。只读；条件只有时间，各有 create_date 的索引。 */
import { COLLECTIONS } from '../../kernel/collections';
import { perKernel, type ReceivingKernel } from '../../kernel/kernel';
import type { Document } from '../../kernel/vk';

const FIELDS = {
  logs: ['type', 'status', 'provider', 'pid', 'platform', 'variant', 'amount', 'error_info', 'response_time', 'create_date'],
  errors: ['type', 'detail', 'create_date'],
  orders: [
    'status',
    'provider',
    'pid',
    'platform',
    'variant',
    'total_fee',
    'free',
    'paid_fee',
    'pay_date',
    'fulfil',
    'history',
    'create_date',
  ],
} as const;
export type Source = keyof typeof FIELDS;

/** 云端一次最多读这么多行。 */
const PAGE = 1000;
const fieldsOf = (source: Source): Document => Object.fromEntries(FIELDS[source].map((name) => [name, true]));

export interface SourceStore {
  count(source: Source, from: number, to: number): Promise<number>;
  /** [from, to) 之内的全部 */
  rows(source: Source, from: number, to: number): Promise<Document[]>;
  /** 不早于 from 的第一行的时间，毫秒；没有为 undefined */
  earliest(source: Source, from: number): Promise<number | undefined>;
}

export const sourceOf = perKernel(createSourceStore);

function createSourceStore(k: ReceivingKernel): SourceStore {
  const { baseDao } = k.vk;
  const command = k.vk.getUnicloud()._;
  const between = (from: number, to: number): Document => ({ create_date: command.gte(from).lt(to) });
  const timeOf = (row: Document | undefined): number => Number(row?.['create_date']);

  const page = async (source: Source, whereJson: Document, pageIndex = 1, pageSize = PAGE): Promise<Document[]> => {
    const sortArr = [
      { name: 'create_date', type: 'asc' },
      { name: '_id', type: 'asc' },
    ] as const;
    const wish = { dbName: COLLECTIONS[source], whereJson, fieldJson: fieldsOf(source), sortArr, pageIndex, pageSize, getCount: false };
    return (await baseDao.select(wish)).rows;
  };

  /** 同一毫秒的，一页一页翻。 */
  const within = async (source: Source, at: number): Promise<Document[]> => {
    const found: Document[] = [];
    for (let index = 1; ; index += 1) {
      const rows = await page(source, { create_date: at }, index);
      found.push(...rows);
      if (rows.length < PAGE) return found;
    }
  };

  return {
    count: (source, from, to) => baseDao.count({ dbName: COLLECTIONS[source], whereJson: between(from, to) }),

    async rows(source, from, to) {
      const found: Document[] = [];
      for (let start = from; start < to;) {
        const rows = await page(source, between(start, to));
        if (rows.length < PAGE) return [...found, ...rows];
        // 最后那一毫秒可能被页尾切开：留给下一页从头读；整页都是它就翻着读完。
        const last = timeOf(rows[PAGE - 1]);
        if (last > start) found.push(...rows.filter((row) => timeOf(row) < last));
        else found.push(...(await within(source, last)));
        start = last > start ? last : last + 1;
      }
      return found;
    },

    async earliest(source, from) {
      const [row] = await page(source, { create_date: command.gte(from) }, 1, 1);
      return row ? timeOf(row) : undefined;
    },
  };
}
