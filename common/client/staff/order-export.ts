/** 把查到的订单导出成 CSV：一页一页取，最多取到上限，超过的请缩小日期。 */
import { formatFee } from '../../contract/money';
import type { ListOrdersInput, StaffOrderView } from '../../contract/desk/list-orders';
import { statusWord, wayTitle } from '../orders/order-words';
import { formatStamp } from '../shell/format';
import { callService } from '../shell/services';
import { DESK } from '../words/desk';
import { toCsv } from './csv';

const PAGE = 50;
/** 最多导出这么多页：再多，手机与表格软件都吃力 */
const MOST_PAGES = 40;

export interface Exported {
  readonly csv: string;
  readonly rows: number;
  /** 还有没导出的 */
  readonly more: boolean;
}

/** 金额不带千分位，表格软件才当数字。 */
const fee = (value: number): string => formatFee(value).replace(/,/g, '');

function lineOf(order: StaffOrderView): string[] {
  return [
    order.out_trade_no,
    order.transaction_id ?? '',
    statusWord(order).word,
    order.subject,
    fee(order.total_fee),
    fee(order.refund_fee),
    wayTitle(order),
    order.user_id,
    order.type,
    formatStamp(order.create_date),
    order.pay_date === undefined ? '' : formatStamp(order.pay_date),
  ];
}

/** @param progress 已取到多少行 @throws 服务的失败；已取到的不算数，半份账比没有更糟 */
export async function exportOrders(wish: ListOrdersInput, progress: (rows: number) => void): Promise<Exported> {
  const lines: string[][] = [];
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await callService('listOrders', { ...wish, pageSize: PAGE, ...(after ? { after } : {}) });
    lines.push(...answer.rows.map(lineOf));
    progress(lines.length);
    after = answer.next;
    if (after === undefined) break;
  }
  const { out_trade_no, transaction_id, status, subject, amount, refunded, provider, user_id, orderType, created, paidAt } = DESK;
  const head = [out_trade_no, transaction_id, status, subject, amount, refunded, provider, user_id, orderType, created, paidAt];
  return { csv: toCsv([head, ...lines]), rows: lines.length, more: after !== undefined };
}
