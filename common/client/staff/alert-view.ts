/** 一条告警怎样说、去哪里看背后的行：每一种一行表。只算，不取。 */
import { beijingText } from '../../contract/beijing-text';
import type { AlertChannelView, AlertLevel, AlertStatus, AlertView } from '../../contract/watch/alerts';
import { ERROR_CATALOGUE } from '../../contract/errors';
import type { ReviewKind } from '../../contract/review/review';
import { formatTime, type Tone } from '../shell/format';
import {
  complaintsUrl,
  dashboardUrl,
  deskOrderUrl,
  errorsUrl,
  eventsUrl,
  orderDeskUrl,
  reconciliationUrl,
  MERCHANTS_PAGE,
  RELEASE_PAGE,
  reviewDeskUrl,
  TRANSFER_DESK_PAGE,
} from '../shell/pages';
import { ALERTS, CHANNEL_WORDS, KIND_TITLES } from '../words/alerts';
import { figuredMeaning } from './alert-figures';
import { storedText } from './stored-text';

export interface AlertLink {
  readonly id: string;
  readonly label: string;
  readonly url: string;
}
type Links = (alert: AlertView) => readonly AlertLink[];

const link = (id: string, label: string, url: string): AlertLink => ({ id, label, url });
const order: Links = ({ out_trade_no }) => (out_trade_no ? [link('order', ALERTS.toOrder, deskOrderUrl(out_trade_no))] : []);
/** 那一天下的单 */
const orders: Links = ({ create_date }) => {
  const day = beijingText(create_date, 'YYYY-MM-DD');
  return [link('orders', ALERTS.toOrders, orderDeskUrl({ from: day, to: day }))];
};
const unfinished: Links = () => [link('orders', ALERTS.toUnfinished, orderDeskUrl({ unfinished: '1' }))];
const errors =
  (code?: number): Links =>
  ({ out_trade_no }) => [
    link('errors', ALERTS.toErrors, errorsUrl({ out_trade_no, ...(code === undefined ? {} : { code: String(code) }) })),
  ];
const review =
  (kind?: ReviewKind): Links =>
  () => [link('review', ALERTS.toReview, reviewDeskUrl({ kind }))];
const bill: Links = ({ subject }) => [link('bill', ALERTS.toBill, reconciliationUrl({ id: subject }))];
const board: Links = ({ subject }) => [link('board', ALERTS.toBoard, dashboardUrl({ period: 'hour', provider: subject }))];
const transfers: Links = () => [link('transfers', ALERTS.toTransfers, TRANSFER_DESK_PAGE)];
const events: Links = ({ out_trade_no }) => [link('events', ALERTS.toEvents, eventsUrl({ out_trade_no }))];
const complaint: Links = ({ subject }) => [link('complaint', ALERTS.toComplaint, complaintsUrl({ complaint_id: subject }))];
const merchants: Links = () => [link('merchants', ALERTS.toMerchants, MERCHANTS_PAGE)];
const releases: Links = () => [link('releases', ALERTS.toReleases, RELEASE_PAGE)];
const both =
  (...all: readonly Links[]): Links =>
  (alert) =>
    all.flatMap((one) => one(alert));

/** 没有写的：有订单去看订单，没有就没有去处。 */
const WAYS: Readonly<Record<string, Links>> = {
  'error-rate': both(errors(), board),
  'success-drop': both(orders, board),
  'slow-gateway': both(board, errors(ERROR_CATALOGUE.NETWORK.code)),
  'no-payments': both(orders, board),
  'callbacks-rejected': errors(ERROR_CATALOGUE.SIGNATURE.code),
  'signature-probes': errors(ERROR_CATALOGUE.SIGNATURE.code),
  'fulfilment-failing': both(unfinished, review('fulfil')),
  'review-queue': review(),
  'refund-stuck-long': review('stuck'),
  'bills-failing': bill,
  'complaint-due': complaint,
  complaint: both(complaint, order),
  'timer-silent': board,
  reconciliation: bill,
  'bill-missing': bill,
  'merchant-broken': merchants,
  'merchant-refused': both(errors(), releases),
  'rate-limit-uncounted': errors(),
  'unknown-order-paid': review('unknown_order'),
  'unknown-refund': review('unknown_refund'),
  'unknown-transfer': both(transfers, review('anomaly')),
  'foreign-notify': both(review('anomaly'), errors(ERROR_CATALOGUE.SIGNATURE.code)),
  'foreign-fact': both(order, review('anomaly')),
  'settle-anomaly': both(order, review()),
  'late-payment': both(order, review('late')),
  'surplus-payment': both(order, review('surplus')),
  'late-not-returned': both(order, review('return')),
  'surplus-not-returned': both(order, review('return')),
  'order-unresolved': both(order, review('review')),
  'refund-abnormal': both(order, review('abnormal')),
  'refund-stuck': both(order, review('stuck')),
  'refund-mismatch': both(order, review('anomaly')),
  'refund-anomaly': both(order, review('anomaly')),
  'revoke-uncertain': both(order, review('uncertain')),
  'fulfil-failing': both(order, review('fulfil'), errors()),
  'fulfil-hanging': both(order, errors()),
  'fulfil-overrun': both(order, review('anomaly')),
  'revoke-failing': both(order, review('revoke'), errors()),
  'revoke-hanging': both(order, errors()),
  'revoke-overrun': both(order, review('anomaly')),
  'sharing-stuck': both(order, review('anomaly')),
  'sharing-failed': both(order, review('anomaly')),
  'sharing-mismatch': both(order, review('anomaly')),
  'sharing-anomaly': both(order, review('anomaly')),
  'transfer-stuck': transfers,
  'transfer-mismatch': both(transfers, review('anomaly')),
  'transfer-anomaly': both(transfers, review('anomaly')),
  'event-undelivered': both(events, order),
  'unreadable-row': review('unreadable'),
};

