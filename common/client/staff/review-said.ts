/** 复核台上的一件怎样说：为什么在这里、有哪些做法、做了会怎样、从前发生过什么。只算，不取。 */
import type { DifferenceView } from '../../contract/reconciliation/reconciliation';
import type { StaffAct } from '../../contract/review/acts';
import type { NoteAlert, ReviewDetailAnswer, ReviewKind } from '../../contract/review/review';
import { reasonWords } from '../orders/order-words';
import {
  ACT_CONSEQUENCES,
  ACT_LABELS,
  DIFFERENCE_CONSEQUENCES,
  KIND_HINTS,
  ORDER_GONE_CONSEQUENCES,
  REFUND_GONE_CONSEQUENCES,
  REFUND_GONE_LABELS,
  REVIEW,
} from '../words/review';
import { DIFFERENCE_WORDS } from '../words/reconciliation';
import { figuredMeaning } from './alert-figures';
import { historyRows, type HistoryRow } from './history';
import { storedText } from './stored-text';

/** 记下来的一件事用英文怎样说：告过的警带着数；没有的（以前写下的）说这一种是怎么回事。 */
export const noteMeaning = (kind: ReviewKind, alert?: NoteAlert): string =>
  alert ? figuredMeaning(alert.kind, alert.figures) : KIND_HINTS[kind];

type Found = ReviewDetailAnswer | undefined;

/** 订单为什么转人工；不是订单、没有转的没有。 */
export function orderReason(found: Found): string {
  if (!found?.review_reason) return '';
  const last = [...(found.order?.history ?? [])].reverse().find(({ to }) => to === 'REVIEW');
  return storedText(found.review_reason, last ? reasonWords(last.reason, last.source) : KIND_HINTS.review);
}

/** 记下来的一件事说的是什么。 */
export const noteText = (found: Found): string =>
  found?.note ? storedText(found.note.message, noteMeaning(found.note.kind, found.note.alert)) : '';

/** 对账的一处差异说的是什么；记下的原因是中文，英文页面上由两边的数说。 */
export const differenceText = ({ kind, bill_date, reason }: DifferenceView): string =>
  [DIFFERENCE_WORDS[kind], bill_date, storedText(reason, '')].filter(Boolean).join(' · ');

const HANDED: ReadonlySet<StaffAct['act']> = new Set<StaffAct['act']>(['to_card', 'to_merchant']);
/** 异常的退款换了去处，支付平台收下了，还没有结论：没有人要再做什么。 */
export const isHandedOver = (found: Found): boolean =>
  (found?.refund?.status === 'PENDING' || found?.refund?.status === 'UNKNOWN') && found.acts.some(({ act }) => HANDED.has(act));

/** 订单才非要问到网关不可：记下来的一件事没有也能处理。 */
export const isUnasked = (found: Found): boolean =>
  found !== undefined && !found.refund && !found.note && !found.difference && !found.gateway && !found.account_left;

export const labelsOf = (found: Found): typeof ACT_LABELS =>
  found?.account_left && found.refund && !found.difference ? REFUND_GONE_LABELS : ACT_LABELS;

/** 做了会怎样：账号拿掉了的，动的只是我们的记录。 */
export function consequencesOf(found: Found): typeof ACT_CONSEQUENCES {
  if (found?.difference) return DIFFERENCE_CONSEQUENCES;
  if (!found?.account_left) return ACT_CONSEQUENCES;
  return found.refund ? REFUND_GONE_CONSEQUENCES : ORDER_GONE_CONSEQUENCES;
}

/** 全部履历；退款的在前：看的是它。 */
export function pastOf(found: Found): HistoryRow[] {
  const { order, refund } = found ?? {};
  return [
    ...(refund ? historyRows(refund.history, REVIEW.refundNumber) : []),
    ...(order ? historyRows(order.history, refund ? REVIEW.number : '') : []),
  ];
}

export function proposalText(found: Found): string {
  const proposal = found?.proposal;
  return proposal ? REVIEW.proposed(proposal.operator, labelsOf(found)[proposal.act], proposal.reason) : '';
}

/** 谁做的；要两个人点头的，两个都说。 */
export function whoDid({ operator, approver }: StaffAct): string {
  const who = operator === 'system' ? REVIEW.system : operator;
  return approver ? REVIEW.with(who, approver) : who;
}
