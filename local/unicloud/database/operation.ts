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

export function createOperationPort(fault: DatabaseFault | undefined, note: (operation: DatabaseOperation, ms: number, failed: boolean) => void): OperationPort {
  return {
    async run(operation, work) {
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
    },
  };
}
