/**
 * 实例通向外面的口子（数据库、HTTP）：每一次调用都从这里过，测试在这里让它变慢、出错，或让实例死在这里。
 * 次序：latency before → fault before → 调用 → fault after → latency after。
 */

/** before：还没有发生；after：已经发生（无论成败），应答还没有回到函数手里。 */
export type Phase = 'before' | 'after';

/** 等待：返回的 Promise 完成才继续。两个阶段收到的是同一个 call 对象。 */
export type Latency<Call> = (call: Call, phase: Phase) => void | Promise<void>;

/**
 * 故障：before 抛错 = 没有发生；after 抛错 = 已经发生，但应答丢了。
 * 答 `'kill'` = 实例死在这一刻：它没做完的事不会再做，下一次调用由新的实例来。
 */
export type Fault<Call> = (call: Call, phase: Phase) => void | 'kill' | Promise<void | 'kill'>;

export interface PortHooks<Call> {
  readonly latency?: Latency<Call> | undefined;
  readonly fault?: Fault<Call> | undefined;
}

/** 发起调用的函数实例。 */
export interface PortOwner {
  /** 活着才执行、才交付结果（返回之后冻结，被杀之后永远停住） */
  guard<T>(what: string, work: () => Promise<T>): Promise<T>;
  /** 死了就永远不完成 */
  alive(): Promise<void>;
  kill(): void;
}

/** 不属于任何函数实例的调用（测试与工具直接访问数据库）。 */
export const UNOWNED: PortOwner = { guard: (_what, work) => work(), alive: async () => undefined, kill: () => undefined };

export async function throughPort<Call, T>(
  { latency, fault }: PortHooks<Call>,
  owner: PortOwner,
  call: Call,
  work: () => Promise<T>,
): Promise<T> {
  const strike = async (phase: Phase): Promise<void> => {
    if ((await fault?.(call, phase)) === 'kill') owner.kill();
    await owner.alive();
  };
  await latency?.(call, 'before');
  await strike('before');
  try {
    return await work();
  } finally {
    await strike('after');
    await latency?.(call, 'after');
  }
}
