/** 订单台上一张订单的一次打开：本地的全部记录，与支付平台刚刚的说法；能做的事从这里出去。 */
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import { formatFee } from '../../contract/money';
import type { ShippingState } from '../../contract/payments/shipping';
import type { OrderDetailAnswer } from '../../contract/desk/order-detail';
import { wayTitle } from '../orders/order-words';
import type { Trouble } from '../pay/trouble';
import type { PageAction } from '../shell/actions';
import { copy } from '../shell/clipboard';
import type { Dialog } from '../shell/dialog';
import { describeFailure, type Failure } from '../shell/errors';
import { formatDay, formatTime } from '../shell/format';
import { useNetwork } from '../shell/network';
import { complaintsUrl, eventsUrl, orderDeskUrl, refundUrl, type PageQuery } from '../shell/pages';
import { recordFailure } from '../shell/report';
import { callService } from '../shell/services';
import { waysOn } from '../shell/ways-on';
import { DESK } from '../words/desk';
import { SHIP_FORM } from '../words/shipping';
import { historyRows } from './history';
import { createOrderSharing } from './order-sharing';
import { compare, needsPerson } from './review-words';
import { serverWords } from './said-by-server';
import { mayShip } from './ship-form';
import { useStaffGate } from './staff-gate';
import { storedText, withoutChinese } from './stored-text';
import { lackingText } from './staff-rights';
import { openPage } from '../shell/navigation';

/** 没有录成的只说什么时候再试：原因在下面的日志里。 */
const shippingWord = ({ status, problem, next_date, presale_until, given }: ShippingState): string =>
  status === 'WAIT' && presale_until !== undefined
    ? DESK.shippingPresale(formatDay(presale_until))
    : status === 'WAIT' && problem !== undefined
      ? DESK.shippingTrouble(formatTime(next_date))
      : status === 'WAIT' && given !== undefined
        ? DESK.shippingGiven(formatTime(next_date))
        : DESK[`shipping${status}`];

