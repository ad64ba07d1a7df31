/** 给人看的时间与状态词，全站只在这里写一次。金额见 contract/money.ts。 */
import { PROVIDER_TITLES } from '../contract/channels';
import type { HistoryEntry, OrderStatus } from '../contract/order';
import type { OrderView } from '../contract/services';

const UTC8_MS = 8 * 3_600_000;

/** 毫秒时间戳 → `2026-11-23 19:20:05`，北京时间（与支付账单一致，不随手机时区变）。 */
export function formatTime(at: number): string {
  return new Date(at + UTC8_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** 剩余毫秒 → `29:05`，一小时以上为 `1:02:03`；不会是负数。 */
export function formatCountdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${two(minutes)}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

export type Tone = 'plain' | 'success' | 'warning' | 'danger';
export interface StatusWord {
  readonly word: string;
  readonly tone: Tone;
}

const STATUS_WORDS: Readonly<Record<OrderStatus, StatusWord>> = {
  NOTPAY: { word: '待付款', tone: 'warning' },
  PROCESSING: { word: '待付款', tone: 'warning' },
  SUCCESS: { word: '已付款', tone: 'success' },
  CLOSED: { word: '已关闭', tone: 'plain' },
  REFUND: { word: '已退款', tone: 'plain' },
  REVIEW: { word: '核对中', tone: 'danger' },
};

/** 订单的状态词；部分退款也要一眼看见。 */
export function statusWord({ status, refund_fee }: Pick<OrderView, 'status' | 'refund_fee'>): StatusWord {
  if (status === 'SUCCESS' && refund_fee > 0) return { word: '部分退款', tone: 'success' };
  return STATUS_WORDS[status];
}

export function wayTitle({ provider }: Pick<OrderView, 'provider'>): string {
  return PROVIDER_TITLES[provider];
}

const REASON_WORDS: Readonly<Record<HistoryEntry['reason'], string>> = {
  created: '订单已创建',
  gateway_accepted: '等待付款',
  verified_paid: '付款成功',
  verified_paid_late: '关闭后收到付款',
  gateway_closed: '订单已关闭',
  refunded_in_full: '已全额退款',
  mismatch: '付款信息需要核对',
  unresolved: '结果待人工核对',
  staff: '客服已处理',
};

const SOURCE_WORDS: Readonly<Record<HistoryEntry['source'], string>> = {
  create: '下单',
  notify: '支付平台通知',
  query: '向支付平台查询',
  close: '关闭订单',
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
