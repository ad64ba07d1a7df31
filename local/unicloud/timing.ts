/**
 * 「过了多久」由谁说了算：函数里的 setTimeout、函数与事务的时限、请求的时限。缺省是真实的时间；
 * 测试可以换掉，忙的机器上时限就不会凭空到点。
 */
export interface Timers {
  /** 过这么久响一次，毫秒。@returns 不要它响了 */
  after(ms: number, ring: () => void): () => void;
}

export const REAL_TIMERS: Timers = {
  after(ms, ring) {
    const timer = setTimeout(ring, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** 函数里的名字。 */
export interface TimerGlobals {
  readonly setTimeout: unknown;
  readonly clearTimeout: unknown;
}

/** 没有换掉的就是 Node 的那两个。 */
export function timerGlobals(timers: Timers | undefined): TimerGlobals {
  if (!timers) return { setTimeout, clearTimeout };
  const cancels = new WeakMap<object, () => void>();
  return {
    setTimeout(ring: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) {
      const handle = { ref: () => handle, unref: () => handle, hasRef: () => true };
      cancels.set(
        handle,
        timers.after(ms, () => ring(...args)),
      );
      return handle;
    },
    clearTimeout(handle: unknown) {
      if (typeof handle === 'object' && handle !== null) cancels.get(handle)?.();
    },
  };
}
