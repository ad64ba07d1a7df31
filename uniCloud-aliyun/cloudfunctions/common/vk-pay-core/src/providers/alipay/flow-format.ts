/**
 * 支付宝账务明细的文字（docs/protocols/alipay.md §4.15）：写法与业务明细相同，一行是余额的一次进出，收入与支出各有一列。
 * 业务类型各家文件叫法不一，看里面的字；与订单无关的只算进结余。
 */
import { fromBeijingText } from '../../../../../../../common/contract/beijing-time';
import type { BillFormat } from '../bill';
import type { FlowKind, FlowLine } from '../flow';
import { decimalOf } from '../kit/decimal';
import { openTable } from './bill-format';

const COLUMNS = {
  business: ['业务流水号'],
  subject: ['商品名称'],
  at: ['发生时间'],
  income: ['收入金额（+元）', '收入金额(+元)', '收入金额'],
  expense: ['支出金额（-元）', '支出金额(-元)', '支出金额'],
  balance: ['账户余额'],
  type: ['业务类型'],
} as const;

/** 次序要紧：「交易分账」是分账，「交易退款」是退款，「退费」是手续费。 */
const KINDS: readonly (readonly [RegExp, FlowKind])[] = [
  [/分账/, 'share'],
  [/收费|退费|服务费|手续费/, 'fee'],
  [/退款/, 'refund'],
  [/支付|交易|付款/, 'payment'],
];

function lineOf(cell: (role: keyof typeof COLUMNS) => string): FlowLine {
  const amountOf = (text: string): number | undefined => (text === '' ? 0 : decimalOf(text, 2));
  const [income, expense, balance] = [amountOf(cell('income')), amountOf(cell('expense')), decimalOf(cell('balance'), 2)];
  const at = fromBeijingText(cell('at'));
  if (income === undefined || expense === undefined || balance === undefined || at === undefined)
    throw new Error('金额、余额或发生时间读不懂');
  return {
    kind: KINDS.find(([words]) => words.test(cell('type')))?.[1] ?? 'other',
    transaction_id: cell('business'),
    amount: Math.abs(income) - Math.abs(expense),
    balance,
    at,
  };
}

const COUNTS = [/^#收入合计[：:](\d+)笔/, /^#支出合计[：:](\d+)笔/] as const;

export const ALIPAY_FLOW: BillFormat<FlowLine> = {
  encoding: 'gbk',
  readyHour: 9,
  refundDay: 'finished',
  open: () =>
    openTable({
      columns: COLUMNS,
      listEnd: /^#-*账务明细列表结束/,
      counts: COUNTS,
      footer: ([income, expense]) => (income === undefined || expense === undefined ? {} : { lines: income + expense }),
      lineOf,
    }),
};
