/** 员工退款页的一次打开：查订单、退款、看每一笔退到哪一步。谁能退由服务端决定。 */
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { ERROR_CATALOGUE } from '../../contract/errors';
import { formatFee } from '../../contract/money';
import type { RefundAnswer } from '../../contract/refunds/services';
import { wayTitle } from '../orders/order-words';
import type { Trouble } from '../pay/trouble';
import { isRefundOpen, refundNext } from '../refunds/refund-view';
import { formatTime } from '../shell/format';
import { useNetwork } from '../shell/network';
import type { PageQuery } from '../shell/pages';
import { lostAttempt } from './refund-attempt';
import { useRefundDesk } from './refund-desk';
import { useStaffGate } from './staff-gate';
import { STAFF } from '../words/staff';

const NOT_REFUNDABLE: Readonly<Record<string, string>> = {
  get REFUND() {
    return STAFF.allRefunded;
  },
  get SUCCESS() {
    return STAFF.allRefunding;
  },
  get REVIEW() {
    return STAFF.inReview;
  },
};

/** 退款有了答复之后说的话。 */
export function afterRefund({ refund }: RefundAnswer): Trouble {
  const fee = formatFee(refund.refund_fee);
  const detail = refundNext(refund, 'staff');
  if (refund.status === 'SUCCESS') return { tone: 'info', text: STAFF.doneFee(fee) };
  if (refund.status === 'FAILED') return { tone: 'danger', text: STAFF.failedFee(fee), detail };
  return { tone: 'info', text: STAFF.sentFee(fee), detail };
}

export function createRefundPage(query: PageQuery) {
  const number = ref(query['out_trade_no'] ?? '');
  const problem = ref('');
  const done = shallowRef<Trouble>();
  const gate = useStaffGate(STAFF);
  const desk = useRefundDesk();
  const { found, failure, loading } = desk;
  const { offline } = useNetwork(() => void desk.refresh());
  onScopeDispose(desk.stop);

  const order = computed(() => found.value?.order);
  const unanswered = computed(() => found.value !== undefined && lostAttempt(found.value.order.out_trade_no) !== undefined);
  const rows = computed(() => {
    const view = order.value;
    if (!view || !found.value) return [];
    const refunding = found.value.refunds.filter(isRefundOpen).reduce((sum, { refund_fee }) => sum + refund_fee, 0);
    return [
      { name: STAFF.refundable, value: `¥${formatFee(found.value.refundable_fee)}` },
      { name: STAFF.refunded, value: `¥${formatFee(view.refund_fee)}` },
      ...(refunding > 0 ? [{ name: STAFF.refunding, value: `¥${formatFee(refunding)}` }] : []),
      { name: STAFF.way, value: wayTitle(view) },
      { name: view.pay_date === undefined ? STAFF.created : STAFF.paidAt, value: formatTime(view.pay_date ?? view.create_date) },
      { name: STAFF.number, value: view.out_trade_no },
      ...(view.transaction_id ? [{ name: STAFF.platformNumber, value: view.transaction_id }] : []),
    ];
  });
  const reasonNotRefundable = computed(() => NOT_REFUNDABLE[order.value?.status ?? ''] ?? STAFF.noPayment);
  // 查订单时才发现没有权限或没有登录：整页换成说明
  watch(failure, (next) => {
    if (next) gate.refuse(next);
  });

  async function search(): Promise<void> {
    if (offline.value) return;
    number.value = number.value.trim();
    done.value = undefined;
    problem.value = number.value === '' ? STAFF.numberEmpty : '';
    if (problem.value !== '') return;
    await desk.find(number.value);
    if (failure.value?.code === ERROR_CATALOGUE.PARAM.code) problem.value = STAFF.numberWrong;
  }

  if (number.value !== '') void search();
  return {
    number,
    problem,
    denied: gate.denied,
    deniedTitle: gate.title,
    deniedText: gate.text,
    deniedActions: gate.actions,
    refuse: gate.refuse,
    done,
    found,
    failure,
    /** 服务端说没有这张单；没有连上、出了错的不是 */
    isMissing: computed(() => failure.value?.code === ERROR_CATALOGUE.ORDER_NOT_FOUND.code),
    loading,
    offline,
    order,
    unanswered,
    rows,
    reasonNotRefundable,
    search,
    write(text: string): void {
      number.value = text;
      problem.value = '';
    },
    refunded(answer: RefundAnswer): void {
      done.value = afterRefund(answer);
      desk.take(answer);
    },
    refresh: desk.refresh,
    resume(): void {
      desk.resume();
      // 从登录页回来
      const wasOut = gate.denied.value !== undefined;
      if (wasOut && gate.tryAgain() && number.value !== '') void search();
    },
    pause: desk.pause,
  };
}
