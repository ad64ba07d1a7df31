// docs/pages.md「员工页面」：看板的数字怎样说、去哪里；没有要处理的不占地方；图与表是同样的数。
jest.mock('@/app.config.js', () => ({ default: {} }), { virtual: true });
import { optionOf } from '../../common/client/charts/option';
import { PALETTES } from '../../common/client/charts/palette';
import { cellText, highest, type ChartSpec } from '../../common/client/charts/spec';
import { PERIODS, wishOf } from '../../common/client/staff/dashboard-period';
import { changeText, funnelOf, tasksOf, yuan } from '../../common/client/staff/dashboard-view';
import type { OrderTotals, StandingView } from '../../common/contract/watch/statistics';

/** 北京 2026-11-24 01:30，UTC 还是前一天 */
const NOW = Date.UTC(2026, 10, 23, 17, 30);
const CALM: StandingView = { pending_fulfilments: 0, reviews: {}, open_alerts: 0, critical_alerts: 0, reconciliations: [] };

test.each([
  [150, 100, '多 50.0%（¥1.00）'],
  [50, 100, '少 50.0%（¥1.00）'],
  [100, 100, '持平（¥1.00）'],
  [100, 0, '没有'],
])('%d against %d reads %s', (now, before, text) => {
  expect(changeText(now, before, yuan)).toBe(text);
});

test('days are days of Beijing in every zone', () => {
  const from = (id: string): number =>
    wishOf(PERIODS.find((one) => one.id === id) ?? (PERIODS[0] as (typeof PERIODS)[number]), NOW).from as number;
  expect([from('day'), from('week'), from('month')].map((at) => new Date(at).toISOString())).toEqual([
    '2026-11-23T16:00:00.000Z',
    '2026-11-17T16:00:00.000Z',
    '2026-10-25T16:00:00.000Z',
  ]);
});

test('only what waits for somebody takes room, and leads to it', () => {
  expect(tasksOf(CALM, 0)).toEqual([]);
  const found = tasksOf({ ...CALM, reviews: { abnormal: 2, review: 1 }, pending_fulfilments: 4, open_alerts: 120 }, 0);
  expect(found.map(({ id, count }) => [id, count])).toEqual([
    ['reviews', '3'],
    ['alerts', '100+'],
    ['fulfilments', '4'],
  ]);
  expect(found[0]?.url).toBe('/pages/staff/review');
});

test('the funnel is measured against what was ordered, and of nothing is nothing', () => {
  const totals = { created: 200, called_up: 190, paid: 150, fulfilled: 149 } as OrderTotals;
  expect(funnelOf(totals, { from: '2026-11-24' }).map(({ width, url }) => [width, url])).toEqual([
    [100, '/pages/staff/orders?from=2026-11-24'],
    [95, undefined],
    [75, '/pages/staff/orders?from=2026-11-24&status=SUCCESS'],
    [74.5, undefined],
  ]);
  expect(funnelOf({ ...totals, created: 0, called_up: 0, paid: 0, fulfilled: 0 }, {}).map(({ width }) => width)).toEqual([0, 0, 0, 0]);
});

test('a chart is drawn from the very numbers of its table; what is missing stays a gap', () => {
  const spec: ChartSpec = {
    title: '收款',
    tickName: '时间',
    ticks: ['01:00', '02:00'],
    series: [
      { name: '收款', kind: 'bar', tone: 'brand', values: [1200, null], format: yuan },
      { name: '成功率', kind: 'line', tone: 'success', side: 'right', values: [null, 99], format: String },
    ],
    ceiling: 100,
  };
  const { series, xAxis, animation } = optionOf(spec, PALETTES.dark) as unknown as {
    series: { data: unknown; yAxisIndex: number }[];
    xAxis: { data: unknown };
    animation: boolean;
  };
  expect(series.map(({ data, yAxisIndex }) => [data, yAxisIndex])).toEqual([
    [[1200, null], 0],
    [[null, 99], 1],
  ]);
  expect([xAxis.data, animation]).toEqual([spec.ticks, false]);
  expect(spec.series.map((one) => one.values.map((value) => cellText(value, one)))).toEqual([
    ['¥12.00', '—'],
    ['—', '99'],
  ]);
  expect(spec.series.map(highest)).toEqual([
    { at: 0, value: 1200 },
    { at: 1, value: 99 },
  ]);
});
