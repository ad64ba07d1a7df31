/** 订单给人看的词：状态、履历、退了多少。 */
import { PROVIDER_TITLES } from '../../contract/channels';
import { formatFee } from '../../contract/money';
import type { HistoryEntry, OrderStatus } from '../../contract/order';
import type { OrderView } from '../../contract/services';
import { formatTime, type StatusWord, type Tone } from '../shell/format';

const STATUS_WORDS: Readonly<Record<OrderStatus, StatusWord>> = {
  NOTPAY: { word: '待付款', tone: 'warning' },
  PROCESSING: { word: '待付款', tone: 'warning' },
  SUCCESS: { word: '已付款', tone: 'success' },
  CLOSED: { word: '已关闭', tone: 'plain' },
  REFUND: { word: '已退款', tone: 'plain' },
  REVIEW: { word: '核对中', tone: 'danger' },
};

/** 订单的状态词；正在退、退了一部分也要一眼看见。 */
export function statusWord({
  status,
  refund_fee,
  refunding_fee = 0,
}: Pick<OrderView, 'status' | 'refund_fee'> & Partial<OrderView>): StatusWord {
  if (status === 'SUCCESS' && refunding_fee > 0) return { word: '退款中', tone: 'warning' };
  if (status === 'SUCCESS' && refund_fee > 0) return { word: '部分退款', tone: 'success' };
  return STATUS_WORDS[status];
}

export function wayTitle({ provider }: Pick<OrderView, 'provider'>): string {
  return PROVIDER_TITLES[provider];
}

/** 订单上退款的一句话，如「已退 ¥5.00，退款中 ¥2.00」；没退过为空。列表、结果、详情都用它。 */
export function refundedText({ refund_fee, refunding_fee = 0 }: Pick<OrderView, 'refund_fee'> & Partial<OrderView>): string {
  const done = refund_fee > 0 ? [`已退 ¥${formatFee(refund_fee)}`] : [];
  const going = refunding_fee > 0 ? [`退款中 ¥${formatFee(refunding_fee)}`] : [];
  return [...done, ...going].join('，');
}

const REASON_WORDS: Readonly<Record<HistoryEntry['reason'], string>> = {
  created: '订单已创建',
  gateway_accepted: '等待付款',
  verified_paid: '付款成功',
  verified_paid_late: '关闭后收到付款',
  gateway_closed: '订单已关闭',
  refunded_in_full: '已全额退款',
  cancelled: '已撤销，付款全额退回',
  mismatch: '付款信息需要核对',
  unresolved: '结果待人工核对',
  staff: '客服已处理',
};

const SOURCE_WORDS: Readonly<Record<HistoryEntry['source'], string>> = {
  create: '下单',
  notify: '支付平台通知',
  query: '向支付平台查询',
  close: '关闭订单',
  cancel: '撤销',
  refund: '退款',
  staff: '客服',
};

export interface TimelineItem {
  readonly title: string;
  readonly source: string;
  readonly time: string;
  readonly tone: Tone;
}

/** 订单履历 → 时间线，新的在前。不认识的原因（服务端比前端新）也不会出错。 */
export function timelineOf(history: readonly HistoryEntry[]): TimelineItem[] {
  return history
    .map((entry, index) => ({
      title: REASON_WORDS[entry.reason] ?? '状态已更新',
      source: SOURCE_WORDS[entry.source] ?? '',
      time: formatTime(entry.at),
      // 颜色只说现在：过去的步骤不再提醒
      tone: (index === history.length - 1 ? STATUS_WORDS[entry.to]?.tone : undefined) ?? 'plain',
    }))
    .reverse();
}
