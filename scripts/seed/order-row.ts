/** 一张订单的经过 → payment_orders 与 payment_refunds 的行，与产品自己走完那些步之后写下的一样。 */
import type { HistoryEntry, OrderStatus } from '../../common/contract/payments/order';
import { ORDER_TABLE } from '../../common/contract/payments/order';
import { REFUND_TABLE, type RefundHistoryEntry, type RefundStatus } from '../../common/contract/refunds/refund';
import { HOUR_MS } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/clock';
import { LADDERS } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/ledger/retry';
import type { OrderRecord } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/orders/record';
import type { RefundRecord } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/refunds/record';
import type { RefundStory, Story } from './story';

/** 样例的请求编号都以它开头：一张单是不是样例，看它是哪个请求建的。 */
export const SEEDED = 'seed';
export const requestIdOf = ({ index }: Pick<Story, 'index'>, step: string): string =>
  `${SEEDED}${index.toString(36).padStart(8, '0')}${step}`;

export const PID = 'default';
const DONE = { status: 'DONE', attempts: 1, next_date: 0 } as const;
const NONE = { status: 'NONE', attempts: 0, next_date: 0 } as const;
/** 一直没有办成的：试过这么多次，下一次在几小时之后 */
export const STUCK_ATTEMPTS = 7;
const STUCK_AGAIN_MS = 5 * HOUR_MS;
/** 为什么转人工 */
export const UNRESOLVED = '25 小时仍无法确定支付结果';
const SHAKY_ATTEMPTS = 3;

const sum = (refunds: readonly RefundStory[], ...outcomes: readonly RefundStory['outcome'][]): number =>
  refunds.filter(({ outcome }) => outcomes.includes(outcome)).reduce((total, { fee }) => total + fee, 0);
/** 退成的合计，分 */
export const refundedFee = ({ refunds }: Story): number => sum(refunds, 'done');
/** 全部退完 */
export const isRefundedInFull = (story: Story): boolean => story.heard !== undefined && refundedFee(story) === story.item.fee;

function historyOf(story: Story): HistoryEntry[] {
  const { at, acceptedAt, closedAt, heard, ending, refunds } = story;
  const steps: HistoryEntry[] = [{ from: null, to: 'NOTPAY', reason: 'created', source: 'create', at, requestId: requestIdOf(story, 'c') }];
  const move = (to: OrderStatus, reason: HistoryEntry['reason'], source: HistoryEntry['source'], when: number, step: string): void => {
    const from = steps.at(-1)?.to ?? null;
    if (from === null || reason === 'created' || !ORDER_TABLE.allows(from, to, reason))
      throw new Error(`样例走了表外的路：${String(from)} → ${to}`);
    steps.push({ from, to, reason, source, at: when, requestId: requestIdOf(story, step) });
  };
  if (acceptedAt !== undefined) move('PROCESSING', 'gateway_accepted', 'create', acceptedAt, 'c');
  if (closedAt !== undefined && ending !== 'unresolved')
    move('CLOSED', 'gateway_closed', ending === 'left' ? 'close' : 'query', closedAt, 'x');
  if (closedAt !== undefined && ending === 'unresolved') move('REVIEW', 'unresolved', 'query', closedAt, 'x');
  if (heard) move('SUCCESS', ending === 'late' ? 'verified_paid_late' : 'verified_paid', heard.by, heard.at, 'p');
  if (isRefundedInFull(story)) {
    const last = Math.max(...refunds.filter(({ outcome }) => outcome === 'done').map(({ finishAt }) => finishAt));
    move('REFUND', 'refunded_in_full', 'refund', last, 'r');
  }
  return steps;
}

function fulfilOf({ heard, fulfil }: Story, now: number): OrderRecord['fulfil'] {
  if (!heard) return NONE;
  if (fulfil === 'stuck') return { status: 'FAILED', attempts: STUCK_ATTEMPTS, next_date: now + STUCK_AGAIN_MS };
  return fulfil === 'shaky' ? { ...DONE, attempts: SHAKY_ATTEMPTS } : DONE;
}

