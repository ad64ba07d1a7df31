/**
 * 一段时间的统计：每种操作一格、每种订单一格、没有被接受的回调一格。
 * 两段相加就是合起来的那一段，与先后无关；格子有固定的次序，所以同样的行总是数出一字不差的结果。
 */
import { mergeLatency, type Latency } from './histogram';

/** 一格是谁的。 */
export interface Labels {
  readonly provider: string;
  /** 商户标识（pid） */
  readonly merchant: string;
  readonly platform: string;
  /** 灰度的哪一支 */
  readonly variant: string;
}

export interface ErrorCell {
  readonly code: number;
  readonly gateway_code: string;
  readonly count: number;
}

export interface CallCell extends Labels {
  readonly operation: string;
  readonly count: number;
  readonly success: number;
  readonly error: number;
  readonly ignored: number;
  /** 成功的合计，分 */
  readonly amount: number;
  readonly errors: readonly ErrorCell[];
  readonly latency: Latency;
}

export interface OrderCell extends Labels {
  readonly created: number;
  readonly called_up: number;
  readonly paid: number;
  readonly fulfilled: number;
  readonly created_fee: number;
  readonly paid_fee: number;
}

/** 没有被接受的回调；探测是网关故意送来的假签名。 */
export interface FaultCell {
  readonly kind: 'rejected' | 'probe';
  readonly provider: string;
  readonly count: number;
}

export interface Content {
  readonly calls: readonly CallCell[];
  readonly orders: readonly OrderCell[];
  readonly faults: readonly FaultCell[];
}

export const NOTHING: Content = { calls: [], orders: [], faults: [] };
export const isNothing = ({ calls, orders, faults }: Content): boolean => calls.length + orders.length + faults.length === 0;

/** 每格留这么多种错误，再多的归到「其余」：错误码来自外面，不能让它撑大一行。 */
const MAX_ERRORS = 30;
const REST: Pick<ErrorCell, 'code' | 'gateway_code'> = { code: 0, gateway_code: '' };

/** 按 keyOf 归并，以键排序。 */
function gather<Cell>(cells: readonly Cell[], keyOf: (cell: Cell) => string, add: (a: Cell, b: Cell) => Cell): Cell[] {
  const byKey = new Map<string, Cell>();
  for (const cell of cells) {
    const key = keyOf(cell);
    const known = byKey.get(key);
    byKey.set(key, known === undefined ? cell : add(known, cell));
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, cell]) => cell);
}

const labelsOf = ({ provider, merchant, platform, variant }: Labels): string => JSON.stringify([provider, merchant, platform, variant]);

const sameError = ({ code, gateway_code }: ErrorCell): string => `${String(code).padStart(6, '0')} ${gateway_code}`;
const addError = (a: ErrorCell, b: ErrorCell): ErrorCell => ({ ...a, count: a.count + b.count });

function mergeErrors(errors: readonly ErrorCell[]): ErrorCell[] {
  const all = gather(errors, sameError, addError);
  if (all.length <= MAX_ERRORS) return all;
  const kept = [...all].sort((a, b) => b.count - a.count).slice(0, MAX_ERRORS - 1);
  const rest = all.filter((one) => !kept.includes(one)).map(({ count }) => ({ ...REST, count }));
  return gather([...kept, ...rest], sameError, addError);
}

const addCalls = (a: CallCell, b: CallCell): CallCell => ({
  ...a,
  count: a.count + b.count,
  success: a.success + b.success,
  error: a.error + b.error,
  ignored: a.ignored + b.ignored,
  amount: a.amount + b.amount,
  errors: b.errors.length === 0 ? a.errors : mergeErrors([...a.errors, ...b.errors]),
  latency: mergeLatency(a.latency, b.latency),
});

const addOrders = (a: OrderCell, b: OrderCell): OrderCell => ({
  ...a,
  created: a.created + b.created,
  called_up: a.called_up + b.called_up,
  paid: a.paid + b.paid,
  fulfilled: a.fulfilled + b.fulfilled,
  created_fee: a.created_fee + b.created_fee,
  paid_fee: a.paid_fee + b.paid_fee,
});

export const mergeCalls = (cells: readonly CallCell[]): CallCell[] =>
  gather(cells, (cell) => `${cell.operation} ${labelsOf(cell)}`, addCalls);
export const mergeOrders = (cells: readonly OrderCell[]): OrderCell[] => gather(cells, labelsOf, addOrders);
export const mergeFaults = (cells: readonly FaultCell[]): FaultCell[] =>
  gather(
    cells,
    ({ kind, provider }) => `${kind} ${provider}`,
    (a, b) => ({ ...a, count: a.count + b.count }),
  );

/** 几段合成一段。 */
export function merge(parts: readonly Content[]): Content {
  return {
    calls: mergeCalls(parts.flatMap(({ calls }) => calls)),
    orders: mergeOrders(parts.flatMap(({ orders }) => orders)),
    faults: mergeFaults(parts.flatMap(({ faults }) => faults)),
  };
}
