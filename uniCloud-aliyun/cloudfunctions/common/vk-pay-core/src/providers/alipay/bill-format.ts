/**
 * 支付宝业务明细的文字（docs/protocols/alipay.md §4.15）：GBK 的 CSV，`#` 开头的是说明与合计，文字格以制表符结尾。
 * 退款的金额有正有负，一律看业务类型、取绝对值；手续费的符号各处不一：付款是花掉的，退款是退回的。
 */
import { fromBeijingText } from '../../../../../../../common/contract/beijing-time';
import type { BillFooter, BillFormat, BillLine, BillReader } from '../bill';
import { findColumns } from '../kit/columns';
import { decimalOf } from '../kit/decimal';

const COLUMNS = {
  transaction_id: ['支付宝交易号'],
  out_trade_no: ['商户订单号'],
  type: ['业务类型'],
  subject: ['商品名称'],
  at: ['完成时间'],
  total: ['订单金额'],
  out_refund_no: ['退款批次号/请求号', '退款批次号', '退款请求号'],
  service_fee: ['服务费'],
} as const;
type Cell = (role: keyof typeof COLUMNS) => string;

const KINDS: ReadonlyMap<string, BillLine['kind']> = new Map([
  ['交易', 'payment'],
  ['退款', 'refund'],
]);
const PAYMENTS = /^#交易合计[：:](\d+)笔/;
const REFUNDS = /^#退款合计[：:](\d+)笔/;
const LIST_END = /^#-*业务明细列表结束/;

/** 商品名称里的逗号会多切出几格：多出来的都归它。 */
function cellsOf(text: string, width: number, subject: number): string[] {
  const cells = text.split(',');
  const extra = cells.length - width;
  if (extra < 0) throw new Error(`有 ${cells.length} 格，应为 ${width} 格`);
  if (extra > 0) cells.splice(subject, extra + 1, cells.slice(subject, subject + extra + 1).join(','));
  return cells;
}

function lineOf(cell: Cell): BillLine {
  const kind = KINDS.get(cell('type'));
  if (!kind) throw new Error(`不认识的业务类型「${cell('type')}」`);
  const [fee, service, time] = [decimalOf(cell('total'), 2), decimalOf(cell('service_fee'), 5), fromBeijingText(cell('at'))];
  if (cell('out_trade_no') === '') throw new Error('没有商户订单号');
  if (fee === undefined || service === undefined || time === undefined) throw new Error('金额、服务费或完成时间读不懂');
  return {
    kind,
    out_trade_no: cell('out_trade_no'),
    transaction_id: cell('transaction_id'),
    fee: Math.abs(fee),
    service_fee: kind === 'payment' ? Math.abs(service) : -Math.abs(service),
    state: 'SUCCESS',
    at: time,
    ...(kind === 'refund' ? { out_refund_no: cell('out_refund_no') } : {}),
  };
}

/** 业务明细与账务明细的写法一样，只是列与合计不同。 */
export interface Table<Role extends string, Line> {
  /** 一定有 subject：多出来的逗号归它 */
  readonly columns: Readonly<Record<Role | 'subject', readonly string[]>>;
  readonly listEnd: RegExp;
  /** 合计的几行，括号里是笔数 */
  readonly counts: readonly RegExp[];
  footer(counts: readonly (number | undefined)[]): BillFooter;
  lineOf(cell: (role: Role) => string): Line;
}

export function openTable<Role extends string, Line>({
  columns: wanted,
  listEnd,
  counts,
  footer,
  lineOf: read,
}: Table<Role, Line>): BillReader<Line> {
  let columns: Readonly<Record<Role | 'subject', number>> | undefined;
  let width = 0;
  let ended = false;
  const found: (number | undefined)[] = counts.map(() => undefined);
  return {
    read(text) {
      if (text.trim() === '') return undefined;
      if (text.startsWith('#')) {
        if (listEnd.test(text)) ended = true;
        for (const [index, pattern] of counts.entries()) {
          const said = pattern.exec(text)?.[1];
          if (said !== undefined) found[index] = Number(said);
        }
        return undefined;
      }
      if (!columns) {
        const header = text.split(',');
        columns = findColumns(header, wanted);
        width = header.length;
        return undefined;
      }
      const at = columns;
      const cells = cellsOf(text, width, at.subject);
      return read((role) => (cells[at[role]] ?? '').trim());
    },
    end(): BillFooter {
      if (!columns) throw new Error('账单里没有列名');
      if (!ended) throw new Error('账单没有结尾，文件可能不完整');
      return footer(found);
    },
  };
}

export const ALIPAY_BILL: BillFormat = {
  encoding: 'gbk',
  readyHour: 9,
  refundDay: 'finished',
  open: () =>
    openTable({
      columns: COLUMNS,
      listEnd: LIST_END,
      counts: [PAYMENTS, REFUNDS],
      footer: ([payments, refunds]) => ({ ...(payments === undefined ? {} : { payments }), ...(refunds === undefined ? {} : { refunds }) }),
      lineOf,
    }),
};