export function orderRow(story: Story, now: number): OrderRecord {
  const { no, way, owner, item, user, ip, at, expireAt, heard, paidAt, transactionId, ending, queries, refunds } = story;
  const history = historyOf(story);
  const { to: status, at: movedAt } = history.at(-1) as HistoryEntry;
  const touched = Math.max(movedAt, ...refunds.map(({ at: asked, finishAt, outcome }) => (outcome === 'done' ? finishAt : asked)));
  const queried = queries.at(-1);
  return {
    _id: no,
    out_trade_no: no,
    provider: way.provider,
    platform: way.platform,
    pay_type: `${way.provider}_${way.platform}`,
    pid: PID,
    ...owner,
    user_id: user,
    type: item.type,
    subject: item.subject,
    total_fee: item.fee,
    ...(item.profitSharing ? { profit_sharing: true } : {}),
    refund_fee: refundedFee(story),
    refunding_fee: sum(refunds, 'running', 'abnormal'),
    status,
    ...(heard ? { transaction_id: transactionId, paid_fee: item.fee } : {}),
    custom: item.custom,
    intent: { custom: item.custom },
    client_ip: ip,
    ...(ending === 'late' ? { late: true } : {}),
    fulfil: fulfilOf(story, now),
    history,
    version: history.length + queries.length + refunds.length,
    next_query_date: ending === 'open' ? now + LADDERS.order[0] : 0,
    query_attempts: queries.length,
    requested_date: at,
    ...(queried === undefined ? {} : { queried_date: queried }),
    ...(status === 'REVIEW' ? { review_reason: UNRESOLVED } : {}),
    expire_date: expireAt,
    create_date: at,
    update_date: touched,
    ...(paidAt !== undefined && heard ? { pay_date: paidAt } : {}),
  };
}

const REFUND_STEPS: Readonly<
  Record<
    RefundStory['outcome'],
    readonly { readonly to: RefundStatus; readonly reason: RefundHistoryEntry['reason']; readonly later?: boolean }[]
  >
> = {
  done: [{ to: 'SUCCESS', reason: 'verified_refunded', later: true }],
  running: [],
  abnormal: [{ to: 'ABNORMAL', reason: 'gateway_abnormal', later: true }],
  refused: [{ to: 'FAILED', reason: 'gateway_refused' }],
};

function refundHistory(story: Story, refund: RefundStory): RefundHistoryEntry[] {
  const { no: _no, at, ms, finishAt, operator, outcome } = refund;
  const requestId = requestIdOf(story, 'r');
  const steps: RefundHistoryEntry[] = [{ from: null, to: 'PENDING', reason: 'created', source: 'create', at, requestId, operator }];
  for (const { to, reason, later } of REFUND_STEPS[outcome]) {
    const from = steps.at(-1)?.to ?? null;
    if (from === null || reason === 'created' || !REFUND_TABLE.allows(from, to, reason)) throw new Error(`样例的退款走了表外的路：${to}`);
    const notified = later === true && story.way.provider === 'wxpay';
    steps.push({
      from,
      to,
      reason,
      source: notified ? 'notify' : 'create',
      at: later ? finishAt : at + ms,
      requestId: requestIdOf(story, notified ? 'n' : 'r'),
    });
  }
  return steps;
}

export function refundRows(story: Story, now: number): RefundRecord[] {
  const { no, way, owner, user, item, transactionId, refunds } = story;
  let refunded = 0;
  return refunds.map((refund): RefundRecord => {
    const history = refundHistory(story, refund);
    const { to: status, at: movedAt } = history.at(-1) as RefundHistoryEntry;
    const done = refund.outcome === 'done';
    if (done) refunded += refund.fee;
    return {
      _id: refund.no,
      out_refund_no: refund.no,
      out_trade_no: no,
      provider: way.provider,
      platform: way.platform,
      pid: PID,
      ...owner,
      user_id: user,
      type: item.type,
      transaction_id: transactionId,
      refund_fee: refund.fee,
      total_fee: item.fee,
      ...(done ? { refunded_fee: refunded, refund_date: refund.finishAt } : {}),
      reason: refund.reason,
      status,
      ...(refund.outcome === 'refused'
        ? { failure: { kind: 'BALANCE', gateway_code: REFUND_REFUSED_CODE[way.provider] ?? '', closed: false } }
        : {}),
      ...(refund.outcome !== 'refused' && refund.refundId ? { refund_id: refund.refundId } : {}),
      operator: refund.operator,
      revoke: done ? DONE : NONE,
      history,
      version: history.length,
      next_query_date: refund.outcome === 'running' ? refund.finishAt : refund.outcome === 'abnormal' ? now : 0,
      query_attempts: 0,
      create_date: refund.at,
      update_date: movedAt,
    };
  });
}

/** 余额不足，各家怎样说 */
export const REFUND_REFUSED_CODE: Readonly<Record<string, string>> = { wxpay: 'NOT_ENOUGH', alipay: 'ACQ.SELLER_BALANCE_NOT_ENOUGH' };
