/** 告警收件箱的一次打开：按状态列出，每 30 秒自己更新，认领。正在填的时候不换掉屏幕上的。 */
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import { ALERT_STATUSES, type AlertView, type ListAlertsAnswer } from '../../contract/watch/alerts';
import { describeFailure, type Failure } from '../shell/errors';
import { formatClock } from '../shell/format';
import { alertsUrl, type PageQuery } from '../shell/pages';
import { callService } from '../shell/services';
import { waysOn } from '../shell/ways-on';
import type { Trouble } from '../pay/trouble';
import { ALERTS } from '../words/alerts';
import { actTrouble } from './act-trouble';
import { startLive } from './live';
import { useStaffGate } from './staff-gate';
import { lackingText } from './staff-rights';
import { openPage, turnPage } from '../shell/navigation';

const EVERY_MS = 30_000;
const PAGE = 20;
const FILTERS = [...ALERT_STATUSES, 'ALL'] as const;
export type AlertFilter = (typeof FILTERS)[number];

export function createAlertsDesk(query: PageQuery) {
  const filter: AlertFilter = FILTERS.find((one) => one === query['status']) ?? 'OPEN';
  const pageIndex = ref(1);
  const found = shallowRef<ListAlertsAnswer>();
  const failure = shallowRef<Failure>();
  const loading = ref(true);
  const said = shallowRef<Trouble>();
  const form = shallowRef<{ readonly id: string; readonly note: string }>();
  const saving = ref(false);
  const gate = useStaffGate(ALERTS);
  let round = 0;
  onScopeDispose(() => (round += 1));

  async function ask(): Promise<void> {
    // 人正在填：换掉了就找不回来；门关着的时候不必再问
    if (form.value || gate.denied.value) return;
    const mine = ++round;
    loading.value = true;
    try {
      const status = filter === 'ALL' ? {} : { status: filter };
      const answer = await callService('listAlerts', { ...status, pageIndex: pageIndex.value, pageSize: PAGE });
      if (mine !== round || form.value) return;
      found.value = answer;
      failure.value = undefined;
    } catch (thrown) {
      if (mine !== round) return;
      const reason = describeFailure(thrown);
      if (!gate.refuse(reason)) failure.value = reason;
    } finally {
      if (mine === round) loading.value = false;
    }
  }
  const live = startLive({ ask, everyMs: EVERY_MS });

  function turnTo(page: number): void {
    pageIndex.value = page;
    form.value = undefined;
    live.askNow();
  }

  async function acknowledge(): Promise<void> {
    const wish = form.value;
    if (!wish || saving.value || live.offline.value) return;
    saving.value = true;
    said.value = undefined;
    try {
      const { alert, taken } = await callService('acknowledgeAlert', { id: wish.id, note: wish.note.trim() });
      form.value = undefined;
      if (found.value) found.value = { ...found.value, rows: found.value.rows.map((row) => (row.id === alert.id ? alert : row)) };
      const other = alert.acknowledged ? ALERTS.takenByOther(alert.acknowledged.by) : ALERTS.overAlready;
      said.value = taken ? { tone: 'info', text: ALERTS.taken } : { tone: 'warning', text: other };
    } catch (thrown) {
      const reason = describeFailure(thrown);
      if (!gate.refuse(reason)) said.value = actTrouble(reason);
    } finally {
      saving.value = false;
    }
  }

  return {
    filter,
    filters: computed(() =>
      FILTERS.map((id) => {
        const count = id === 'OPEN' || id === 'ACKNOWLEDGED' ? found.value?.counts[id] : undefined;
        return { id: id as string, label: count === undefined ? ALERTS[id] : ALERTS.counted(ALERTS[id], count) };
      }),
    ),
    choose: (id: string): void => turnPage(alertsUrl({ status: id === 'OPEN' ? '' : id })),
    found,
    rows: computed(() => found.value?.rows),
    now: computed(() => found.value?.server_date ?? 0),
    updated: computed(() => (found.value ? ALERTS.updated(formatClock(found.value.server_date)) : undefined)),
    /** 一次也没有取到，整页说 */
    failure: computed(() => (found.value ? undefined : failure.value)),
    stale: computed(() => (found.value ? failure.value : undefined)),
    loading,
    said,
    form,
    saving,
    offline: live.offline,
    /** 认领不了的原因；认领得了为空 */
    lacking: computed(() => lackingText('acknowledgeAlert')),
    open({ id }: AlertView): void {
      form.value = { id, note: '' };
      said.value = undefined;
    },
    write(note: string): void {
      if (form.value) form.value = { ...form.value, note };
    },
    close(): void {
      form.value = undefined;
      live.askNow();
    },
    acknowledge: (): void => void acknowledge(),
    go: (url: string): void => openPage(url),
    hasPrevious: computed(() => pageIndex.value > 1),
    hasNext: computed(() => found.value?.hasMore === true),
    previousPage: (): void => turnTo(pageIndex.value - 1),
    nextPage: (): void => turnTo(pageIndex.value + 1),
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
