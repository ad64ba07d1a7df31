/** 收据的一次打开：只有收到过钱的订单才有；退过的写明退了多少、实付多少。 */
import { computed, onScopeDispose, shallowRef } from 'vue';
import { formatFee } from '../../contract/money';
import type { OrderView } from '../../contract/payments/order-view';
import type { PageAction } from '../shell/actions';
import { describeFailure, type Failure } from '../shell/errors';
import { formatTime } from '../shell/format';
import { goBack } from '../shell/navigation';
import { useNetwork } from '../shell/network';
import type { PageQuery } from '../shell/pages';
import { callService } from '../shell/services';
import { waysOn } from '../shell/ways-on';
import { wayTitle } from './order-words';
import { SHELL } from '../words/shell';
import { ORDERS } from '../words/orders';

/** 只用来认出是这一种 */
const NOT_PAID = { code: 40005 };

function printPage(): void {
  // #ifdef H5
  window.print();
  // #endif
}

export function createReceipt(query: PageQuery) {
  const number = query['out_trade_no'] ?? '';
  const order = shallowRef<OrderView>();
  const seller = shallowRef('');
  const failure = shallowRef<Failure>();
  let over = false;
  onScopeDispose(() => (over = true));
  const { offline } = useNetwork(() => failure.value && void load());

  const rows = computed(() => {
    const view = order.value;
    if (!view) return [];
    return [
      ...(seller.value ? [{ name: ORDERS.seller, value: seller.value }] : []),
      { name: ORDERS.item, value: view.subject },
      { name: ORDERS.paidAt, value: formatTime(view.pay_date ?? view.create_date) },
      { name: ORDERS.way, value: wayTitle(view) },
      { name: ORDERS.number, value: view.out_trade_no },
      ...(view.transaction_id ? [{ name: ORDERS.platformNumber, value: view.transaction_id }] : []),
      { name: ORDERS.amount, value: `¥${formatFee(view.total_fee)}` },
      ...(view.refund_fee > 0 ? [{ name: ORDERS.refunded, value: `-¥${formatFee(view.refund_fee)}` }] : []),
    ];
  });

  async function load(): Promise<void> {
    failure.value = undefined;
    try {
      const [answer, options] = await Promise.all([
        callService('queryPayment', { out_trade_no: number }),
        // 收款方的名字只是锦上添花，问不到不妨碍收据
        callService('options', {}).catch(() => undefined),
      ]);
      if (over) return;
      if (answer.order.status !== 'SUCCESS' && answer.order.status !== 'REFUND') throw NOT_PAID;
      seller.value = options?.seller ?? '';
      order.value = answer.order;
    } catch (thrown) {
      if (over) return;
      const reason = describeFailure(thrown);
      failure.value = thrown === NOT_PAID ? { ...reason, msg: ORDERS.notPaid, action: ORDERS.notPaidNext } : reason;
    }
  }

  const back: PageAction = { id: 'back', label: SHELL.back, quiet: true, run: goBack };
  void load();
  return {
    order,
    rows,
    failure,
    offline,
    actual: computed(() => formatFee((order.value?.total_fee ?? 0) - (order.value?.refund_fee ?? 0))),
    actions: computed<PageAction[]>(() => [
      // #ifdef H5
      { id: 'print', label: ORDERS.print, run: printPage },
      // #endif
      back,
    ]),
    waysOn: computed(() => waysOn(failure.value, load)),
    resume(): void {
      if (failure.value?.kind === 'login' && uni.vk.checkToken()) void load();
    },
  };
}
