/** 员工的退款申请台的一次打开：先申请的在前，逐个同意或不同意。 */
import { computed, ref, shallowRef } from 'vue';
import { formatFee } from '../../contract/money';
import type { StaffRequestView } from '../../contract/refunds/request';
import type { Trouble } from '../pay/trouble';
import type { Dialog } from '../shell/dialog';
import { describeFailure } from '../shell/errors';
import { deskOrderUrl, type PageQuery } from '../shell/pages';
import { recordFailure } from '../shell/report';
import { useRowList } from '../shell/row-list';
import { callService } from '../shell/services';
import { waysOn } from '../shell/ways-on';
import { DESK } from '../words/desk';
import { REFUNDS } from '../words/refunds';
import { SHELL } from '../words/shell';
import { actTrouble } from './act-trouble';
import { useStaffGate } from './staff-gate';
import { lackingText } from './staff-rights';
import { openPage } from '../shell/navigation';

const PAGE = 20;

/** @param dialog 页面的确认框 */
export function createRefundRequests(query: PageQuery, dialog: Dialog) {
  const filter = ref(query['all'] === '1' ? 'all' : 'open');
  const said = shallowRef<Trouble>();
  /** 正在办的那一个 */
  const working = ref('');
  /** 每个申请各写各的答复 */
  const answers = ref<Record<string, string>>({});
  const problem = ref({ request_no: '', text: '' });
  const gate = useStaffGate(REFUNDS);
  const list = useRowList<StaffRequestView, string>((after) => {
    const status = filter.value === 'open' ? ({ status: 'OPEN' } as const) : {};
    return callService('listRefundRequests', { ...status, pageSize: PAGE, ...(after ? { after } : {}) });
  }, gate);

  /** 同意了而网关没有接受。 */
  const isRefused = ({ status, refund }: StaffRequestView): boolean => status === 'APPROVED' && refund?.status === 'FAILED';

  function sure(row: StaffRequestView, act: 'approve' | 'decline'): Promise<boolean> {
    const approve = act === 'approve';
    return dialog.ask({
      title: approve ? REFUNDS.approveTitle : REFUNDS.declineTitle,
      fee: row.refund_fee,
      rows: [
        { name: DESK.subject, value: row.order.subject },
        { name: DESK.out_trade_no, value: row.out_trade_no },
      ],
      text: approve ? REFUNDS.approveText : (answers.value[row.request_no] ?? ''),
      confirm: approve ? REFUNDS.approveGo : REFUNDS.decline,
      cancel: SHELL.cancel,
      tone: 'danger',
    });
  }

  async function answer(row: StaffRequestView, act: 'approve' | 'decline'): Promise<void> {
    if (working.value !== '' || list.offline.value) return;
    const reason = (answers.value[row.request_no] ?? '').trim();
    problem.value = { request_no: row.request_no, text: act === 'decline' && reason.length < 2 ? REFUNDS.declineNeedsWhy : '' };
    if (problem.value.text !== '' || !(await sure(row, act))) return;
    working.value = row.request_no;
    said.value = undefined;
    try {
      await callService('answerRefundRequest', { request_no: row.request_no, act, ...(reason === '' ? {} : { reason }) });
      const fee = formatFee(row.refund_fee);
      said.value = { tone: 'info', text: act === 'approve' ? REFUNDS.approved(fee) : REFUNDS.declined };
    } catch (thrown) {
      const reason = describeFailure(thrown);
      void recordFailure(reason, { stage: 'refund', out_trade_no: row.out_trade_no });
      if (!gate.refuse(reason)) said.value = actTrouble(reason);
    } finally {
      working.value = '';
    }
    await list.load();
  }

  void list.load();
  return {
    ...list,
    filter,
    said,
    working,
    answers,
    problem,
    isRefused,
    /** 这个人不能答复：缺哪种权限 */
    get lacking(): string | undefined {
      return lackingText('answerRefundRequest');
    },
    isWaiting: (row: StaffRequestView): boolean => row.status === 'OPEN' || isRefused(row),
    ...gate.frame(list.load),
    filters: computed(() => [
      { id: 'open', label: REFUNDS.filterOpen },
      { id: 'all', label: REFUNDS.filterAll },
    ]),
    choose(id: string): void {
      filter.value = id;
      list.restart();
    },
    write(row: StaffRequestView, text: string): void {
      answers.value = { ...answers.value, [row.request_no]: text };
      problem.value = { request_no: '', text: '' };
    },
    answer,
    waysOn: computed(() => waysOn(list.failure.value, list.load, list.loading.value !== '')),
    openOrder: (row: StaffRequestView): void => openPage(deskOrderUrl(row.out_trade_no)),
    resume(): void {
      if (gate.tryAgain()) void list.load();
    },
  };
}
