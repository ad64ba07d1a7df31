/**
 * 微信交易账单的文字（docs/protocols/wxpay.md §2.8）：带 BOM 的 CSV，每格以反引号开头，末两行是汇总。
 * 付款看订单金额，退款看申请退款金额：与我们下单、退款时说的是同一个数。
 */
import { fromBeijingText } from '../../../../../../../common/contract/beijing-time';
import type { BillFooter, BillFormat, BillLine, BillReader, BillState } from '../bill';
import { columnName, findColumns } from '../kit/columns';
import { decimalOf } from '../kit/decimal';

const COLUMNS = {
  at: ['交易时间'],
  sub_mchid: ['特约商户号', '子商户号'],
  transaction_id: ['微信订单号'],
  out_trade_no: ['商户订单号'],
  state: ['交易状态'],
  currency: ['货币种类'],
  settled: ['应结订单金额', '总金额'],
  out_refund_no: ['商户退款单号'],
  refund: ['退款金额'],
  refundState: ['退款状态'],
  service_fee: ['手续费'],
  rate: ['费率'],
  total: ['订单金额'],
  applied: ['申请退款金额'],
} as const;
const OPTIONAL = ['sub_mchid', 'currency', 'out_refund_no', 'refund', 'refundState', 'rate', 'total', 'applied'] as const;
type Cell = (role: keyof typeof COLUMNS) => string;
const REFUND_STATES: ReadonlyMap<string, BillState> = new Map([
  ['SUCCESS', 'SUCCESS'],
  ['PROCESSING', 'PENDING'],
  ['FAIL', 'FAILED'],
  ['CLOSED', 'FAILED'],
  ['CHANGE', 'ABNORMAL'],
  ['ABNORMAL', 'ABNORMAL'],
]);

export function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`「${name}」的内容读不懂`);
  return value;
}

/** 一行里的各格；反引号是文字的记号，不属于内容。 */
const cellsOf = (text: string): string[] => text.slice(1).split(',`');

function lineOf(cell: Cell, has: (role: keyof typeof COLUMNS) => boolean): BillLine {
  const isRefund = cell('state') === 'REFUND' || cell('state') === 'REVOKED';
  const [total, plain] = isRefund ? (['applied', 'refund'] as const) : (['total', 'settled'] as const);
  const amount = has(total) ? total : plain;
  // 别的币种的同一个数不是同样多的钱：当作读不懂的一行，请人看
  if (has('currency') && cell('currency') !== 'CNY') throw new Error(`「货币种类」是 ${cell('currency')}，只认 CNY`);
  const rate = /^(\d{1,3}(?:\.\d{1,4})?)%$/.exec(cell('rate'))?.[1];
  return {
    kind: isRefund ? 'refund' : 'payment',
    out_trade_no: required(cell('out_trade_no') || undefined, '商户订单号'),
    transaction_id: cell('transaction_id'),
    fee: Math.abs(required(decimalOf(cell(amount), 2), COLUMNS[amount][0])),
    service_fee: required(decimalOf(cell('service_fee'), 5), '手续费'),
    state: isRefund ? (REFUND_STATES.get(cell('refundState')) ?? 'UNKNOWN') : cell('state') === 'SUCCESS' ? 'SUCCESS' : 'UNKNOWN',
    at: required(fromBeijingText(cell('at')), '交易时间'),
    ...(isRefund ? { out_refund_no: cell('out_refund_no') } : {}),
    // 直连的商户这一格是 0
    ...(/^[1-9]\d*$/.test(cell('sub_mchid')) ? { sub_mchid: cell('sub_mchid') } : {}),
    ...(rate === undefined ? {} : { rate_ppm: required(decimalOf(rate, 4), '费率') }),
  };
}

/** 交易账单与资金账单的写法一样，只是列不同。 */
export interface Table<Role extends string, Line> {
  readonly columns: Readonly<Record<Role, readonly string[]>>;
  readonly optional?: readonly Role[];
  /** 汇总的第一个列名：到这里明细就完了，下一行的第一格是总笔数 */
  readonly summary: string;
  /** @param cell 没有这一列的为空 */
  lineOf(cell: (role: Role) => string, has: (role: Role) => boolean): Line;
}

export function openTable<Role extends string, Line>({
  columns: wanted,
  optional,
  summary: ends,
  lineOf: read,
}: Table<Role, Line>): BillReader<Line> {
  let columns: Readonly<Record<Role, number>> | undefined;
  let width = 0;
  let summary: 'none' | 'header' | 'done' = 'none';
  let declared: number | undefined;
  return {
    read(text) {
      if (text === '') return undefined;
      if (!columns) {
        const header = text.split(',');
        columns = findColumns(header, wanted, optional);
        width = header.length;
        return undefined;
      }
      if (summary === 'header') {
        summary = 'done';
        declared = decimalOf(cellsOf(text)[0] ?? '', 0);
        return undefined;
      }
      if (columnName(text).startsWith(ends)) {
        summary = 'header';
        return undefined;
      }
      if (!text.startsWith('`')) throw new Error('这一行不以反引号开头');
      const cells = cellsOf(text);
      if (cells.length !== width) throw new Error(`有 ${cells.length} 格，应为 ${width} 格`);
      const at = columns;
      return read(
        (role) => cells[at[role]] ?? '',
        (role) => at[role] >= 0,
      );
    },
    end(): BillFooter {
      if (!columns) throw new Error('账单是空的');
      if (summary !== 'done') throw new Error('账单没有汇总，文件可能不完整');
      return declared === undefined ? {} : { lines: declared };
    },
  };
}

export const WXPAY_BILL: BillFormat = {
  encoding: 'utf-8',
  readyHour: 10,
  refundDay: 'requested',
  open: () => openTable({ columns: COLUMNS, optional: OPTIONAL, summary: '总交易单数', lineOf }),
};