export const linksOf = (alert: AlertView): readonly AlertLink[] => (WAYS[alert.kind] ?? order)(alert);

const TITLES: Readonly<Record<string, string>> = KIND_TITLES;
export const titleOf = ({ kind }: AlertView): string => TITLES[kind] ?? kind;
/** 出了什么事：服务端存下的那句话，说英文时按种类与存下的数说 */
export const saidOf = ({ kind, message, figures }: AlertView): string => storedText(message, figuredMeaning(kind, figures));

export const LEVEL_TONES: Readonly<Record<AlertLevel, Tone>> = { critical: 'danger', warning: 'warning', info: 'plain' };
export const STATUS_TONES: Readonly<Record<AlertStatus, Tone>> = { OPEN: 'warning', ACKNOWLEDGED: 'plain', RECOVERED: 'success' };

/** 多久：分、时、天里最大的一个。 */
function span(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (minutes < 120) return ALERTS.minutes(minutes);
  const hours = Math.round(minutes / 60);
  return hours < 48 ? ALERTS.hours(hours) : ALERTS.days(Math.round(hours / 24));
}

/** 从什么时候起、多久了、几次。 */
export function sinceText({ create_date, last_date, seen, in_week, recovered_date, status }: AlertView, now: number): string {
  const until = recovered_date ?? (status === 'RECOVERED' ? (last_date ?? now) : now);
  return [
    ALERTS.since(formatTime(create_date)),
    recovered_date === undefined ? ALERTS.lasting(span(until - create_date)) : ALERTS.lasted(span(until - create_date)),
    ...(seen === undefined ? [] : [ALERTS.seen(seen)]),
    ...(in_week > 1 ? [ALERTS.inWeek(in_week)] : []),
  ].join(' · ');
}

export interface AlertLine {
  readonly id: string;
  readonly text: string;
  readonly bad?: boolean;
}

/** 之后发生的：升级、认领、恢复，按时间。 */
export function eventsOf({ escalated_date, escalates_date, acknowledged, recovered_date }: AlertView): AlertLine[] {
  const lines: (AlertLine & { readonly at: number })[] = [
    ...(escalated_date === undefined
      ? []
      : [{ id: 'escalated', at: escalated_date, text: ALERTS.escalated(formatTime(escalated_date)), bad: true }]),
    ...(escalates_date === undefined ? [] : [{ id: 'escalates', at: escalates_date, text: ALERTS.escalates(formatTime(escalates_date)) }]),
    ...(acknowledged === undefined
      ? []
      : [
          {
            id: 'acknowledged',
            at: acknowledged.at,
            text: ALERTS.acknowledgedBy(formatTime(acknowledged.at), acknowledged.by, acknowledged.note),
          },
        ]),
    ...(recovered_date === undefined
      ? []
      : [{ id: 'recovered', at: recovered_date, text: ALERTS.recoveredAt(formatTime(recovered_date)) }]),
  ];
  return lines.sort((a, b) => a.at - b.at);
}

/** 一个渠道一行；没有送到的说原因与下次什么时候。 */
export function channelLines({ channels, retry_date }: AlertView): AlertLine[] {
  return channels.map(({ name, told_date, problem, waiting }: AlertChannelView) => {
    const again = waiting && retry_date !== undefined ? ALERTS.again(formatTime(retry_date)) : '';
    if (problem !== undefined)
      return {
        id: name,
        text: [CHANNEL_WORDS.failed(name, storedText(problem, CHANNEL_WORDS.noAnswer)), again].filter(Boolean).join(' · '),
        bad: true,
      };
    return { id: name, text: told_date === undefined ? CHANNEL_WORDS.pending(name) : CHANNEL_WORDS.told(name, formatTime(told_date)) };
  });
}
