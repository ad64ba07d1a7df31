/** 员工看对外的事件的一次打开：按状态、按订单看，没有送到的再送一次（先确认，谁送的记下来）。 */
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import { EVENT_STATUSES, type EventStatus, type EventTry, type EventView } from '../../contract/events/events';
import type { Trouble } from '../pay/trouble';
import type { Dialog } from '../shell/dialog';
import { describeFailure, type Failure } from '../shell/errors';
import type { Tone } from '../shell/format';
import { useNetwork } from '../shell/network';
import { deskOrderUrl, transferDeskUrl, type PageQuery } from '../shell/pages';
import { callService } from '../shell/services';
import { waysOn } from '../shell/ways-on';
import { EVENT_KIND_WORDS, EVENTS } from '../words/events';
import { useStaffGate } from './staff-gate';
import { lackingText } from './staff-rights';

/** 列哪一种；`all` 是全部。 */
export type EventFilter = EventStatus | 'all';
export const EVENT_FILTERS: readonly EventFilter[] = ['all', 'FAILED', 'PENDING', 'DELIVERED'];

export const EVENT_TONES: Readonly<Record<EventStatus, Tone>> = { PENDING: 'warning', DELIVERED: 'success', FAILED: 'danger' };

const NUMBER = /^[0-9A-Za-z_]{6,32}$/;
const ROWS = 20;

export const isTransferEvent = ({ kind }: Pick<EventView, 'kind'>): boolean => kind.startsWith('transfer_');

/** 对方的答复是哪一类；没有连上的说为什么。 */
export function tryText({ status, problem }: EventTry): string {
  if (status === undefined) return `${EVENTS.unreached} · ${problem ?? ''}`;
  const words = [[300, EVENTS.accepted] as const, [400, EVENTS.redirected] as const, [500, EVENTS.refused] as const].find(
    ([below]) => status < below,
  );
  return `${words?.[1] ?? EVENTS.broken} · ${status}`;
}

/** @param dialog 页面的确认框 */
export function createEventsDesk(query: PageQuery, dialog: Dialog) {
  const filter = ref<EventFilter>(EVENT_STATUSES.find((one) => one === query['status']) ?? 'all');
  const text = ref(query['out_trade_no'] ?? '');
  const problem = ref('');
  const rows = shallowRef<readonly EventView[]>();
  const page = ref(1);
  const hasMore = ref(false);
  const loading = ref(false);
  const failure = shallowRef<Failure>();
  const said = shallowRef<Trouble>();
  const working = ref('');
  const gate = useStaffGate(EVENTS);
  let round = 0;
  onScopeDispose(() => (round += 1));
  const { offline } = useNetwork(() => void load());

  const number = (): string => text.value.normalize('NFKC').trim();

  async function load(wanted = 1): Promise<void> {
    const mine = ++round;
    loading.value = true;
    failure.value = undefined;
    try {
      const answer = await callService('listEvents', {
        ...(filter.value === 'all' ? {} : { status: filter.value }),
        ...(number() === '' ? {} : { out_trade_no: number() }),
        pageIndex: wanted,
        pageSize: ROWS,
      });
      if (mine !== round) return;
      const known = wanted === 1 ? [] : (rows.value ?? []);
      // 翻页之间来了新的，上一页最后的会再来一次
      rows.value = [...known, ...answer.rows.filter(({ id }) => !known.some((one) => one.id === id))];
      hasMore.value = answer.hasMore;
      page.value = wanted;
    } catch (thrown) {
      if (mine !== round) return;
      const reason = describeFailure(thrown);
      if (!gate.refuse(reason)) failure.value = reason;
    }
    if (mine === round) loading.value = false;
  }

  function search(): void {
    problem.value = number() === '' || NUMBER.test(number()) ? '' : EVENTS.wrong;
    if (problem.value !== '') return;
    rows.value = undefined;
    void load();
  }

  async function resend(row: EventView): Promise<void> {
    if (working.value !== '' || offline.value) return;
    const sure = await dialog.ask({
      title: EVENTS.resendTitle,
      text: EVENTS.resendText,
      rows: [
        { name: EVENTS.what, value: `${row.type} · ${EVENT_KIND_WORDS[row.kind]}` },
        { name: isTransferEvent(row) ? EVENTS.transferNumber : EVENTS.out_trade_no, value: row.out_trade_no },
      ],
      confirm: EVENTS.resend,
      cancel: EVENTS.resendKeep,
    });
    if (!sure || working.value !== '') return;
    working.value = row.id;
    said.value = undefined;
    try {
      const { event } = await callService('resendEvent', { id: row.id });
      rows.value = (rows.value ?? []).map((one) => (one.id === event.id ? event : one));
      const last = event.tries.at(-1);
      said.value =
        event.status === 'DELIVERED' || !last
          ? { tone: 'info', text: EVENTS.delivered }
          : { tone: 'warning', text: EVENTS.undelivered(tryText(last)), detail: EVENTS.undeliveredHint };
    } catch (thrown) {
      const reason = describeFailure(thrown);
      if (!gate.refuse(reason)) said.value = { tone: 'warning', text: EVENTS.notResent(reason.msg), detail: reason.action };
    } finally {
      working.value = '';
    }
  }

  void load();
  return {
    filter,
    text,
    problem,
    rows,
    hasMore,
    loading,
    failure,
    said,
    working,
    offline,
    /** 这个人不能重发时的一句话 */
    lacking: computed(() => lackingText('resendEvent')),
    isFiltered: computed(() => filter.value !== 'all' || number() !== ''),
    choose(wanted: EventFilter): void {
      filter.value = wanted;
      rows.value = undefined;
      void load();
    },
    write(value: string): void {
      text.value = value;
      problem.value = '';
    },
    clear(): void {
      text.value = '';
      search();
    },
    search,
    resend,
    next: (): void => {
      if (hasMore.value && !loading.value) void load(page.value + 1);
    },
    open: (row: EventView): void =>
      void uni.navigateTo({
        url: isTransferEvent(row) ? transferDeskUrl({ out_bill_no: row.out_trade_no }) : deskOrderUrl(row.out_trade_no),
      }),
    waysOn: computed(() => waysOn(failure.value, () => load(), loading.value)),
    denied: gate.denied,
    deniedTitle: gate.title,
    deniedText: gate.text,
    deniedActions: gate.actions,
    refresh: (): Promise<void> => load(),
    resume(): void {
      const wasOut = gate.denied.value !== undefined;
      if (wasOut && gate.tryAgain()) void load();
    },
  };
}
