/** 看板的一次打开：取一次，之后每 30 秒自己更新；看不见、断了网就停，回来立刻再取。只看，不改任何东西。 */
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import { PROVIDERS, type ProviderName } from '../../contract/channels';
import type { GetStatisticsAnswer } from '../../contract/watch/statistics';
import { describeFailure, type Failure } from '../shell/errors';
import { formatClock } from '../shell/format';
import { dashboardUrl, errorsUrl, type PageQuery } from '../shell/pages';
import { providerTitle } from '../shell/provider-names';
import { callService } from '../shell/services';
import { waysOn } from '../shell/ways-on';
import { DASHBOARD } from '../words/dashboard';
import { PERIODS, wishOf, type Period } from './dashboard-period';
import { callbackLines, errorTable, figuresOf, funnelOf, latencyTable, moneyChart, rateChart, searchOf, tasksOf } from './dashboard-view';
import { startLive } from './live';
import { useStaffGate } from './staff-gate';
import { openPage, turnPage } from '../shell/navigation';

const EVERY_MS = 30_000;
/** 统计落后这么多，定时任务多半停了 */
const BEHIND_MS = 10 * 60_000;

export function createDashboard(query: PageQuery) {
  const period = PERIODS.find(({ id }) => id === query['period']) ?? (PERIODS[1] as Period);
  const provider = PROVIDERS.find((known) => known === query['provider']);
  const answer = shallowRef<GetStatisticsAnswer>();
  const failure = shallowRef<Failure>();
  const loading = ref(true);
  const gate = useStaffGate(DASHBOARD);
  let gone = false;

  onScopeDispose(() => (gone = true));

  async function ask(): Promise<void> {
    // 门关着的时候不必再问
    if (gate.denied.value) return;
    loading.value = true;
    try {
      const heard = await callService('getStatistics', { ...wishOf(period, Date.now()), ...(provider ? { provider } : {}) });
      if (gone) return;
      answer.value = heard;
      failure.value = undefined;
    } catch (thrown) {
      const reason = describeFailure(thrown);
      if (!gone && !gate.refuse(reason)) failure.value = reason;
    } finally {
      loading.value = false;
    }
  }
  const live = startLive({ ask, everyMs: EVERY_MS });

  const go = (url: string | undefined): void => void (url !== undefined && openPage(url));
  const turnTo = (wish: PageQuery): void => turnPage(dashboardUrl({ period: period.id, provider, ...wish }));
  const of = <T>(read: (heard: GetStatisticsAnswer) => T) => computed(() => (answer.value ? read(answer.value) : undefined));

  return {
    period: period.id,
    window: computed(() => period.word()),
    periods: computed(() => PERIODS.map((one) => ({ id: one.id as string, label: one.word() }))),
    choosePeriod: (id: string): void => turnTo({ period: id }),
    provider: provider ?? '',
    providers: computed(() => [
      { id: '', label: DASHBOARD.all },
      ...PROVIDERS.map((id) => ({ id: id as string, label: providerTitle(id) })),
    ]),
    chooseProvider: (id: string): void => turnTo({ provider: id as ProviderName | '' }),
    answer,
    failure,
    loading,
    offline: live.offline,
    updated: of(({ server_date }) => DASHBOARD.updated(formatClock(server_date))),
    behind: of(({ folded_to, server_date }) =>
      server_date - folded_to > BEHIND_MS ? DASHBOARD.behind(formatClock(folded_to)) : undefined,
    ),
    empty: of(({ orders, calls }) => orders.created === 0 && calls.count === 0),
    figures: of(({ comparison, server_date }) => figuresOf(comparison, server_date, provider ?? '')),
    tasks: of(({ standing, callbacks }) => tasksOf(standing, callbacks.rejected - callbacks.probes)),
    money: of((heard) => moneyChart(heard, period)),
    rates: of((heard) => rateChart(heard, period)),
    funnel: of((heard) => funnelOf(heard.orders, searchOf(heard, provider ?? ''))),
    errors: of(({ errors, calls }) => errorTable(errors, calls)),
    latency: of(({ latency }) => latencyTable(latency)),
    callbacks: of(({ callbacks }) => callbackLines(callbacks)),
    bills: of(({ standing }) => standing.reconciliations),
    go,
    seeErrors: (): void => go(errorsUrl()),
    waysOn: computed(() => waysOn(failure.value, () => live.askNow(), loading.value)),
    denied: gate.denied,
    deniedTitle: gate.title,
    deniedText: gate.text,
    deniedActions: gate.actions,
    refresh: (): void => live.askNow(),
    pause: (): void => live.hide(),
    resume(): void {
      if (gate.tryAgain()) live.show();
    },
  };
}
