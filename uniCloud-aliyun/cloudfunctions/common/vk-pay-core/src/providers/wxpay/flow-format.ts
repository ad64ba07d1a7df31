/**
 * 微信资金账单的文字（docs/protocols/wxpay.md §2.8）：写法与交易账单相同，一行是基本账户的一次进出。
 * 付款与手续费认交易号，退款与分账认业务凭证号里商户自己的单号；不认识的业务只算进结余。
 */
import { fromBeijingText } from '../../../../../../../common/contract/beijing-time';
import type { BillFormat } from '../bill';
import type { FlowKind, FlowLine } from '../flow';
import { decimalOf } from '../kit/decimal';
import { openTable, required } from './bill-format';

const COLUMNS = {
  at: ['记账时间'],
  business: ['微信支付业务单号'],
  name: ['业务名称'],
  type: ['业务类型'],
  direction: ['收支类型'],
  amount: ['收支金额'],
  balance: ['账户结余'],
  voucher: ['业务凭证号'],
} as const;

const KINDS: ReadonlyMap<string, FlowKind> = new Map([
  ['交易', 'payment'],
  ['退款', 'refund'],
  ['扣除交易手续费', 'fee'],
  ['退回交易手续费', 'fee'],
  ['分账', 'share'],
  ['分账回退', 'share'],
]);
const SIGNS: ReadonlyMap<string, 1 | -1> = new Map([
  ['收入', 1],
  ['支出', -1],
]);

function lineOf(cell: (role: keyof typeof COLUMNS) => string): FlowLine {
  const kind = KINDS.get(cell('type')) ?? KINDS.get(cell('name')) ?? 'other';
  const sign = required(SIGNS.get(cell('direction')), '收支类型');
  const amount = required(decimalOf(cell('amount'), 2), '收支金额');
  return {
    kind,
    transaction_id: cell('business'),
    amount: sign * Math.abs(amount),
    balance: required(decimalOf(cell('balance'), 2), '账户结余'),
    at: required(fromBeijingText(cell('at')), '记账时间'),
    ...(kind === 'refund' && cell('voucher') !== '' ? { out_refund_no: cell('voucher') } : {}),
    ...(kind === 'share' && cell('voucher') !== '' ? { out_sharing_no: cell('voucher') } : {}),
  };
}

export const WXPAY_FLOW: BillFormat<FlowLine> = {
  encoding: 'utf-8',
  readyHour: 10,
  refundDay: 'requested',
  open: () => openTable({ columns: COLUMNS, optional: ['voucher'], summary: '资金流水总笔数', lineOf }),
};
