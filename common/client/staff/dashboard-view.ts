/** 统计的答复 → 看板上的样子：数字写成文字，每个数字有去处。只算，不取。 */
import { PROVIDERS } from '../../contract/channels';
import { ERROR_CATALOGUE } from '../../contract/errors';
import { formatFee } from '../../contract/money';
import type { CallTotals, Comparison, ErrorCount, GetStatisticsAnswer, OrderTotals, StandingView } from '../../contract/watch/statistics';
import type { ChartSpec } from '../charts/spec';
import { alertsUrl, errorsUrl, orderDeskUrl, reconciliationUrl, reviewDeskUrl } from '../shell/pages';
import { providerTitle } from '../shell/provider-names';
import { DASHBOARD } from '../words/dashboard';
import { beijingText } from '../../contract/beijing-text';
import { codeTitle } from './code-title';
import { openCount } from './reconciliation-desk';
import type { Period } from './dashboard-period';

export const yuan = (fee: number): string => `¥${formatFee(Math.round(fee))}`;
/** 大数在图的轴上放得下 */
export const shortYuan = (fee: number): string =>
  `¥${Math.round(fee / 100)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',')}`;
export const percent = (value: number): string => `${value.toFixed(value < 10 && value > 0 ? 2 : 1)}%`;
const whole = (value: number): string => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
const rate = (value: number | null): string => (value === null ? '—' : percent(value));
const day = (at: number): string => beijingText(at, 'YYYY-MM-DD');

/** 与从前比：多少个百分比；从前没有的说没有。 */
export function changeText(now: number, before: number, format: (value: number) => string): string {
  if (before === 0) return DASHBOARD.none;
  const change = ((now - before) / before) * 100;
  const word = Math.abs(change) < 0.05 ? DASHBOARD.same : change > 0 ? DASHBOARD.up(percent(change)) : DASHBOARD.down(percent(-change));
  return DASHBOARD.compared(word, format(before));
}

export interface Figure {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly lines: readonly { readonly name: string; readonly text: string }[];
  readonly hint?: string;
  readonly url?: string;
}

/** 今天的三个数：收了多少、几笔、成功率；各与昨天、上周的此时比。 */
export function figuresOf({ today, yesterday, last_week }: Comparison, now: number, provider: string): Figure[] {
  const today_ = { from: day(now), to: day(now), ...(provider ? { provider } : {}) };
  const against = (pick: (totals: OrderTotals) => number, format: (value: number) => string): Figure['lines'] => [
    { name: DASHBOARD.yesterday, text: changeText(pick(today), pick(yesterday), format) },
    { name: DASHBOARD.lastWeek, text: changeText(pick(today), pick(last_week), format) },
  ];
  return [
    {
      id: 'fee',
      name: DASHBOARD.todayFee,
      value: yuan(today.paid_fee),
      lines: against(({ paid_fee }) => paid_fee, yuan),
      url: orderDeskUrl({ ...today_, status: 'SUCCESS' }),
    },
    {
      id: 'paid',
      name: DASHBOARD.todayPaid,
      value: whole(today.paid),
      lines: against(({ paid }) => paid, whole),
      url: orderDeskUrl(today_),
    },
    {
      id: 'rate',
      name: DASHBOARD.todayRate,
      value: rate(today.success_rate),
      lines: [
        { name: DASHBOARD.yesterday, text: rate(yesterday.success_rate) },
        { name: DASHBOARD.lastWeek, text: rate(last_week.success_rate) },
      ],
      hint: DASHBOARD.rateHint,
    },
  ];
}

export interface Task {
  readonly id: string;
  readonly name: string;
  readonly count: string;
  readonly detail?: string;
  readonly bad: boolean;
  readonly url?: string;
}

/** 此刻等着人的；没有的不占地方。 */
export function tasksOf(
  { pending_fulfilments, reviews, open_alerts, critical_alerts, reconciliations }: StandingView,
  rejected: number,
): Task[] {
  const waiting = Object.values(reviews).reduce((sum, count) => sum + count, 0);
  const differing = reconciliations.filter((bill) => openCount(bill) > 0);
  const differences = differing.reduce((sum, bill) => sum + openCount(bill), 0);
  const [only] = differing.length === 1 ? differing : [];
  const all: (Task & { readonly many: number })[] = [
    { id: 'reviews', name: DASHBOARD.reviews, many: waiting, count: DASHBOARD.many(waiting), bad: true, url: reviewDeskUrl() },
    {
      id: 'alerts',
      name: DASHBOARD.alerts,
      many: open_alerts,
      count: DASHBOARD.many(open_alerts),
      ...(critical_alerts > 0 ? { detail: DASHBOARD.critical(critical_alerts) } : {}),
      bad: critical_alerts > 0,
      url: alertsUrl(),
    },
    {
      id: 'differences',
      name: DASHBOARD.differences,
      many: differences,
      count: DASHBOARD.many(differences),
      bad: true,
      url: reconciliationUrl(only ? { id: only.id } : {}),
    },
    {
      id: 'fulfilments',
      name: DASHBOARD.fulfilments,
      many: pending_fulfilments,
      count: DASHBOARD.many(pending_fulfilments),
      bad: false,
      url: orderDeskUrl({ unfinished: '1' }),
    },
    {
      id: 'rejected',
      name: DASHBOARD.rejected,
      many: rejected,
      count: DASHBOARD.many(rejected),
      bad: true,
      url: errorsUrl({ code: String(ERROR_CATALOGUE.SIGNATURE.code) }),
    },
  ];
  return all.filter(({ many }) => many > 0);
}

