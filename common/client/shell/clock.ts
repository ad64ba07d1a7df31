/** 每秒走一格的钟，给倒计时用；看不见时停，看见了先对一次。 */
import { onScopeDispose, ref, type Ref } from 'vue';

export interface Clock {
  /** 本机毫秒 */
  readonly now: Ref<number>;
  start(): void;
  stop(): void;
}

export function useClock(): Clock {
  const now = ref(Date.now());
  let tick: ReturnType<typeof setInterval> | undefined;
  const stop = (): void => {
    if (tick !== undefined) clearInterval(tick);
    tick = undefined;
  };
  const start = (): void => {
    stop();
    now.value = Date.now();
    tick = setInterval(() => (now.value = Date.now()), 1000);
  };
  start();
  onScopeDispose(stop);
  return { now, start, stop };
}
