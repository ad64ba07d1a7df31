/** 员工查单：按单号、平台单号、用户、请求编号、日子、状态、渠道、金额，从新到旧一页一页。 */
import { fromBeijingText } from '../../../../../../common/contract/beijing-time';
import { listOrdersSchema } from '../../../../../../common/contract/desk/params';
import type { ListOrdersAnswer } from '../../../../../../common/contract/desk/list-orders';
import { createJournalReader } from '../journal/store';
import { DAY_MS } from '../kernel/clock';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import type { OrderRecord } from '../orders/record';
import { viewForDesk } from './view';
import { orderListOf, type OrderSearch } from '../orders/listing/store';

const DEFAULT_PAGE = 20;

/** 北京的那一天开始的时刻。 */
const dayStart = (day: string): number => fromBeijingText(`${day} 00:00:00`) as number;

function readCursor(after: string): NonNullable<OrderSearch['after']> {
  const dot = after.indexOf('.');
  return { create_date: Number(after.slice(0, dot)), out_trade_no: after.slice(dot + 1) };
}
const cursorAt = ({ create_date, _id }: OrderRecord): string => `${create_date}.${_id}`;

/** 这个请求碰过的订单：履历是账，日志里还有没能改变什么的。 */
async function numbersOf(k: Kernel, request_id: string): Promise<string[]> {
  const [moved, touched] = await Promise.all([
    orderListOf(k).numbersOfRequest(request_id),
    createJournalReader(k.vk).ordersOfRequest(request_id),
  ]);
  return [...new Set([...moved, ...touched])];
}

/** listOrders。调用方必须已核验员工身份。@throws PayError 40001 */
export async function listOrders(k: Kernel, input: unknown): Promise<Omit<ListOrdersAnswer, 'code' | 'msg' | 'requestId'>> {
  const {
    out_trade_no,
    request_id,
    from,
    to,
    pageSize = DEFAULT_PAGE,
    after,
    unfinished = false,
    ...where
  } = requireParams(listOrdersSchema, input);
  if (from !== undefined && to !== undefined && from > to) throw PayError.param([{ field: 'to', problem: '不能早于 from' }]);
  const asked = request_id === undefined ? undefined : await numbersOf(k, request_id);
  const numbers = out_trade_no === undefined ? asked : asked && !asked.includes(out_trade_no) ? [] : [out_trade_no];
  if (numbers?.length === 0) return { rows: [], server_date: k.now() };
  const { rows, hasMore } = await orderListOf(k).search({
    where,
    unfinished,
    ...(numbers ? { numbers } : {}),
    from: from === undefined ? 0 : dayStart(from),
    to: to === undefined ? Number.MAX_SAFE_INTEGER : dayStart(to) + DAY_MS,
    ...(after === undefined ? {} : { after: readCursor(after) }),
    limit: pageSize,
  });
  const last = rows.at(-1);
  return { rows: rows.map(viewForDesk), ...(hasMore && last ? { next: cursorAt(last) } : {}), server_date: k.now() };
}
