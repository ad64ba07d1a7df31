/** 付款结果的一次打开：一直问服务端，问到有结论为止。客户端的线索只影响等待时的措辞。 */
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import type { QueryPaymentAnswer } from '../../contract/payments/query';
import { checkoutUrl } from '../pay/intent';
import { recallPayment, settlePayment } from '../pay/payment-memory';
import { isPaid } from '../pay/pay';
import { startPolling, type Polling } from '../pay/polling';
import type { PageAction } from '../shell/actions';
import { describeFailure, type Failure } from '../shell/errors';
import { markEntry } from '../shell/history-mark';
import { goHome, turnPage } from '../shell/navigation';
import { useNetwork } from '../shell/network';
import { orderUrl, type PageQuery, type ResultHint } from '../shell/pages';
import { recordFailure } from '../shell/report';
import { AWAIT_HANDLED, callService } from '../shell/services';
import { intentOf } from './order-actions';
import { presentResult } from './result-view';
import { SHELL } from '../words/shell';
import { ORDERS } from '../words/orders';

const HINTS: readonly string[] = ['paid', 'cancel', 'return', 'unclear'] satisfies readonly ResultHint[];

export function createResult(query: PageQuery) {
  const number = query['out_trade_no'] ?? '';
  const hint = HINTS.includes(query['hint'] ?? '') ? (query['hint'] as ResultHint) : undefined;
  const answer = shallowRef<QueryPaymentAnswer>();
  const failure = shallowRef<Failure>();
  const asked = ref(0);
  const refreshing = ref(false);
  let polling: Polling | undefined;
  let over = false;
  // 这一条历史是从收银台换过来的，记号留在收银台那一条才有意义
  markEntry(undefined);

  const { offline } = useNetwork(() => polling?.askNow());
  const order = computed(() => answer.value?.order);
  const shown = computed(() => presentResult({ answer: answer.value, failure: failure.value, hint, asked: asked.value }));

  const actions = computed<PageAction[]>(() => {
    const state = shown.value?.state;
    const home: PageAction = { id: 'home', label: SHELL.home, run: goHome };
    const detail: PageAction = { id: 'detail', label: ORDERS.seeOrder, online: true, run: () => turnPage(orderUrl(number)) };
    const again: PageAction = { id: 'again', label: state === 'closed' ? ORDERS.orderAgain : ORDERS.payAgain, online: true, run: payAgain };
    const refresh: PageAction = {
      id: 'refresh',
      label: refreshing.value ? ORDERS.checking : ORDERS.refreshResult,
      online: true,
      run: refreshNow,
    };
    switch (state) {
      case 'waiting':
        return [refresh, detail, home];
      case 'unpaid':
        return [again, refresh, home];
      case 'closed':
        return [again, home];
      case 'login':
        return [{ id: 'login', label: SHELL.signIn, run: refreshNow }, home];
      case 'failed':
        return [refresh, home];
      default:
        return [{ id: 'done', label: ORDERS.done, run: goHome }, detail];
    }
  });

  function ask(): Promise<QueryPaymentAnswer> {
    return callService('queryPayment', { out_trade_no: number, ...AWAIT_HANDLED, with_refunds: true });
  }

  /** @returns 已有结论，不必再问 */
  function take(next: QueryPaymentAnswer): boolean {
    asked.value += 1;
    refreshing.value = false;
    failure.value = undefined;
    answer.value = next;
    const final = next.trade_state !== 'NOTPAY' && next.trade_state !== 'PROCESSING';
    if (final) settlePayment(number, isPaid(next) ? Date.now() : undefined);
    // 付了钱而业务还没处理完：接着问，直到看到「已完成」
    return final && !(next.trade_state === 'SUCCESS' && next.order.fulfil_status === 'PENDING');
  }

  function stumble(thrown: unknown): void {
    asked.value += 1;
    refreshing.value = false;
    const next = describeFailure(thrown);
    // 已经看到过订单：断网只是暂时问不到，不能把屏幕换成失败
    if (answer.value && next.unknown) return;
    failure.value = next;
    if (next.unknown) return;
    polling?.stop();
    void recordFailure(next, { stage: 'result', out_trade_no: number });
  }

  function watchResult(): void {
    polling?.stop();
    polling = startPolling({ ask, onAnswer: (next) => over || take(next), onError: (thrown) => void (over || stumble(thrown)) });
    polling.askNow();
  }

  function refreshNow(): void {
    refreshing.value = true;
    watchResult();
  }

  function payAgain(): void {
    const known = recallPayment(number);
    const intent = known?.intent ?? (order.value && intentOf(order.value));
    if (!intent) return goHome();
    const open = known ? known.open : shown.value?.state === 'unpaid';
    turnPage(checkoutUrl(intent, open ? number : undefined));
  }

  onScopeDispose(() => {
    over = true;
    polling?.stop();
  });
  watchResult();

  return {
    number,
    answer,
    order,
    shown,
    actions,
    offline,
    resume(): void {
      // 从登录页回来：之前因为没登录停下了
      if (failure.value?.kind === 'login' && uni.vk.checkToken()) {
        failure.value = undefined;
        watchResult();
      }
      polling?.resume();
    },
    pause: () => polling?.pause(),
    refresh: refreshNow,
  };
}
