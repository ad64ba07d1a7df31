/** 订单详情的一次打开：一笔付款从下单到现在的每一步，和还能做的事。 */
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import { formatFee } from '../../contract/money';
import type { QueryPaymentAnswer } from '../../contract/payments/query';
import { checkoutUrl } from '../pay/intent';
import { deadlineFrom, timeLeft, type Deadline } from '../pay/countdown';
import { settlePayment } from '../pay/payment-memory';
import { startPolling, type Polling } from '../pay/polling';
import type { Trouble } from '../pay/trouble';
import type { PageAction } from '../shell/actions';
import { copy } from '../shell/clipboard';
import { useClock } from '../shell/clock';
import { useDialog } from '../shell/dialog';
import { describeFailure, type Failure } from '../shell/errors';
import { formatCountdown, formatTime } from '../shell/format';
import { useNetwork } from '../shell/network';
import { receiptUrl, refundUrl, type PageQuery } from '../shell/pages';
import { recordFailure } from '../shell/report';
import { callService } from '../shell/services';
import { isStaff, lackingFor } from '../shell/signed-in';
import { waysOn } from '../shell/ways-on';
import { isRefundOpen } from '../refunds/refund-view';
import { intentOf, isPending } from './order-actions';
import { statusWord, timelineOf, wayTitle } from './order-words';
import { ORDERS } from '../words/orders';
import { openPage } from '../shell/navigation';

const CANCELLED: Trouble = {
  tone: 'info',
  get text() {
    return ORDERS.cancelled;
  },
};
const ALREADY_PAID: Trouble = {
  tone: 'warning',
  get text() {
    return ORDERS.alreadyPaid;
  },
  get detail() {
    return ORDERS.alreadyPaidNext;
  },
};

const mayRefund = (): boolean => isStaff() && lackingFor('refund') === undefined;

