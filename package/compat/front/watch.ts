/** 扫码时盯着一张单：照开发者说的间隔问服务端，页面藏起来就停，回来先问一次。 */
import { startPolling, type Timers } from '../../../common/client/pay/polling';
import type { Answer } from './action';
import type { Verdict } from './verdict';

/** 一直照原来的间隔问多久，毫秒；扫码的人早该有结论了，之后放慢，免得一张没人付的码把额度问光 */
const EAGER_MS = 5 * 60_000;
const LONGEST_MS = 60_000;
/** 太短的间隔只会被限频，毫秒 */
const SHORTEST_MS = 500;

/** 第 n 次（0 起）等多久，毫秒。 */
export function watchDelay(intervalMs: number, attempt: number): number {
  const steady = Math.max(SHORTEST_MS, intervalMs);
  const over = attempt - Math.floor(EAGER_MS / steady);
  return over <= 0 ? steady : Math.round(Math.min(LONGEST_MS, steady * 1.25 ** over));
}

export interface Watch {
  readonly out_trade_no: string;
  /** 页面在不在前面 */
  show(visible: boolean): void;
  stop(): void;
}

export interface WatchOptions {
  readonly out_trade_no: string;
  readonly intervalMs: number;
  query(out_trade_no: string): Promise<Verdict>;
  onPaid(answer: Answer): void;
  readonly timers?: Timers;
}

export function watchPayment({ out_trade_no, intervalMs, query, onPaid, timers }: WatchOptions): Watch {
  let over = false;
  const polling = startPolling<Verdict>({
    ask: () => query(out_trade_no),
    onAnswer({ paid, answer }) {
      if (paid && !over) onPaid(answer);
      return paid;
    },
    delay: (attempt) => watchDelay(intervalMs, attempt),
    ...(timers ? { timers } : {}),
  });
  return {
    out_trade_no,
    show: (visible) => (visible ? polling.resume() : polling.pause()),
    stop() {
      over = true;
      polling.stop();
    },
  };
}
