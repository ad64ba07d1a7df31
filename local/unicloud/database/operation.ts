/** 每一次数据库调用都经过这里：计时、记入时间线、注入故障。 */

export interface DatabaseOperation {
  readonly kind: string;
  readonly collection: string;
  readonly write: boolean;
  readonly transaction: boolean;
}

/**
 * 故障端口：`before` 抛错 = 这次调用没有发生；`after` 抛错 = 已经发生，但应答丢了。
 */
export type DatabaseFault = (operation: DatabaseOperation, phase: 'before' | 'after') => void | Promise<void>;

export interface OperationPort {
  run<T>(operation: DatabaseOperation, work: () => Promise<T>): Promise<T>;
}

/** 发起者活着才执行、才交付结果（函数实例返回或被杀之后就不是了）。 */
interface Guard {
  guard<T>(what: string, work: () => Promise<T>): Promise<T>;
}
const UNGUARDED: Guard = { guard: (_what, work) => work() };

export function createOperationPort(
  fault: DatabaseFault | undefined,
  note: (operation: DatabaseOperation, ms: number, failed: boolean) => void,
  owner: Guard = UNGUARDED,
): OperationPort {
  return {
    run: (operation, work) =>
      owner.guard(`访问数据库（${operation.kind} ${operation.collection}）`, async () => {
        const startedAt = performance.now();
        let failed = true;
        try {
          // 真实的数据库在网络另一端：让出一轮事件循环，并发的请求才会真正交错。
          await new Promise<void>((resolve) => setImmediate(resolve));
          await fault?.(operation, 'before');
          const result = await work();
          await fault?.(operation, 'after');
          failed = false;
          return result;
        } finally {
          note(operation, performance.now() - startedAt, failed);
        }
      }),
  };
}
