/** 告警里的数用英文怎样说，接在它的意思（words/alert-meanings.ts）后面；中文的那一句服务端存下时就带着数。 */
import { formatFee } from '../../contract/money';
import type { AlertFigures } from '../../contract/watch/alerts';
import { formatTime } from '../shell/format';
import { providerTitle } from '../shell/provider-names';
import { alertMeaning } from '../words/alert-meanings';
import { platformTitle } from '../words/merchants';

/** 少一个数就不说这一句。 */
class Missing extends Error {}
const of = (figures: AlertFigures) => {
  const text = (name: string): string => {
    const value = figures[name];
    if (value === undefined) throw new Missing();
    return String(value);
  };
  return {
    text,
    has: (name: string): boolean => Number(figures[name] ?? 0) > 0,
    time: (name: string): string => formatTime(Number(text(name))),
    fee: (name: string): string => `¥${formatFee(Number(text(name)))}`,
    provider: (): string => providerTitle(text('provider') as Parameters<typeof providerTitle>[0]),
    many: (name: string, one: string): string => `${text(name)} ${one}${text(name) === '1' ? '' : 's'}`,
  };
};
type Figured = ReturnType<typeof of>;

/** 带数的一句，接在意思后面。 */
const FIGURED: Readonly<Record<string, (figures: Figured) => string>> = {
  'error-rate': ({ text, many }) =>
    `${text('errors')} of ${many('count', 'operation')} failed in the last ${many('minutes', 'minute')}: ${text('percent')} %.`,
  'success-drop': ({ text, many }) =>
    `${text('percent')} % of the last ${many('orders', 'order')} were paid; at this hour it is usually ${text('usual')} %.`,
  'slow-gateway': ({ text, many, provider }) => `${provider()}: the p95 of the last ${many('calls', 'call')} is ${text('p95')} ms.`,
  'no-payments': ({ text, many }) =>
    `Nothing for ${many('minutes', 'minute')}; on ${text('days')} of the last seven days there were ${text('usual')} or more.`,
  'callbacks-rejected': ({ text, many }) => `At least ${text('count')} in the last ${many('minutes', 'minute')}.`,
  'signature-probes': ({ many }) => `${many('count', 'test')} in the last hour.`,
  'fulfilment-failing': ({ many }) => `${many('count', 'order')} so far.`,
  'review-queue': ({ text, many }) =>
    `${text('count')} waiting, ${text('grown')} of them since an hour ago, the oldest for ${many('hours', 'hour')}.`,
  'refund-stuck-long': ({ text }) => `${text('stuck')} without a conclusion, ${text('abnormal')} abnormal.`,
  'bills-failing': ({ text, many, provider }) => `${provider()}, ${text('bill_date')}: ${many('days', 'day')}.`,
  'complaint-due': ({ text, has, time }) =>
    `${text('wanted') === 'reply' ? 'The payer waits for a reply' : 'It is not closed yet'}: ${has('late') ? 'overdue since' : 'by'} ${time('by')}.`,
  complaint: ({ text, has, time }) =>
    `${has('times') && text('times') !== '1' ? `Time no. ${text('times')}. ` : ''}Reply by ${time('by')}.`,
  'timer-silent': ({ many }) => `${many('minutes', 'minute')} so far.`,
  reconciliation: ({ text, has, many, provider }) =>
    `${provider()}, ${text('bill_date')}: ${many('differences', 'difference')}${has('unread') ? `, ${many('unread', 'line')} unreadable` : ''}; each is on the review desk.`,
  'bill-missing': ({ text, many, provider }) => `${provider()}, ${text('bill_date')}: tried ${many('attempts', 'time')}.`,
  'merchant-broken': ({ text }) => `Merchant ${text('pid')}.`,
  'merchant-refused': ({ text, provider }) => `${provider()} · ${platformTitle(text('platform'))}: ${text('gateway_code')}.`,
  'unknown-order-paid': ({ fee }) => `It was paid ${fee('fee')}.`,
  'settle-anomaly': ({ text, has, fee }) => `It says ${text('state')}${has('fee') ? `, ${fee('fee')}` : ''}.`,
  'unknown-refund': ({ text, has, fee }) => `Refund ${text('out_refund_no')}${has('fee') ? `, ${fee('fee')}` : ''}.`,
  'surplus-payment': ({ text }) => `The first one is ${text('surplus_of')}.`,
  'late-not-returned': ({ text }) => `The platform answers ${text('gateway_code')}.`,
  'surplus-not-returned': ({ text }) => `The platform answers ${text('gateway_code')}.`,
  'refund-abnormal': ({ text }) => `Refund ${text('out_refund_no')}.`,
  'refund-stuck': ({ text }) => `Refund ${text('out_refund_no')}.`,
  'refund-mismatch': ({ text }) => `Refund ${text('out_refund_no')}.`,
  'refund-anomaly': ({ text }) => `Refund ${text('out_refund_no')}.`,
  'foreign-fact': ({ text }) => `Refund ${text('out_refund_no')}.`,
  'fulfil-failing': ({ many }) => `${many('attempts', 'attempt')} failed in a row.`,
  'revoke-failing': ({ many }) => `${many('attempts', 'attempt')} failed in a row.`,
  'event-undelivered': ({ text, many }) => `${text('event')}, ${many('attempts', 'attempt')}.`,
  'unreadable-row': ({ text }) => `Row ${text('id')}.`,
  'certificate-expiring': ({ text, time }) => `${text('path')}, serial ${text('serial')}: ${time('expires')}.`,
};

/** @param figures 没有的（以前写下的）只说是什么事 */
export function figuredMeaning(kind: string, figures?: AlertFigures): string {
  const meaning = alertMeaning(kind);
  const say = FIGURED[kind];
  if (!figures || !say) return meaning;
  try {
    return `${meaning} ${say(of(figures))}`;
  } catch (error) {
    if (error instanceof Missing) return meaning;
    throw error;
  }
}
