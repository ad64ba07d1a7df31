/** 订单给人看的词：状态、履历、退了多少。 */
import { formatFee } from '../../contract/money';
import type { HistoryEntry, OrderStatus } from '../../contract/payments/order';
import type { OrderView } from '../../contract/payments/order-view';
import { providerTitle } from '../shell/provider-names';
import { formatTime, type StatusWord, type Tone } from '../shell/format';
import { ORDERS } from '../words/orders';

const STATUS_WORDS: Readonly<Record<OrderStatus, StatusWord>> = {
  NOTPAY: {
    get word() {
      return ORDERS.pending;
    },
    tone: 'warning',
  },
  PROCESSING: {
    get word() {
      return ORDERS.pending;
    },
    tone: 'warning',
  },
  SUCCESS: {
    get word() {
      return ORDERS.paid;
    },
    tone: 'success',
  },
  CLOSED: {
    get word() {
      return ORDERS.closed;
    },
    tone: 'plain',
  },
  REFUND: {
    get word() {
      return ORDERS.refunded;
    },
    tone: 'plain',
  },
  REVIEW: {
    get word() {
      return ORDERS.review;
    },
    tone: 'danger',
  },
};

/** 订单的状态词；正在退、退了一部分也要一眼看见。 */
export function statusWord({
  status,
  refund_fee,
  refunding_fee = 0,
}: Pick<OrderView, 'status' | 'refund_fee'> & Partial<OrderView>): StatusWord {
  if (status === 'SUCCESS' && refunding_fee > 0) return { word: ORDERS.refunding, tone: 'warning' };
  if (status === 'SUCCESS' && refund_fee > 0) return { word: ORDERS.partly, tone: 'success' };
  return STATUS_WORDS[status];
}

export function wayTitle({ provider, free }: Pick<OrderView, 'provider' | 'free'>): string {
  if (free) return ORDERS.free;
  return providerTitle(provider);
}

/** 订单上退款的一句话，如「已退 ¥5.00，退款中 ¥2.00」；没退过为空。列表、结果、详情都用它。 */
export function refundedText({ refund_fee, refunding_fee = 0 }: Pick<OrderView, 'refund_fee'> & Partial<OrderView>): string {
  const done = refund_fee > 0 ? [ORDERS.refundedFee(formatFee(refund_fee))] : [];
  const going = refunding_fee > 0 ? [ORDERS.refundingFee(formatFee(refunding_fee))] : [];
  const [one = '', two] = [...done, ...going];
  return two === undefined ? one : ORDERS.both(one, two);
}

const REASON_WORDS: Readonly<Record<HistoryEntry['reason'], string>> = {
  get created() {
    return ORDERS.wasCreated;
  },
  get gateway_accepted() {
    return ORDERS.wasAccepted;
  },
  get free() {
    return ORDERS.wasFree;
  },
  get verified_paid() {
    return ORDERS.wasPaid;
  },
  get verified_paid_late() {
    return ORDERS.wasPaidLate;
  },
  get gateway_closed() {
    return ORDERS.wasClosed;
  },
  get refunded_in_full() {
    return ORDERS.wasRefunded;
  },
  get cancelled() {
    return ORDERS.wasCancelled;
  },
  get mismatch() {
    return ORDERS.wasMismatch;
  },
  get unresolved() {
    return ORDERS.wasUnresolved;
  },
  get staff() {
    return ORDERS.wasStaff;
  },
};

const SOURCE_WORDS: Readonly<Record<HistoryEntry['source'], string>> = {
  get create() {
    return ORDERS.byCreate;
  },
  get notify() {
    return ORDERS.byNotify;
  },
  get query() {
    return ORDERS.byQuery;
  },
  get close() {
    return ORDERS.byClose;
  },
  get cancel() {
    return ORDERS.byCancel;
  },
  get refund() {
    return ORDERS.byRefund;
  },
  get staff() {
    return ORDERS.byStaff;
  },
};

const saidIn = <Words extends object>(words: Words, key: string): string =>
  Object.hasOwn(words, key) ? String(words[key as keyof Words]) : key;

/** 从哪里知道的 */
export const sourceWord = (source: string): string => saidIn(SOURCE_WORDS, source);

/** 履历上的一步：因为什么、从哪里知道的；没有说法的（退款自己的）原样。 */
export function reasonWords(reason: string, source: string): string {
  return `${saidIn(REASON_WORDS, reason)} · ${sourceWord(source)}`;
}

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
      title: REASON_WORDS[entry.reason] ?? ORDERS.wasUpdated,
      source: SOURCE_WORDS[entry.source] ?? '',
      time: formatTime(entry.at),
      // 颜色只说现在：过去的步骤不再提醒
      tone: (index === history.length - 1 ? STATUS_WORDS[entry.to]?.tone : undefined) ?? 'plain',
    }))
    .reverse();
}
