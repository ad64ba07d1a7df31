/** 退款台的数据：按单号查到的订单与退款；没有结论的退款一直问到有结论。 */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { FindPaymentAnswer } from '../../contract/desk/find-payment';
import type { RefundView } from '../../contract/refunds/refund-view';
import type { RefundAnswer } from '../../contract/refunds/services';
import { describeFailure, type Failure } from '../shell/errors';
import { startPolling, type Polling } from '../pay/polling';
import { reconcileAttempt } from './refund-attempt';
import { isRefundOpen, mergeRefund } from '../refunds/refund-view';
import { callService } from '../shell/services';

type Found = Pick<FindPaymentAnswer, 'order' | 'refunds' | 'refundable_fee'>;

export interface RefundDesk {
  readonly found: ShallowRef<Found | undefined>;
  readonly failure: ShallowRef<Failure | undefined>;
  readonly loading: Ref<boolean>;
  /** 查订单；查不到时 failure 说明原因，先前查到的不留 */
  find(out_trade_no: string): Promise<void>;
  /** 再看一眼同一张订单，屏幕不闪 */
  refresh(): Promise<void>;
  /** 退款有了答复：先显示答复，再看订单 */
  take(answer: RefundAnswer): void;
  pause(): void;
  resume(): void;
  stop(): void;
}

/** 逐笔求证没有结论的退款，再看订单；有一笔问不到不妨碍别的。 */
async function ask({ order, refunds }: Found): Promise<FindPaymentAnswer> {
  for (const { out_refund_no } of refunds.filter(isRefundOpen)) {
    await callService('queryRefund', { out_refund_no }).catch(() => undefined);
  }
  return callService('findPayment', { out_trade_no: order.out_trade_no });
}

export function useRefundDesk(): RefundDesk {
  const found = shallowRef<Found>();
  const failure = shallowRef<Failure>();
  const loading = ref(false);
  let polling: Polling | undefined;
  /** 每查一次换一个代号：先查的那张后到，不能盖住后查的。 */
  let round = 0;

  const stop = (): void => {
    polling?.stop();
    polling = undefined;
  };
  const show = (next: Found): void => {
    found.value = next;
    reconcileAttempt(next.order.out_trade_no, next.refunds);
  };
  const watchOpen = (mine: number): void => {
    stop();
    if (!found.value?.refunds.some(isRefundOpen)) return;
    polling = startPolling({
      ask: () => ask(found.value as Found),
      onAnswer: (answer) => {
        if (mine !== round) return true;
        show(answer);
        return !answer.refunds.some(isRefundOpen);
      },
    });
  };
  const load = async (out_trade_no: string, keep: boolean): Promise<void> => {
    const mine = ++round;
    stop();
    if (!keep) found.value = undefined;
    failure.value = undefined;
    loading.value = true;
    try {
      const answer = await callService('findPayment', { out_trade_no });
      if (mine !== round) return;
      show(answer);
    } catch (thrown) {
      if (mine === round) failure.value = describeFailure(thrown);
    }
    if (mine !== round) return;
    loading.value = false;
    watchOpen(mine);
  };

  return {
    found,
    failure,
    loading,
    find: (out_trade_no) => load(out_trade_no, false),
    async refresh() {
      if (found.value) await load(found.value.order.out_trade_no, true);
    },
    take({ refund, order }) {
      if (!found.value) return;
      const { refunds, refundable_fee } = found.value;
      const isHeld = ({ status }: Pick<RefundView, 'status'>): boolean => status !== 'FAILED';
      const was = refunds.find(({ out_refund_no }) => out_refund_no === refund.out_refund_no);
      // 再看订单要一会儿；还能退多少现在就该对，不等人开始填下一笔了才变
      const taken = (isHeld(refund) ? refund.refund_fee : 0) - (was && isHeld(was) ? was.refund_fee : 0);
      found.value = { order, refunds: mergeRefund(refunds, refund), refundable_fee: Math.max(0, refundable_fee - taken) };
      void load(order.out_trade_no, true);
    },
    pause: () => polling?.pause(),
    resume: () => polling?.resume(),
    stop,
  };
}
