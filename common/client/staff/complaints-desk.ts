/** 员工的投诉台的一次打开：名单按状态、按订单看；地址里有一件的，旁边打开它。 */
import { computed, ref, shallowRef } from 'vue';
import { COMPLAINT_STATUSES, type ComplaintStatus, type ComplaintView } from '../../contract/complaints/complaint';
import { formatTime, type Tone } from '../shell/format';
import { openPage, turnPage } from '../shell/navigation';
import { complaintsUrl, type PageQuery } from '../shell/pages';
import { useRowList } from '../shell/row-list';
import { callService } from '../shell/services';
import { waysOn } from '../shell/ways-on';
import { COMPLAINT_STATUS_WORDS, COMPLAINTS } from '../words/complaints';
import { useNumberSearch } from './number-search';
import { useStaffGate } from './staff-gate';

const ROWS = 20;

/** 列哪一种：在等答复的、全部、或一种状态。 */
const FILTERS = ['waiting', 'all', 'PENDING', 'PROCESSING', 'PROCESSED'] as const;
type Filter = (typeof FILTERS)[number];

export const COMPLAINT_TONES: Readonly<Record<ComplaintStatus, Tone>> = {
  UNREAD: 'plain',
  PENDING: 'danger',
  PROCESSING: 'warning',
  PROCESSED: 'success',
};

/** 期限：在等答复的说答复，其余没有处理完的说处理完。 */
export function deadlineOf(
  { reply_by, finish_by }: ComplaintView,
  now: number,
): { readonly text: string; readonly late: boolean } | undefined {
  const at = reply_by ?? finish_by;
  if (at === undefined) return undefined;
  const late = at < now;
  const say =
    reply_by === undefined ? (late ? COMPLAINTS.finishLate : COMPLAINTS.finishBy) : late ? COMPLAINTS.replyLate : COMPLAINTS.replyBy;
  return { text: say(formatTime(at)), late };
}

export function createComplaintsDesk(query: PageQuery) {
  const chosen = query['complaint_id'] ?? '';
  const filter = ref<Filter>(FILTERS.find((one) => one === query['show']) ?? (query['out_trade_no'] || chosen ? 'all' : 'waiting'));
  const wanted = useNumberSearch(query['out_trade_no'], () => COMPLAINTS.wrong);
  const { number } = wanted;
  const waiting = shallowRef<number>();
  const now = ref(Date.now());
  const gate = useStaffGate(COMPLAINTS);
  const list = useRowList<ComplaintView, number>(
    async (from = 1) => {
      const status = COMPLAINT_STATUSES.find((one) => one === filter.value);
      const answer = await callService('listComplaints', {
        ...(status ? { status } : {}),
        ...(filter.value === 'waiting' ? { waiting: true } : {}),
        ...(number() === '' ? {} : { out_trade_no: number() }),
        pageIndex: from,
        pageSize: ROWS,
      });
      waiting.value = answer.waiting;
      now.value = answer.server_date;
      return { rows: answer.rows, ...(answer.hasMore ? { next: from + 1 } : {}) };
    },
    { refuse: gate.refuse, keyOf: ({ complaint_id }) => complaint_id },
  );
  const urlOf = (complaint_id: string): string =>
    complaintsUrl({ show: filter.value, ...(number() === '' ? {} : { out_trade_no: number() }), complaint_id });

  void list.load();
  return {
    ...list,
    chosen,
    filter,
    ...wanted,
    now,
    filters: computed(() =>
      FILTERS.map((id) => ({
        id,
        label:
          id === 'all'
            ? COMPLAINTS.all
            : id !== 'waiting'
              ? COMPLAINT_STATUS_WORDS[id]
              : waiting.value === undefined
                ? COMPLAINTS.waiting
                : COMPLAINTS.waitingCount(waiting.value),
      })),
    ),
    choose(id: string): void {
      filter.value = FILTERS.find((one) => one === id) ?? 'all';
      list.restart();
    },
    search(): void {
      if (!list.offline.value && wanted.check()) list.restart();
    },
    open: ({ complaint_id }: ComplaintView): void => openPage(urlOf(complaint_id)),
    toList: (): void => turnPage(complaintsUrl({ show: filter.value, ...(number() === '' ? {} : { out_trade_no: number() }) })),
    /** 旁边那一件变了 */
    changed(complaint: ComplaintView): void {
      const before = list.rows.value?.find((one) => one.complaint_id === complaint.complaint_id);
      // 又说了话的回到「等答复」里：名单是在读到它之前取的
      if (complaint.waiting && !before?.waiting && list.rows.value) return void list.load();
      if (before?.waiting && !complaint.waiting && waiting.value) waiting.value -= 1;
      list.change((rows) => rows.map((one) => (one.complaint_id === complaint.complaint_id ? complaint : one)));
    },
    refuse: gate.refuse,
    waysOn: computed(() => waysOn(list.failure.value, list.load, list.loading.value !== '')),
    ...gate.frame(list.load),
  };
}
