/** 新的在前，一页一页地列；从上一页的最后一行接着，途中添了新的也不重、不漏。 */
import type { Kernel } from '../kernel/kernel';
import type { Document } from '../kernel/vk';
import type { Listing } from './listing';

export const DEFAULT_PAGE = 20;
export const NEWEST = [
  { name: 'create_date', type: 'desc' },
  { name: '_id', type: 'desc' },
] as const;
/** 同一毫秒里的也不漏：多取这么多，从上一页的最后一行之后接着 */
const SAME_MOMENT = 20;

interface Dated {
  readonly _id: string;
  readonly create_date: number;
}

/**
 * @param where 条件，不含 create_date
 * @param after 上一页的 next：`<create_date>.<_id>`，入参已经查过形状
 * @returns next：还有下一页时给
 */
export async function newestPage<Row extends Dated>(
  k: Kernel,
  listing: Listing<Row>,
  where: Document,
  { pageSize = DEFAULT_PAGE, after }: { readonly pageSize?: number | undefined; readonly after?: string | undefined },
): Promise<{ readonly page: readonly Row[]; readonly next?: string }> {
  const [date = '', id = ''] = after?.split('.') ?? [];
  const from = after === undefined ? {} : { create_date: k.vk.getUnicloud()._.lte(Number(date)) };
  const { rows } = await listing.list({ ...where, ...from }, { sort: NEWEST, pageIndex: 1, pageSize: pageSize + SAME_MOMENT + 1 });
  const rest = after === undefined ? rows : rows.filter((row) => row.create_date < Number(date) || row._id < id);
  const page = rest.slice(0, pageSize);
  const last = page.at(-1);
  return { page, ...(rest.length > pageSize && last ? { next: `${last.create_date}.${last._id}` } : {}) };
}
