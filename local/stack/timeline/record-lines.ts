/** 我们自己的单据怎么变：订单与退款的状态、发货与收回的进度、告警。取自提交了的写入。 */
import type { TransitionReason } from '../../../common/contract/payments/order';
import type { RefundReason } from '../../../common/contract/refunds/refund';
import type { Document } from '../../unicloud';
import { shown, type Line } from './line';

const REASONS: Readonly<Record<TransitionReason | RefundReason | 'created', string>> = {
  created: '已落库',
  gateway_accepted: '网关受理，应答验签通过',
  free: '免费，不用付款',
  verified_paid: '验签通过，金额与商户一致',
  verified_paid_late: '关闭之后才到账，验签通过',
  gateway_closed: '网关说已关闭',
  refunded_in_full: '退款等于支付金额',
  cancelled: '撤销，已全额退回',
  mismatch: '金额、币种、商户或 appid 不符',
  unresolved: '25 小时没有结果',
  staff: '人工，刚查询过网关',
  no_answer: '没有可信的答复',
  gateway_abnormal: '网关等人处理',
  verified_refunded: '验签通过，已退款',
  gateway_refused: '网关拒绝受理',
  asked_again: '以同一个单号再次申请',
};
const SOURCES: Readonly<Record<string, string>> = {
  create: '下单',
  notify: '通知',
  query: '查询',
  close: '关单',
  cancel: '撤销',
  refund: '退款',
  staff: '员工',
};
/** 好的去处；其余的去处里，人工与失败是坏的，别的不好不坏。 */
const GOOD: ReadonlySet<unknown> = new Set(['PROCESSING', 'SUCCESS', 'REFUND', 'DONE']);
const BAD: ReadonlySet<unknown> = new Set(['REVIEW', 'UNKNOWN', 'ABNORMAL', 'FAILED']);
const markOf = (status: unknown): Line['mark'] => (GOOD.has(status) ? 'good' : BAD.has(status) ? 'bad' : 'info');

const RECORDS: Readonly<Record<string, string>> = { payment_orders: '订单', payment_refunds: '退款单', payment_transfers: '转账单' };
/** 挂在单据上的进度：发货、收回权益。 */
const TASKS: Readonly<Record<string, string>> = { fulfil: '发货', revoke: '收回' };

const words = (table: Readonly<Record<string, string>>, name: unknown): string =>
  typeof name === 'string' && Object.hasOwn(table, name) ? (table[name] as string) : shown(name);
const listOf = (value: unknown): readonly Document[] => (Array.isArray(value) ? (value as Document[]) : []);
const statusOf = (task: unknown): unknown => (task as { status?: unknown } | undefined)?.status;

function alertLine(alert: Document): Line {
  return {
    actor: '告警',
    text: shown(alert['message'] ?? alert['msg'] ?? alert['kind'] ?? alert['type']),
    mark: 'bad',
    no: shown(alert['out_trade_no']),
  };
}

/** 一处写入里值得说的；没有就是空的。 */
export function recordLines(collection: string, before: Document | null, after: Document | null): Line[] {
  if (!after) return [];
  if (collection === 'payment_alerts') return before ? [] : [alertLine(after)];
  const actor = Object.hasOwn(RECORDS, collection) ? RECORDS[collection] : undefined;
  if (actor === undefined) return [];
  const no = shown(after['out_trade_no']);
  const moves = listOf(after['history'])
    .slice(listOf(before?.['history']).length)
    .map(({ from, to, reason, source }): Line => ({
      actor,
      text: `${from === null ? '（无）' : shown(from)} → ${shown(to)}：${words(REASONS, reason)}（来自${words(SOURCES, source)}）`,
      mark: markOf(to),
      no,
    }));
  const tasks = Object.entries(TASKS).flatMap(([field, title]): Line[] => {
    const [from, to] = [statusOf(before?.[field]), statusOf(after[field])];
    if (to === undefined || to === 'NONE' || from === to) return [];
    return [{ actor, text: `${title} ${from === undefined ? '（无）' : shown(from)} → ${shown(to)}`, mark: markOf(to), no }];
  });
  return [...moves, ...tasks];
}
