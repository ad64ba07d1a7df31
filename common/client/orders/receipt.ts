/** 收据的一次打开：只有收到过钱的订单才有；退过的写明退了多少、实付多少。 */
import { computed, onScopeDispose, shallowRef } from 'vue';
import { formatFee } from '../../contract/money';
import type { OrderView } from '../../contract/services';
import type { PageAction } from '../shell/actions';
import { describeFailure, type Failure } from '../shell/errors';
import { formatTime } from '../shell/format';
import { goBack } from '../shell/navigation';
import { useNetwork } from '../shell/network';
import type { PageQuery } from '../shell/pages';
import { callService } from '../shell/services';
import { wayTitle } from './order-words';

const NOT_PAID = { code: 40005, msg: '这笔订单没有收到付款' };

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
      ...(seller.value ? [{ name: '收款方', value: seller.value }] : []),
      { name: '商品', value: view.subject },
      { name: '付款时间', value: formatTime(view.pay_date ?? view.create_date) },
      { name: '支付方式', value: wayTitle(view) },
      { name: '订单号', value: view.out_trade_no },
      ...(view.transaction_id ? [{ name: '支付平台单号', value: view.transaction_id }] : []),
      { name: '金额', value: `¥${formatFee(view.total_fee)}` },
      ...(view.refund_fee > 0 ? [{ name: '已退款', value: `-¥${formatFee(view.refund_fee)}` }] : []),
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
      failure.value = thrown === NOT_PAID ? { ...reason, msg: NOT_PAID.msg, action: '付款之后才有收据' } : reason;
    }
  }

  const back: PageAction = { id: 'back', label: '返回', quiet: true, run: goBack };
  void load();
  return {
    order,
    rows,
    failure,
    offline,
    actual: computed(() => formatFee((order.value?.total_fee ?? 0) - (order.value?.refund_fee ?? 0))),
    actions: computed<PageAction[]>(() => [
      // #ifdef H5
      { id: 'print', label: '打印', run: printPage },
      // #endif
      back,
    ]),
    waysOn: computed<PageAction[]>(() => [
      { id: 'retry', label: failure.value?.kind === 'login' ? '去登录' : '重试', online: true, run: load },
      back,
    ]),
    resume(): void {
      if (failure.value?.kind === 'login' && uni.vk.checkToken()) void load();
    },
  };
}
