/** 看板的一切：一段时间的统计，与从前的比较，此刻等着人的。只看不改。 */
import type {
  Comparison,
  GetStatisticsAnswer,
  Granularity,
  OrderTotals,
  StandingView,
  StatGroup,
  StatGroupView,
  StatPoint,
} from '../../../../../../common/contract/watch/statistics';
import { PROVIDERS } from '../../../../../../common/contract/channels';
import { getStatisticsSchema } from '../../../../../../common/contract/watch/statistics-params';
import { alertsOf } from '../alerts/store';
import { billsOf } from '../bills/store';
import { viewBill } from '../bills/view';
import { DAY_MS } from '../kernel/clock';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import { orderListOf } from '../orders/listing/store';
import { listReviews } from '../review/queue';
import { merge, type Content } from '../stats/cell';
import { viewLatency } from '../stats/histogram';
import { readPoints, readTail, readTotal, type Point, type Tail } from '../stats/read';
import { ceilTo, startOf, WIDTH } from '../stats/span';
import {
  callbacksOf,
  callTotals,
  errorCounts,
  filtered,
  latencyByProvider,
  latencyOfCells,
  orderTotals,
  type CellFilter,
} from '../stats/totals';

/** 一次最多这么多格：一天的分钟、一个多月的小时、一年多的天。 */
const MAX_POINTS: Readonly<Record<Granularity, number>> = { minute: 1440, hour: 24 * 32, day: 400 };
const MAX_GROUPS = 50;
const MAX_ERRORS = 50;

type Body = Omit<GetStatisticsAnswer, 'code' | 'msg' | 'requestId'>;

const pointView = ({ from, calls, orders }: Point): StatPoint => ({ from, calls: callTotals(calls), orders: orderTotals(orders) });

/** 操作那一边按操作分，订单没有操作，各组里都是空的。 */
function keysOf({ calls, orders }: Content, by: StatGroup): string[] {
  const names = by === 'operation' ? calls.map((cell) => cell.operation) : [...calls, ...orders].map((cell) => cell[by]);
  return [...new Set(names)].sort();
}

function groupOf(points: readonly Point[], by: StatGroup, key: string): StatGroupView {
  const only = (content: Content): Content => {
    const own = filtered(content, { [by]: key });
    return by === 'operation' ? { ...own, orders: [] } : own;
  };
  const own = points.map((point) => ({ from: point.from, ...only(point) }));
  const total = merge(own);
  return {
    key,
    calls: callTotals(total.calls),
    orders: orderTotals(total.orders),
    latency: viewLatency(latencyOfCells(total.calls)),
    points: own.map(pointView),
  };
}

async function compare(k: Kernel, tail: Tail, wanted: CellFilter): Promise<Comparison> {
  const now = k.now();
  const sinceMidnight = async (daysAgo: number): Promise<OrderTotals> => {
    const until = now - daysAgo * DAY_MS;
    return orderTotals(filtered(await readTotal(k, startOf('day', until), until + 1, tail), wanted).orders);
  };
  const [today, yesterday, last_week] = await Promise.all([sinceMidnight(0), sinceMidnight(1), sinceMidnight(7)]);
  return { today, yesterday, last_week };
}

async function standing(k: Kernel): Promise<StandingView> {
  const [pending_fulfilments, { counts: reviews }, open_alerts, critical_alerts, bills] = await Promise.all([
    orderListOf(k).countAwaiting(),
    listReviews(k, { pageSize: 1 }),
    alertsOf(k).countOpen(),
    alertsOf(k).countOpen('critical'),
    Promise.all(PROVIDERS.map((provider) => billsOf(k).listBills({ provider, pageIndex: 1, pageSize: 1 }))),
  ]);
  const reconciliations = bills.flatMap(({ rows }) => rows.map(viewBill));
  return { pending_fulfilments, reviews, open_alerts, critical_alerts, reconciliations };
}

/** getStatistics。调用方必须已核验员工身份。@throws PayError 40001 */
export async function statistics(k: Kernel, input: unknown): Promise<Body> {
  const { from, to, granularity = 'hour', by, ...wanted } = requireParams(getStatisticsSchema, input ?? {});
  const now = k.now();
  const start = startOf(granularity, from ?? startOf('day', now));
  const end = ceilTo(granularity, Math.min(to ?? now + 1, now + 1));
  if (start >= end) throw PayError.param([{ field: 'to', problem: '必须晚于 from' }]);
  const count = (end - start) / WIDTH[granularity];
  if (count > MAX_POINTS[granularity])
    throw PayError.param([{ field: 'from', problem: `${granularity} 最多 ${MAX_POINTS[granularity]} 格` }]);

  const tail = await readTail(k);
  const [all, comparison, stands] = await Promise.all([
    readPoints(k, granularity, start, end, tail),
    compare(k, tail, wanted),
    standing(k),
  ]);
  const points = all.map((point) => ({ from: point.from, ...filtered(point, wanted) }));
  const total = merge(points);
  return {
    from: start,
    to: end,
    granularity,
    folded_to: tail.folded_to,
    calls: callTotals(total.calls),
    orders: orderTotals(total.orders),
    points: points.map(pointView),
    groups: by
      ? keysOf(total, by)
          .slice(0, MAX_GROUPS)
          .map((key) => groupOf(points, by, key))
      : [],
    errors: errorCounts(total.calls).slice(0, MAX_ERRORS),
    latency: latencyByProvider(total.calls),
    callbacks: callbacksOf(total),
    comparison,
    standing: stands,
    server_date: now,
  };
}
