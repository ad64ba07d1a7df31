/**
 * 状态机：一张表说清楚从哪里、因为什么、可以到哪里。表是数据，加载时自检。
 * 订单、退款各自声明一张表；云端唯一写状态的函数（ledger/machine）在写入之前按表核对。
 */

/** 一行：因 `reasons` 之一，可以从 `from` 走到 `to`。 */
export interface Transition<Status extends string, Reason extends string> {
  readonly from: Status;
  readonly to: Status;
  readonly reasons: readonly Reason[];
}

/** 履历的一项：每次状态迁移恰好一项，与状态在同一次写入（不变量 I9）。 */
export interface HistoryOf<Status extends string, Reason extends string, Source extends string> {
  readonly from: Status | null;
  readonly to: Status;
  readonly reason: Reason | 'created';
  /** 事实从哪里来 */
  readonly source: Source;
  /** 毫秒时间戳 */
  readonly at: number;
  readonly requestId: string;
  /** 员工的处理：谁 */
  readonly operator?: string;
  /** 员工的处理：为什么 */
  readonly note?: string;
}

export interface StateTable<Status extends string, Reason extends string> {
  readonly name: string;
  readonly initial: Status;
  readonly transitions: readonly Transition<Status, Reason>[];
  /** 从 `from` 因 `reason` 走到 `to` 是否合法 */
  allows(from: Status, to: Status, reason: Reason): boolean;
  /** 重放履历得到的状态；履历断裂、起点不对或走了表外的路时返回 undefined */
  replay(
    history: readonly { readonly from: Status | null; readonly to: Status; readonly reason: Reason | 'created' }[],
  ): Status | undefined;
}

/**
 * 声明一张状态表。
 * @throws Error 加载时：自己到自己、没有理由、重复的一行、有的状态走不到
 */
export function defineTable<Status extends string, Reason extends string>(
  name: string,
  statuses: readonly Status[],
  initial: Status,
  transitions: readonly Transition<Status, Reason>[],
): StateTable<Status, Reason> {
  const index = new Map<string, ReadonlySet<Reason>>();
  const reached = new Set<Status>([initial]);
  for (const { from, to, reasons } of transitions) {
    const key = `${from}>${to}`;
    if (from === to || reasons.length === 0 || index.has(key)) throw new Error(`${name}的状态表有误：${key}`);
    index.set(key, new Set(reasons));
    reached.add(to);
  }
  const unreachable = statuses.filter((status) => !reached.has(status));
  if (unreachable.length > 0) throw new Error(`${name}的状态表走不到：${unreachable.join('、')}`);
  const allows = (from: Status, to: Status, reason: Reason): boolean => index.get(`${from}>${to}`)?.has(reason) ?? false;
  return {
    name,
    initial,
    transitions,
    allows,
    replay(history) {
      let current: Status | null = null;
      for (const { from, to, reason } of history) {
        if (from !== current) return undefined;
        if (from === null ? to !== initial || reason !== 'created' : reason === 'created' || !allows(from, to, reason)) return undefined;
        current = to;
      }
      return current ?? undefined;
    },
  };
}