export interface FunnelStep {
  readonly id: string;
  readonly name: string;
  readonly count: string;
  /** 占第一步的，0–100 */
  readonly width: number;
  readonly share: string;
  readonly url?: string;
}

export function funnelOf({ created, called_up, paid, fulfilled }: OrderTotals, search: Readonly<Record<string, string>>): FunnelStep[] {
  const step = (id: string, name: string, count: number, url?: string): FunnelStep => {
    const width = created === 0 ? 0 : Math.min(100, (count / created) * 100);
    return { id, name, count: whole(count), width, share: DASHBOARD.ofFirst(percent(width)), ...(url === undefined ? {} : { url }) };
  };
  return [
    step('created', DASHBOARD.created, created, orderDeskUrl(search)),
    step('called-up', DASHBOARD.calledUp, called_up),
    step('paid', DASHBOARD.paid, paid, orderDeskUrl({ ...search, status: 'SUCCESS' })),
    step('fulfilled', DASHBOARD.fulfilled, fulfilled),
  ];
}

/** 一段时间在订单台上的条件：整天的。 */
export const searchOf = ({ from, to }: Pick<GetStatisticsAnswer, 'from' | 'to'>, provider: string): Readonly<Record<string, string>> => ({
  from: day(from),
  to: day(to - 1),
  ...(provider ? { provider } : {}),
});

export function moneyChart({ points }: GetStatisticsAnswer, period: Period): ChartSpec {
  return {
    title: DASHBOARD.windowed(DASHBOARD.moneyChart, period.word()),
    tickName: DASHBOARD.time,
    ticks: points.map(({ from }) => period.tick(from)),
    series: [
      {
        name: DASHBOARD.fee,
        kind: 'bar',
        tone: 'brand',
        values: points.map(({ orders }) => orders.paid_fee),
        format: period.span === 'day' ? shortYuan : yuan,
      },
      {
        name: DASHBOARD.paidCount,
        kind: 'line',
        tone: 'warning',
        side: 'right',
        values: points.map(({ orders }) => orders.paid),
        format: whole,
        whole: true,
      },
    ],
  };
}

export function rateChart({ points }: GetStatisticsAnswer, period: Period): ChartSpec {
  return {
    title: DASHBOARD.windowed(DASHBOARD.rateChart, period.word()),
    tickName: DASHBOARD.time,
    ceiling: 100,
    ticks: points.map(({ from }) => period.tick(from)),
    series: [
      {
        name: DASHBOARD.successRate,
        kind: 'line',
        tone: 'success',
        values: points.map(({ orders }) => orders.success_rate),
        format: percent,
      },
      {
        name: DASHBOARD.errorRate,
        kind: 'line',
        tone: 'danger',
        side: 'right',
        values: points.map(({ calls }) => calls.error_rate),
        format: percent,
      },
    ],
  };
}

/** 表格：列名与行，每格都是文字。 */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly { readonly id: string; readonly cells: readonly string[]; readonly url?: string }[];
}

export function errorTable(errors: readonly ErrorCount[], { count: calls }: CallTotals): Table {
  return {
    head: [DASHBOARD.errorCode, DASHBOARD.gatewayCode, DASHBOARD.platform, DASHBOARD.count, DASHBOARD.share],
    rows: errors.map(({ code, gateway_code, provider, count }) => ({
      id: `${code} ${gateway_code} ${provider}`,
      cells: [
        code === 0 ? DASHBOARD.rest : codeTitle(code),
        gateway_code || '—',
        titleOf(provider),
        whole(count),
        calls === 0 ? '—' : percent((count / calls) * 100),
      ],
      ...(code === 0 ? {} : { url: errorsUrl({ code: String(code) }) }),
    })),
  };
}

const titleOf = (provider: string): string => {
  const known = PROVIDERS.find((name) => name === provider);
  return known ? providerTitle(known) : provider || '—';
};
const ms = (value: number | null): string => (value === null ? '—' : whole(value));

export function latencyTable(latency: GetStatisticsAnswer['latency']): Table {
  return {
    head: [DASHBOARD.platform, DASHBOARD.count, DASHBOARD.average, 'p50', 'p95', 'p99', DASHBOARD.slowest],
    rows: latency.map(({ provider, count, avg, p50, p95, p99, max }) => ({
      id: provider,
      cells: [titleOf(provider), whole(count), ms(avg), ms(p50), ms(p95), ms(p99), ms(max)],
    })),
  };
}

export const callbackLines = ({ accepted, failed, ignored, rejected, probes }: GetStatisticsAnswer['callbacks']) => [
  { id: 'accepted', name: DASHBOARD.accepted, count: whole(accepted), bad: false },
  { id: 'failed', name: DASHBOARD.callbackFailed, count: whole(failed), bad: failed > 0 },
  { id: 'ignored', name: DASHBOARD.ignored, count: whole(ignored), bad: false },
  { id: 'rejected', name: DASHBOARD.rejected, count: whole(rejected), bad: rejected > probes },
  { id: 'probes', name: DASHBOARD.probes, count: whole(probes), bad: false },
];
