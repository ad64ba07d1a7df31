/** 格子 → 给人看的合计与比率。 */
import type {
  CallTotals,
  ErrorCount,
  GetStatisticsAnswer,
  OrderTotals,
  StatGroup,
} from '../../../../../../common/contract/watch/statistics';
import { CONVERSATIONS } from '../ledger/talk';
import type { CallCell, Content, ErrorCell, OrderCell } from './cell';
import { mergeLatency, NO_LATENCY, viewLatency, type Latency } from './histogram';

/** 百分数，两位小数；分母为 0 时没有。 */
export const percent = (part: number, whole: number): number | null => (whole > 0 ? Math.round((part / whole) * 10_000) / 100 : null);

const sum = <Cell>(cells: readonly Cell[], of: (cell: Cell) => number): number => cells.reduce((total, cell) => total + of(cell), 0);

export function callTotals(calls: readonly CallCell[]): CallTotals {
  const count = sum(calls, (cell) => cell.count);
  const error = sum(calls, (cell) => cell.error);
  return {
    count,
    success: sum(calls, (cell) => cell.success),
    error,
    ignored: sum(calls, (cell) => cell.ignored),
    amount_fee: sum(calls, (cell) => cell.amount),
    error_rate: percent(error, count),
  };
}

export function orderTotals(orders: readonly OrderCell[]): OrderTotals {
  const created = sum(orders, (cell) => cell.created);
  const called_up = sum(orders, (cell) => cell.called_up);
  const paid = sum(orders, (cell) => cell.paid);
  const failed = created - called_up;
  return {
    created,
    called_up,
    paid,
    fulfilled: sum(orders, (cell) => cell.fulfilled),
    failed,
    unpaid: called_up - paid,
    created_fee: sum(orders, (cell) => cell.created_fee),
    paid_fee: sum(orders, (cell) => cell.paid_fee),
    success_rate: percent(paid, paid + failed),
    conversion_rate: percent(paid, created),
  };
}

/** 这些操作是与网关的一次通话；别的耗时里有我们自己的数据库与商户的业务。 */
const GATEWAY_CALLS: ReadonlySet<string> = new Set(CONVERSATIONS);
export const gatewayCalls = (calls: readonly CallCell[]): CallCell[] => calls.filter(({ operation }) => GATEWAY_CALLS.has(operation));

/** 合起来的耗时；渠道不明的不算在哪一家头上。 */
export const latencyOfCells = (calls: readonly CallCell[]): Latency =>
  calls.reduce((total, { latency }) => mergeLatency(total, latency), NO_LATENCY);

export function byProvider<Cell extends { readonly provider: string }>(cells: readonly Cell[]): [string, Cell[]][] {
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) if (cell.provider !== '') groups.set(cell.provider, [...(groups.get(cell.provider) ?? []), cell]);
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

export const latencyByProvider = (calls: readonly CallCell[]): GetStatisticsAnswer['latency'] =>
  byProvider(gatewayCalls(calls)).map(([provider, own]) => ({ provider, ...viewLatency(latencyOfCells(own)) }));

/** 多的在前。 */
export function errorCounts(calls: readonly CallCell[]): ErrorCount[] {
  const counts = new Map<string, ErrorCount>();
  const add = (provider: string, { code, gateway_code, count }: ErrorCell): void => {
    const key = JSON.stringify([provider, code, gateway_code]);
    counts.set(key, { code, gateway_code, provider, count: count + (counts.get(key)?.count ?? 0) });
  };
  for (const { provider, errors } of calls) for (const error of errors) add(provider, error);
  return [...counts.values()].sort((a, b) => b.count - a.count);
}

export function callbacksOf({ calls, faults }: Content): GetStatisticsAnswer['callbacks'] {
  const notices = calls.filter(({ operation }) => operation === 'notify');
  const faultsOf = (kind: 'rejected' | 'probe'): number =>
    sum(
      faults.filter((fault) => fault.kind === kind),
      ({ count }) => count,
    );
  return {
    accepted: sum(notices, (cell) => cell.success),
    failed: sum(notices, (cell) => cell.error),
    ignored: sum(notices, (cell) => cell.ignored),
    rejected: faultsOf('rejected') + faultsOf('probe'),
    probes: faultsOf('probe'),
  };
}

/** 只留下要看的；订单没有「操作」，按操作看时仍是全部订单。 */
export type CellFilter = Readonly<Partial<Record<StatGroup, string>>>;

export function filtered({ calls, orders, faults }: Content, wanted: CellFilter): Content {
  const fits = (cell: CallCell | OrderCell): boolean =>
    (['provider', 'merchant', 'platform', 'variant'] as const).every((name) => wanted[name] === undefined || cell[name] === wanted[name]);
  return {
    calls: calls.filter((cell) => fits(cell) && (wanted.operation === undefined || cell.operation === wanted.operation)),
    orders: orders.filter(fits),
    faults: faults.filter(({ provider }) => wanted.provider === undefined || provider === wanted.provider),
  };
}
