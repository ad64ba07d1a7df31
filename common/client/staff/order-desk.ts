/** 订单台的一次打开：按条件列出，接着往下翻，导出看得到的这些条件。 */
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import type { ListOrdersInput, StaffOrderView } from '../../contract/desk/list-orders';
import type { Trouble } from '../pay/trouble';
import { describeFailure, type Failure } from '../shell/errors';
import { useNetwork } from '../shell/network';
import { deskOrderUrl, type PageQuery } from '../shell/pages';
import { callService } from '../shell/services';
import { DESK } from '../words/desk';
import { exportOrders } from './order-export';
import { checkSearch, EMPTY_SEARCH, searchFromQuery, windowOf, type SearchForm, type SearchProblems } from './order-search';
import { serverWords } from './said-by-server';
import { saveText } from './save-text';
import { useStaffGate } from './staff-gate';
import { openPage } from '../shell/navigation';

export function createOrderDesk(query: PageQuery) {
  const form = shallowRef<SearchForm>(searchFromQuery(query));
  const problems = shallowRef<SearchProblems>({});
  /** 屏幕上这一批是按什么查的 */
  const wish = shallowRef<ListOrdersInput>({});
  const rows = shallowRef<readonly StaffOrderView[]>([]);
  const next = ref<string>();
  const loading = ref(false);
  const loadingMore = ref(false);
  const failure = shallowRef<Failure>();
  const moreFailure = shallowRef<Failure>();
  const exporting = ref<number>();
  const said = shallowRef<Trouble>();
  const gate = useStaffGate(DESK);
  let round = 0;
  onScopeDispose(() => (round += 1));
  const { offline } = useNetwork(() => void reload());

  async function load(asked: ListOrdersInput): Promise<void> {
    const mine = ++round;
    wish.value = asked;
    loading.value = true;
    loadingMore.value = false;
    failure.value = moreFailure.value = undefined;
    try {
      const answer = await callService('listOrders', asked);
      if (mine !== round) return;
      rows.value = answer.rows;
      next.value = answer.next;
    } catch (thrown) {
      if (mine !== round) return;
      const reason = describeFailure(thrown);
      if (!gate.refuse(reason)) failure.value = reason;
    }
    if (mine === round) loading.value = false;
  }

  async function more(): Promise<void> {
    if (!next.value || loading.value || loadingMore.value || offline.value) return;
    const mine = round;
    loadingMore.value = true;
    moreFailure.value = undefined;
    try {
      const answer = await callService('listOrders', { ...wish.value, after: next.value });
      if (mine !== round) return;
      rows.value = [...rows.value, ...answer.rows];
      next.value = answer.next;
    } catch (thrown) {
      if (mine === round) moreFailure.value = describeFailure(thrown);
    }
    if (mine === round) loadingMore.value = false;
  }

  function search(): void {
    if (offline.value) return;
    said.value = undefined;
    const checked = checkSearch(form.value);
    problems.value = 'problems' in checked ? checked.problems : {};
    if (!('wish' in checked)) return;
    rows.value = [];
    next.value = undefined;
    void load(checked.wish);
  }
  const reload = (): Promise<void> => load(wish.value);

  async function exportCsv(): Promise<void> {
    if (exporting.value !== undefined || offline.value) return;
    exporting.value = 0;
    said.value = undefined;
    try {
      const { csv, rows: count, more: left } = await exportOrders(wish.value, (done) => (exporting.value = done));
      if (count === 0) said.value = { tone: 'info', text: DESK.exportEmpty };
      else {
        const how = await saveText('orders.csv', csv);
        const text = how === 'copied' ? DESK.copied(count) : DESK.exported(count);
        said.value = left ? { tone: 'warning', text: DESK.exportedPart(count) } : { tone: 'info', text };
      }
    } catch (thrown) {
      const reason = describeFailure(thrown);
      if (!gate.refuse(reason))
        said.value = { tone: 'warning', text: DESK.exportFailed(reason.unknown ? reason.msg : serverWords(reason)) };
    } finally {
      exporting.value = undefined;
    }
  }

  search();
  return {
    form,
    problems,
    rows,
    next,
    loading,
    loadingMore,
    failure,
    stale: computed(() => (rows.value.length > 0 ? failure.value : undefined)),
    moreFailure,
    exporting,
    said,
    offline,
    ...gate.frame(reload),
    window: computed(() => DESK.window(windowOf(wish.value))),
    write(change: Partial<SearchForm>): void {
      form.value = { ...form.value, ...change };
      problems.value = {};
    },
    clear(): void {
      form.value = EMPTY_SEARCH;
      search();
    },
    search,
    more: (): void => void more(),
    exportCsv,
    openOrder: (row: StaffOrderView): void => openPage(deskOrderUrl(row.out_trade_no)),
  };
}
