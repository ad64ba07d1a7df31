/** 员工看对外的事件的一次打开：按状态、按订单看，没有送到的再送一次（先确认，谁送的记下来）。 */
import { computed, ref, shallowRef } from 'vue';
import { EVENT_STATUSES, type EventStatus, type EventTry, type EventView } from '../../contract/events/events';
import type { Trouble } from '../pay/trouble';
import type { Dialog } from '../shell/dialog';
import { describeFailure } from '../shell/errors';
import type { Tone } from '../shell/format';
import { deskOrderUrl, transferDeskUrl, type PageQuery } from '../shell/pages';
import { useRowList } from '../shell/row-list';
import { callService } from '../shell/services';
import { waysOn } from '../shell/ways-on';
import { EVENT_KIND_WORDS, EVENTS } from '../words/events';
import { actTrouble } from './act-trouble';
import { useNumberSearch } from './number-search';
import { useStaffGate } from './staff-gate';
import { lackingText } from './staff-rights';
import { storedText } from './stored-text';
import { openPage } from '../shell/navigation';

/** 列哪一种；`all` 是全部。 */
export type EventFilter = EventStatus | 'all';
export const EVENT_FILTERS: readonly EventFilter[] = ['all', 'FAILED', 'PENDING', 'DELIVERED'];

export const EVENT_TONES: Readonly<Record<EventStatus, Tone>> = { PENDING: 'warning', DELIVERED: 'success', FAILED: 'danger' };

const ROWS = 20;

export const isTransferEvent = ({ kind }: Pick<EventView, 'kind'>): boolean => kind.startsWith('transfer_');

/** 对方的答复是哪一类；没有连上的说为什么。 */
export function tryText({ status, problem }: EventTry): string {
  if (status === undefined) return [EVENTS.unreached, storedText(problem ?? '', '')].filter(Boolean).join(' · ');
  const words = [[300, EVENTS.accepted] as const, [400, EVENTS.redirected] as const, [500, EVENTS.refused] as const].find(
    ([below]) => status < below,
  );
  return `${words?.[1] ?? EVENTS.broken} · ${status}`;
}

/** @param dialog 页面的确认框 */
export function createEventsDesk(query: PageQuery, dialog: Dialog) {
  const filter = ref<EventFilter>(EVENT_STATUSES.find((one) => one === query['status']) ?? 'all');
  const wanted = useNumberSearch(query['out_trade_no'], () => EVENTS.wrong);
  const { number, text } = wanted;
  const said = shallowRef<Trouble>();
  const working = ref('');
  const gate = useStaffGate(EVENTS);
  const list = useRowList<EventView, number>(
    async (from = 1) => {
      const { rows, hasMore } = await callService('listEvents', {
        ...(filter.value === 'all' ? {} : { status: filter.value }),
        ...(number() === '' ? {} : { out_trade_no: number() }),
        pageIndex: from,
        pageSize: ROWS,
      });
      return { rows, ...(hasMore ? { next: from + 1 } : {}) };
    },
    { refuse: gate.refuse, keyOf: ({ id }) => id },
  );

  function search(): void {
    if (!list.offline.value && wanted.check()) list.restart();
  }

  async function resend(row: EventView): Promise<void> {
    if (working.value !== '' || list.offline.value) return;
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
      list.change((rows) => rows.map((one) => (one.id === event.id ? event : one)));
      const last = event.tries.at(-1);
      said.value =
        event.status === 'DELIVERED' || !last
          ? { tone: 'info', text: EVENTS.delivered }
          : { tone: 'warning', text: EVENTS.undelivered(tryText(last)), detail: EVENTS.undeliveredHint };
    } catch (thrown) {
      const reason = describeFailure(thrown);
      if (!gate.refuse(reason)) said.value = actTrouble(reason);
    } finally {
      working.value = '';
    }
  }

  void list.load();
  return {
    ...list,
    filter,
    ...wanted,
    said,
    working,
    /** 这个人不能重发时的一句话 */
    lacking: computed(() => lackingText('resendEvent')),
    isFiltered: computed(() => filter.value !== 'all' || number() !== ''),
    choose(status: EventFilter): void {
      filter.value = status;
      list.restart();
    },
    clear(): void {
      text.value = '';
      search();
    },
    search,
    resend,
    open: (row: EventView): void =>
      openPage(isTransferEvent(row) ? transferDeskUrl({ out_bill_no: row.out_trade_no }) : deskOrderUrl(row.out_trade_no)),
    waysOn: computed(() => waysOn(list.failure.value, list.load, list.loading.value !== '')),
    ...gate.frame(list.load),
  };
}
