/** 列出状态机管的许多行：排期到了的、按条件的。回调只认一张单，用不着这些，所以不与 machine.ts 在一起（回调函数要轻）。 */
import { printFailure } from '../kernel/console-line';
import type { ReceivingKernel } from '../kernel/kernel';
import type { Document } from '../kernel/vk';

export interface Listing<Row> {
  /** 排期到了的行，最早的在前；读不懂的另外列出编号，绝不拿半张单去推进资金状态 */
  due(wish: DueWish): Promise<Due<Row>>;
  /** 把读不懂的一行从排期里拿开：一张坏单不能挡住其余的补漏 */
  setAside(id: string, field: string): Promise<void>;
  /** 拿开的一行又读得懂了：排期放回去 */
  takeBack(id: string, field: string): Promise<void>;
  /** 按条件列出；读不懂的跳过 */
  list(whereJson: Document, page: Page): Promise<{ rows: Row[]; hasMore: boolean }>;
}

export interface DueWish {
  /** 排期字段，毫秒；0 = 不需要 */
  readonly field: string;
  readonly where?: Document;
  readonly limit: number;
  /** 这一轮已经照顾够了的用户 */
  readonly exceptUsers?: readonly string[];
}
export interface Due<Row> {
  readonly rows: readonly Row[];
  readonly broken: readonly string[];
}
interface Sort {
  readonly name: string;
  readonly type: 'asc' | 'desc';
}
export interface Page {
  readonly sort: Sort | readonly Sort[];
  readonly pageIndex: number;
  readonly pageSize: number;
}

export function createListing<Row>(k: ReceivingKernel, dbName: string, read: (document: Document) => Row): Listing<Row> {
  const { baseDao } = k.vk;
  const command = k.vk.getUnicloud()._;
  return {
    async due({ field, where = {}, limit, exceptUsers = [] }) {
      const { rows } = await baseDao.select({
        dbName,
        whereJson: {
          ...where,
          [field]: command.gt(0).lte(k.now()),
          ...(exceptUsers.length > 0 ? { user_id: command.nin(exceptUsers) } : {}),
        },
        sortArr: [{ name: field, type: 'asc' }],
        pageIndex: 1,
        pageSize: limit,
        getCount: false,
      });
      return readAll(rows, read);
    },

    async setAside(id, field) {
      // 读不懂的行没有可信的版本；只动排期，不动别的。
      await baseDao.update({ dbName, whereJson: { _id: id }, dataJson: { [field]: 0, unreadable_date: k.now() } });
    },

    async takeBack(id, field) {
      await baseDao.update({ dbName, whereJson: { _id: id }, dataJson: { [field]: k.now(), unreadable_date: command.remove() } });
    },

    async list(whereJson, { sort, pageIndex, pageSize }) {
      const { rows, hasMore } = await baseDao.select({
        dbName,
        whereJson,
        sortArr: 'name' in sort ? [sort] : sort,
        pageIndex,
        pageSize,
        getCount: false,
        hasMore: true,
      });
      return { rows: [...readAll(rows, read).rows], hasMore };
    },
  };
}

function readAll<Row>(documents: readonly Document[], read: (document: Document) => Row): Due<Row> {
  const rows: Row[] = [];
  const broken: string[] = [];
  for (const document of documents) {
    try {
      rows.push(read(document));
    } catch (error) {
      printFailure(error instanceof Error ? error.message : String(error));
      broken.push(String(document['_id']));
    }
  }
  return { rows, broken };
}