/** @param dialog 页面的确认框，与里面的复核共用 */
export function createDeskOrder(query: PageQuery, dialog: Dialog) {
  const number = query['out_trade_no'] ?? '';
  const found = shallowRef<OrderDetailAnswer>();
  const askedAt = ref('');
  const failure = shallowRef<Failure>();
  const said = shallowRef<Trouble>();
  const loading = ref(false);
  const cancelling = ref(false);
  /** 手工录发货信息的那一栏打开着 */
  const shipping = ref(false);
  const gate = useStaffGate(DESK);
  let over = false;
  onScopeDispose(() => (over = true));
  const { offline } = useNetwork(() => void load());

  const order = computed(() => found.value?.order);
  const rows = computed(() => {
    const view = order.value;
    if (!view || !found.value) return [];
    const fee = (name: string, value: number): { name: string; value: string }[] =>
      value > 0 ? [{ name, value: `¥${formatFee(value)}` }] : [];
    return [
      ...fee(DESK.refundable, found.value.refundable_fee),
      ...fee(DESK.refunded, view.refund_fee),
      ...fee(DESK.refunding, view.refunding_fee),
      { name: DESK.fulfilment, value: DESK[`fulfil${view.fulfil_status}`] },
      { name: DESK.provider, value: `${wayTitle(view)} · ${view.pay_type}` },
      { name: DESK.orderType, value: view.type },
      { name: DESK.user_id, value: view.user_id },
      { name: DESK.created, value: formatTime(view.create_date) },
      ...(view.pay_date === undefined ? [] : [{ name: DESK.paidAt, value: formatTime(view.pay_date) }]),
      { name: DESK.out_trade_no, value: view.out_trade_no },
      ...(view.transaction_id ? [{ name: DESK.transaction_id, value: view.transaction_id }] : []),
      ...(view.shipping && view.pay_date !== undefined ? [{ name: DESK.shipping, value: shippingWord(view.shipping) }] : []),
      ...(view.late ? [{ name: DESK.note, value: DESK.late }] : []),
      ...(view.surplus_of ? [{ name: DESK.note, value: DESK.surplus(view.surplus_of) }] : []),
    ];
  });
  const comparison = computed(() => (found.value ? compare(found.value) : []));
  const history = computed(() => historyRows(order.value?.history ?? []));
  const journal = computed(() =>
    (found.value?.journal ?? []).map(({ kind, at, type, status, text, request_id, ms }) => ({
      title: [type, kind === 'error' ? DESK.error : status].filter(Boolean).join(' · '),
      bad: kind === 'error' || status === 'ERROR',
      text: text === status ? '' : storedText(text, withoutChinese(text)),
      time: formatTime(at),
      aside: [ms === undefined ? '' : DESK.ms(ms), request_id ? DESK.request(request_id) : ''].filter(Boolean).join(' · '),
    })),
  );

  async function load(): Promise<void> {
    loading.value = true;
    failure.value = undefined;
    try {
      const answer = await callService('orderDetail', { out_trade_no: number });
      if (over) return;
      found.value = answer;
      askedAt.value = formatTime(Date.now());
    } catch (thrown) {
      const reason = describeFailure(thrown);
      if (!over && !gate.refuse(reason)) failure.value = reason;
    } finally {
      loading.value = false;
    }
  }

  const CANCELLED = (): Readonly<Partial<Record<string, string>>> => ({ CLOSED: DESK.cancelledClosed, REFUND: DESK.cancelledRefund });

  async function cancel(): Promise<void> {
    const view = order.value;
    if (!view || cancelling.value) return;
    const sure = await dialog.ask({
      title: DESK.cancelTitle,
      fee: view.total_fee,
      rows: [{ name: DESK.out_trade_no, value: number }],
      text: DESK.cancelText,
      confirm: DESK.cancel,
      cancel: DESK.cancelKeep,
      tone: 'danger',
    });
    if (!sure) return;
    cancelling.value = true;
    said.value = undefined;
    try {
      const { status } = await callService('cancelPayment', { out_trade_no: number });
      said.value = { tone: 'info', text: CANCELLED()[status] ?? DESK.cancelledPaid };
    } catch (thrown) {
      const reason = describeFailure(thrown);
      if (!gate.refuse(reason))
        said.value = {
          tone: 'warning',
          text: DESK.cancelFailed(reason.unknown ? reason.msg : serverWords(reason)),
          detail: DESK.cancelFailedHint,
        };
      void recordFailure(reason, { stage: 'close', out_trade_no: number });
    } finally {
      cancelling.value = false;
    }
    await load();
  }

  const go = (url: string): void => openPage(url);
  const actions = computed<PageAction[]>(() => {
    const view = order.value;
    if (!view || !found.value) return [];
    const all: (PageAction | false)[] = [
      found.value.refundable_fee > 0 &&
        !lackingText('refund') && { id: 'refund', label: DESK.toRefund, link: true, quiet: true, run: () => go(refundUrl(number)) },
      found.value.may_cancel &&
        !lackingText('cancelPayment') && {
          id: 'cancel',
          label: cancelling.value ? DESK.cancelling : DESK.cancel,
          online: true,
          busy: cancelling.value,
          quiet: true,
          run: cancel,
        },
      mayShip(view) &&
        !shipping.value &&
        !lackingText('shipOrder') && { id: 'ship', label: SHIP_FORM.open, quiet: true, run: () => void (shipping.value = true) },
      { id: 'copy', label: DESK.copyNumber, quiet: true, run: () => copy(number) },
      found.value.complaints.length > 0 && {
        id: 'complaints',
        label: DESK.toComplaints(found.value.complaints.some(({ waiting }) => waiting)),
        link: true,
        quiet: true,
        run: () => go(complaintsUrl({ out_trade_no: number })),
      },
      { id: 'events', label: DESK.toEvents, link: true, quiet: true, run: () => go(eventsUrl({ out_trade_no: number })) },
      { id: 'user', label: DESK.userOrders, link: true, quiet: true, run: () => go(orderDeskUrl({ user_id: view.user_id })) },
    ];
    return all.filter((one): one is PageAction => one !== false);
  });

  const sharing = createOrderSharing({
    number,
    dialog,
    provider: computed(() => order.value?.provider),
    sharing: computed(() => found.value?.sharing),
    refuse: gate.refuse,
    load,
  });

  void load();
  return {
    number,
    found,
    askedAt,
    order,
    rows,
    comparison,
    history,
    journal,
    failure,
    said,
    loading,
    offline,
    shipping,
    mayShip: computed(() => order.value !== undefined && mayShip(order.value)),
    actions,
    sharingSaid: sharing.said,
    sharingSummary: sharing.summary,
    sharingLines: sharing.lines,
    sharingActions: sharing.actions,
    sharingOpen: sharing.writing,
    /** 有能退的、能撤的，这个人却不能做 */
    lacking: computed(() => {
      const { refundable_fee = 0, may_cancel = false } = found.value ?? {};
      return refundable_fee > 0 || may_cancel ? lackingText('refund') : undefined;
    }),
    needsPerson: computed(() => order.value !== undefined && needsPerson(order.value)),
    waysOn: computed(() => waysOn(failure.value, load, loading.value)),
    denied: gate.denied,
    deniedTitle: gate.title,
    deniedText: gate.text,
    deniedActions: gate.actions,
    refuse: gate.refuse,
    refresh: load,
    load,
    resume(): void {
      // 从退款页、登录页回来，样子可能变了
      if (gate.tryAgain()) void load();
    },
  };
}
