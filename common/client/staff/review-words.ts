/** 复核台上的话：本地与网关并排怎么说，每一种处理叫什么、确认时说清楚什么。 */
import { formatFee } from '../../contract/money';
import type { OrderView, ReviewAct, ReviewPaymentAnswer } from '../../contract/services';
import { statusWord } from '../orders/order-words';
import { formatTime } from '../shell/format';

/** 钱到了而业务没有办，且不会自己去办；或已转人工。 */
export function needsPerson({ status, fulfil_status }: Pick<OrderView, 'status' | 'fulfil_status'>): boolean {
  return status === 'REVIEW' || (status === 'SUCCESS' && (fulfil_status === 'NONE' || fulfil_status === 'FAILED'));
}

const GATEWAY_WORDS: Readonly<Record<NonNullable<ReviewPaymentAnswer['gateway']>['state'], string>> = {
  NOTPAY: '没有付款',
  SUCCESS: '已付款',
  CLOSED: '已关闭',
  REFUND: '已退款',
  NOT_EXIST: '没有这笔交易',
  UNKNOWN: '说法不认识',
};

export interface Comparison {
  readonly name: string;
  readonly ours: string;
  readonly theirs: string;
  /** 两边对不上 */
  readonly differs: boolean;
}

const dash = '—';
const fee = (value: number | undefined): string => (value === undefined ? dash : `¥${formatFee(value)}`);

/** 本地的记录与网关刚刚的说法，一行一项。 */
export function compare({ order, gateway }: Pick<ReviewPaymentAnswer, 'order' | 'gateway'>): Comparison[] {
  const row = (name: string, ours: string, theirs: string): Comparison => ({
    name,
    ours,
    theirs,
    differs: theirs !== dash && ours !== theirs,
  });
  const paid = gateway?.pay_date === undefined ? dash : formatTime(gateway.pay_date);
  return [
    { name: '状态', ours: statusWord(order).word, theirs: gateway ? GATEWAY_WORDS[gateway.state] : dash, differs: false },
    row('金额', fee(order.total_fee), fee(gateway?.total_fee)),
    row('平台单号', order.transaction_id ?? dash, gateway?.transaction_id ?? dash),
    { ...row('付款时间', order.pay_date === undefined ? dash : formatTime(order.pay_date), paid), differs: false },
  ];
}

export interface ActWords {
  readonly label: string;
  /** 确认时说清楚会发生什么 */
  readonly consequence: string;
  readonly danger: boolean;
}

export const ACT_WORDS: Readonly<Record<ReviewAct, ActWords>> = {
  settle: { label: '入账并处理业务', consequence: '记为已付款，随后发货或开通。', danger: false },
  fulfil: { label: '处理业务', consequence: '款已到账，现在发货或开通。', danger: false },
  refund: { label: '退回付款', consequence: '款项原路退回，提交后不能撤销。', danger: true },
  close: { label: '关闭订单', consequence: '支付平台确认没有付款，关闭后不能再付。', danger: true },
  revoke: { label: '再收回一次权益', consequence: '款已退回，现在再收回一次给出去的权益。', danger: false },
  write_off: { label: '销掉', consequence: '已在别处办妥，不再处理；什么也不会动，只记下谁、为什么。', danger: true },
};
