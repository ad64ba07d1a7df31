/** 等人扫码：倒计时与轮询。付没付只听服务端的。在组件或 effectScope 里用。 */
import { onScopeDispose, ref } from 'vue';
import type { CreatePaymentAnswer } from '../../contract/payments/create';
import type { QueryPaymentAnswer } from '../../contract/payments/query';
import { formatClock } from '../shell/format';
import { useNetwork } from '../shell/network';
import { AWAIT_HANDLED, callService } from '../shell/services';
import { deadlineFrom, timeLeft } from './countdown';
import { isPaid } from './pay';
import { startPolling, type Polling } from './polling';
import { PAY } from '../words/pay';

export type ScanState = 'waiting' | 'paid' | 'expired';

export function useScan(onPaid: (answer: QueryPaymentAnswer) => void) {
  const state = ref<ScanState>('waiting');
  /** 问不到服务端 */
  const trouble = ref(false);
  const checking = ref(false);
  /** 「我已付款」问过之后的回答 */
  const checked = ref('');
  let polling: Polling | undefined;
  let expiry: ReturnType<typeof setTimeout> | undefined;
  const { offline } = useNetwork(() => polling?.askNow());

  function stop(): void {
    polling?.stop();
    if (expiry !== undefined) clearTimeout(expiry);
  }

  function reply(text: string): void {
    if (checking.value) checked.value = text;
    checking.value = false;
  }

  function take(answer: QueryPaymentAnswer): boolean {
    trouble.value = false;
    if (isPaid(answer)) {
      checking.value = false;
      state.value = 'paid';
      onPaid(answer);
      return true;
    }
    reply(PAY.notArrived(formatClock(answer.server_date)));
    if (answer.trade_state !== 'CLOSED') return false;
    state.value = 'expired';
    return true;
  }

  function start(answer: CreatePaymentAnswer): void {
    stop();
    state.value = 'waiting';
    trouble.value = false;
    checking.value = false;
    checked.value = '';
    polling = startPolling({
      ask: () => callService('queryPayment', { out_trade_no: answer.out_trade_no, ...AWAIT_HANDLED }),
      onAnswer: take,
      onError: () => {
        trouble.value = true;
        reply(PAY.notReached);
      },
    });
    // 过期后仍继续轮询：最后一刻扫码的人，钱可能正在路上
    expiry = setTimeout(
      () => {
        if (state.value === 'waiting') state.value = 'expired';
      },
      timeLeft(deadlineFrom(answer, Date.now()), Date.now()),
    );
  }

  onScopeDispose(stop);
  return {
    state,
    trouble,
    checking,
    checked,
    offline,
    start,
    check(): void {
      if (checking.value || offline.value) return;
      checking.value = true;
      polling?.askNow();
    },
    pause: (): void => polling?.pause(),
    resume: (): void => polling?.resume(),
  };
}