export function createOrderDetail(query: PageQuery) {
  const number = query['out_trade_no'] ?? '';
  const answer = shallowRef<QueryPaymentAnswer>();
  const failure = shallowRef<Failure>();
  const said = shallowRef<Trouble>();
  const loading = ref(false);
  const cancelling = ref(false);
  const staff = ref(mayRefund());
  const deadline = shallowRef<Deadline>();
  const clock = useClock();
  const dialog = useDialog();
  let polling: Polling | undefined;
  let over = false;

  const { offline } = useNetwork(() => void load());
  const order = computed(() => answer.value?.order);
  const refunds = computed(() => answer.value?.refunds ?? []);
  const word = computed(() => order.value && statusWord(order.value));
  const timeline = computed(() => timelineOf(order.value?.history ?? []));
  const left = computed(() => (deadline.value ? timeLeft(deadline.value, clock.now.value) : undefined));
  const pending = computed(() => left.value !== undefined && left.value > 0);
  const leftText = computed(() => (pending.value ? ORDERS.within(formatCountdown(left.value ?? 0)) : ''));
  const intent = computed(() => order.value && intentOf(order.value));
  const rows = computed(() => {
    const view = order.value;
    if (!view) return [];
    return [
      { name: ORDERS.way, value: wayTitle(view) },
      { name: ORDERS.created, value: formatTime(view.create_date) },
      ...(view.pay_date === undefined ? [] : [{ name: ORDERS.paidAt, value: formatTime(view.pay_date) }]),
      { name: ORDERS.number, value: view.out_trade_no },
      ...(view.transaction_id ? [{ name: ORDERS.platformNumber, value: view.transaction_id }] : []),
    ];
  });

  /** @returns 不必再问 */
  function take(next: QueryPaymentAnswer): boolean {
    const { order: view, server_date } = next;
    answer.value = next;
    failure.value = undefined;
    deadline.value = isPending(view, server_date) ? deadlineFrom({ expire_date: view.expire_date, server_date }, Date.now()) : undefined;
    return deadline.value === undefined && !(next.refunds ?? []).some(isRefundOpen);
  }

  const ask = (): Promise<QueryPaymentAnswer> => callService('queryPayment', { out_trade_no: number, with_refunds: true });

  async function load(): Promise<void> {
    staff.value = mayRefund();
    loading.value = true;
    polling?.stop();
    try {
      const next = await ask();
      if (over) return;
      // 还会变的（待付款、退款中）接着问，不用人来刷新
      if (!take(next)) polling = startPolling({ ask, onAnswer: (later) => over || take(later) });
    } catch (thrown) {
      if (!over) failure.value = describeFailure(thrown);
    } finally {
      loading.value = false;
    }
  }

  async function cancel(): Promise<void> {
    const view = order.value;
    if (!view || cancelling.value) return;
    const sure = await dialog.ask({
      title: ORDERS.cancelTitle,
      fee: view.total_fee,
      rows: [{ name: ORDERS.item, value: view.subject }],
      text: ORDERS.cancelText,
      confirm: ORDERS.cancel,
      cancel: ORDERS.keep,
      tone: 'danger',
    });
    if (!sure) return;
    cancelling.value = true;
    said.value = undefined;
    try {
      const { status } = await callService('closePayment', { out_trade_no: number });
      if (status === 'CLOSED') settlePayment(number);
      said.value = status === 'CLOSED' ? CANCELLED : ALREADY_PAID;
    } catch (thrown) {
      const reason = describeFailure(thrown);
      if (reason.kind !== 'login') said.value = { tone: 'warning', text: ORDERS.notCancelled(reason.msg), detail: ORDERS.kept };
      void recordFailure(reason, { stage: 'close', out_trade_no: number });
    } finally {
      cancelling.value = false;
    }
    await load();
  }

  function go(url: string): void {
    openPage(url);
  }

  const actions = computed<PageAction[]>(() => {
    const view = order.value;
    if (!view) return [];
    const wish = intent.value;
    const paid = view.status === 'SUCCESS' || view.status === 'REFUND';
    const all: (PageAction | false | undefined)[] = [
      pending.value && wish && { id: 'continue', label: ORDERS.continue, online: true, run: () => go(checkoutUrl(wish, number)) },
      pending.value && {
        id: 'cancel',
        label: cancelling.value ? ORDERS.cancelling : ORDERS.cancel,
        online: true,
        busy: cancelling.value,
        quiet: true,
        run: cancel,
      },
      !pending.value &&
        wish && { id: 'buy-again', label: ORDERS.buyAgain, online: true, link: true, quiet: true, run: () => go(checkoutUrl(wish)) },
      paid && { id: 'receipt', label: ORDERS.receipt, link: true, quiet: true, run: () => go(receiptUrl(number)) },
      { id: 'copy', label: ORDERS.copyNumber, quiet: true, run: () => copy(number) },
      staff.value &&
        view.status === 'SUCCESS' && { id: 'refund', label: ORDERS.staffRefund, link: true, quiet: true, run: () => go(refundUrl(number)) },
    ];
    return all.filter((one): one is PageAction => typeof one === 'object');
  });

  onScopeDispose(() => {
    over = true;
    polling?.stop();
  });
  void load();

  return {
    number,
    order,
    refunds,
    refundRequest: computed(() => answer.value?.refund_request),
    /** 还能申请退多少，分 */
    refundable: computed(() => {
      const view = order.value;
      return view?.status === 'SUCCESS' ? view.total_fee - view.refund_fee - view.refunding_fee : 0;
    }),
    word,
    rows,
    timeline,
    failure,
    said,
    loading,
    cancelling,
    offline,
    pending,
    leftText,
    intent,
    request: dialog.shown,
    ask: dialog.ask,
    answerDialog: dialog.answer,
    actual: computed(() => formatFee((order.value?.total_fee ?? 0) - (order.value?.refund_fee ?? 0))),
    actions,
    /** 看不到订单时的路 */
    waysOn: computed(() => waysOn(failure.value, load, loading.value)),
    load,
    refresh: load,
    resume(): void {
      clock.start();
      if (failure.value?.kind !== 'login' || uni.vk.checkToken()) void load();
    },
    pause(): void {
      clock.stop();
      polling?.pause();
    },
  };
}
