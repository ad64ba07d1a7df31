/** 履历给员工看的样子：从哪到哪、因为什么、什么时候、谁、为什么；新的在前。订单台与复核台共用。 */
import type { HistoryEntry } from '../../contract/payments/order';
import type { RefundHistoryEntry } from '../../contract/refunds/refund';
import { reasonWords, sourceWord } from '../orders/order-words';
import { formatTime } from '../shell/format';
import { DESK } from '../words/desk';
import { REFUND_REASONS } from '../words/refund-reasons';

export interface HistoryRow {
  readonly title: string;
  readonly text: string;
  readonly time: string;
  readonly aside: string;
}

const WORDS: Readonly<Record<string, string>> = REFUND_REASONS;
/** 退款的「下单」是提交退款的那一次 */
const refundSource = (source: string): string => (source === 'create' ? DESK.refundAsked : sourceWord(source));
const refundReason = (reason: string, source: string): string =>
  !WORDS[reason] || reason === 'created' ? (WORDS[reason] ?? '') : `${WORDS[reason]} · ${refundSource(source)}`;

/** @param name 说的是哪一张；一处只有一张的不用说 */
export function historyRows(history: readonly (HistoryEntry | RefundHistoryEntry)[], name = ''): HistoryRow[] {
  // 退款从 PENDING 起，订单没有这一步
  const ofRefund = history.some(({ to }) => to === 'PENDING');
  return [...history].reverse().map(({ from, to, reason, source, at, requestId, operator, note }) => ({
    title: [name, from === null ? to : `${from} → ${to}`].filter(Boolean).join(' '),
    text: (ofRefund && refundReason(reason, source)) || reasonWords(reason, source),
    time: formatTime(at),
    aside: [operator ? DESK.by(operator) : '', note ?? '', requestId ? DESK.request(requestId) : ''].filter(Boolean).join(' · '),
  }));
}
