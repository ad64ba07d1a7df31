/**
 * 订单状态与迁移表：状态只能沿着这张表走（不变量 I4）。
 * 表是数据，加载时自检；settle 是唯一执行迁移的地方。
 */

export const ORDER_STATUSES = ['NOTPAY', 'PROCESSING', 'SUCCESS', 'CLOSED', 'REFUND', 'REVIEW'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export const TRANSITION_REASONS = [
  /** 网关已受理下单，付款人可以付款 */
  'gateway_accepted',
  /** 经网关密钥验证的「已支付」 */
  'verified_paid',
  /** 先关闭、后到账（迟到的支付） */
  'verified_paid_late',
  /** 网关明确说已关闭，或从未有过这张单 */
  'gateway_closed',
  /** 已退款金额等于支付金额 */
  'refunded_in_full',
  /** 金额、币种、商户或 appid 与本地不符，或已付订单后来发现不符 */
  'mismatch',
  /** 25 小时仍不能确定结果 */
  'unresolved',
  /** 人工，且刚刚重新查询过网关 */
  'staff',
] as const;
export type TransitionReason = (typeof TRANSITION_REASONS)[number];

export interface Transition {
  readonly from: OrderStatus;
  readonly to: OrderStatus;
  readonly reasons: readonly TransitionReason[];
}

export const TRANSITIONS: readonly Transition[] = [
  { from: 'NOTPAY', to: 'PROCESSING', reasons: ['gateway_accepted'] },
  { from: 'NOTPAY', to: 'SUCCESS', reasons: ['verified_paid'] },
  { from: 'NOTPAY', to: 'CLOSED', reasons: ['gateway_closed'] },
  { from: 'NOTPAY', to: 'REVIEW', reasons: ['mismatch', 'unresolved'] },
  { from: 'PROCESSING', to: 'SUCCESS', reasons: ['verified_paid'] },
  { from: 'PROCESSING', to: 'CLOSED', reasons: ['gateway_closed'] },
  { from: 'PROCESSING', to: 'REVIEW', reasons: ['mismatch', 'unresolved'] },
  { from: 'CLOSED', to: 'SUCCESS', reasons: ['verified_paid_late'] },
  { from: 'CLOSED', to: 'REVIEW', reasons: ['mismatch'] },
  { from: 'SUCCESS', to: 'REFUND', reasons: ['refunded_in_full'] },
  { from: 'SUCCESS', to: 'REVIEW', reasons: ['mismatch'] },
  { from: 'REVIEW', to: 'SUCCESS', reasons: ['staff'] },
  { from: 'REVIEW', to: 'CLOSED', reasons: ['staff'] },
  { from: 'REVIEW', to: 'REFUND', reasons: ['staff'] },
];

/** 不会再因付款而改变的状态：可以缓存、停止轮询。 */
export const TERMINAL_STATUSES: ReadonlySet<OrderStatus> = new Set(['SUCCESS', 'CLOSED', 'REFUND']);
/** 付款人还可以付款的状态。 */
export const OPEN_STATUSES: readonly OrderStatus[] = ['NOTPAY', 'PROCESSING'];

function indexTransitions(table: readonly Transition[]): ReadonlyMap<string, ReadonlySet<TransitionReason>> {
  const index = new Map<string, ReadonlySet<TransitionReason>>();
  for (const { from, to, reasons } of table) {
    const key = `${from}>${to}`;
    if (from === to || reasons.length === 0 || index.has(key)) throw new Error(`状态迁移表有误：${key}`);
    index.set(key, new Set(reasons));
  }
  return index;
}

const ALLOWED = indexTransitions(TRANSITIONS);

/** 从 `from` 因 `reason` 走到 `to` 是否合法。 */
export function canTransit(from: OrderStatus, to: OrderStatus, reason: TransitionReason): boolean {
  return ALLOWED.get(`${from}>${to}`)?.has(reason) ?? false;
}

/** 订单履历的一项：每次状态迁移恰好一项，与状态在同一次写入（不变量 I9）。 */
export interface HistoryEntry {
  readonly from: OrderStatus | null;
  readonly to: OrderStatus;
  readonly reason: TransitionReason | 'created';
  /** 事实从哪里来 */
  readonly source: 'create' | 'notify' | 'query' | 'close' | 'refund' | 'staff';
  /** 毫秒时间戳 */
  readonly at: number;
  readonly requestId: string;
}

/** 重放履历得到的状态；履历断裂（前后不接）时返回 undefined。 */
export function replayHistory(history: readonly HistoryEntry[]): OrderStatus | undefined {
  let current: OrderStatus | null = null;
  for (const entry of history) {
    if (entry.from !== current) return undefined;
    if (entry.from !== null && !canTransit(entry.from, entry.to, entry.reason as TransitionReason)) return undefined;
    current = entry.to;
  }
  return current ?? undefined;
}

export const FULFIL_STATUSES = ['NONE', 'PENDING', 'DONE', 'FAILED'] as const;
export type FulfilStatus = (typeof FULFIL_STATUSES)[number];
