/**
 * 轮询：1.5 秒起，逐次放慢到 60 秒；页面隐藏时停，回来时立刻问一次并重新从 1.5 秒数起
 * （用户往往就是付完钱回来的）；断网后重新问到了，也从头数起。时钟与定时器由外面给，测试里不真等。
 */

export const FIRST_DELAY_MS = 1500;
export const LONGEST_DELAY_MS = 60_000;
const GROWTH = 1.25;

export interface Timers {
  set(run: () => void, ms: number): unknown;
  clear(handle: unknown): void;
}

const realTimers: Timers = {
  set: (run, ms) => setTimeout(run, ms),
  clear: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
};

export interface PollingOptions<Answer> {
  ask(): Promise<Answer>;
  /** 返回 true 就不再问 */
  onAnswer(answer: Answer): boolean;
  /** 问不到（断网等）不算结论，照常放慢再问 */
  onError?(error: unknown): void;
  /** 第 n 次（0 起）等多久，毫秒；缺省逐次放慢 */
  delay?(attempt: number): number;
  readonly timers?: Timers;
}

export interface Polling {
  /** 页面隐藏 */
  pause(): void;
  /** 页面回来；已经有结论时什么也不做 */
  resume(): void;
  /** 立刻问一次（用户点了刷新），然后从头数起 */
  askNow(): void;
  /** 永久停止 */
  stop(): void;
}

/** 第 n 次（0 起）等多久，毫秒。 */
export function delayBefore(attempt: number): number {
  return Math.min(LONGEST_DELAY_MS, Math.round(FIRST_DELAY_MS * GROWTH ** attempt));
}

export function startPolling<Answer>({
  ask,
  onAnswer,
  onError,
  delay = delayBefore,
  timers = realTimers,
}: PollingOptions<Answer>): Polling {
  let state: 'running' | 'paused' | 'stopped' = 'running';
  let attempt = 0;
  let failing = false;
  let handle: unknown;
  // 每次重新排队换一个代号，过时的答复照收，但不再触发下一次
  let round = 0;

  const cancel = (): void => {
    if (handle !== undefined) timers.clear(handle);
    handle = undefined;
  };
  const schedule = (): void => {
    cancel();
    handle = timers.set(() => void run(), delay(attempt));
    attempt += 1;
  };
  const run = async (): Promise<void> => {
    handle = undefined;
    const mine = ++round;
    try {
      const answer = await ask();
      if (state === 'stopped') return;
      // 断过又连上了：刚刚那段放慢不算数
      if (failing) attempt = 0;
      failing = false;
      if (onAnswer(answer)) state = 'stopped';
    } catch (error) {
      failing = true;
      if (state !== 'stopped') onError?.(error);
    }
    if (state === 'running' && mine === round) schedule();
    else if (state === 'stopped') cancel();
  };
  const restart = (): void => {
    attempt = 0;
    cancel();
    void run();
  };

  schedule();
  return {
    pause() {
      if (state === 'stopped') return;
      // 断过又连上了：刚刚那段放慢不算数
      if (failing) attempt = 0;
      failing = false;
      state = 'paused';
      cancel();
    },
    resume() {
      if (state !== 'paused') return;
      state = 'running';
      restart();
    },
    askNow() {
      if (state === 'running') restart();
    },
    stop() {
      state = 'stopped';
      cancel();
    },
  };
}
