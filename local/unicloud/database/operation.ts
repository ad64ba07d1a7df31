/** 每一次数据库调用都经过这里：计时、记入时间线、注入等待与故障。 */
import { throughPort, UNOWNED, type Fault, type Latency, type PortHooks, type PortOwner } from '../port';

export interface DatabaseOperation {
  readonly kind: string;
  readonly collection: string;
  readonly write: boolean;
  readonly transaction: boolean;
}

export type DatabaseLatency = Latency<DatabaseOperation>;
export type DatabaseFault = Fault<DatabaseOperation>;

export interface OperationPort {
  run<T>(operation: DatabaseOperation, work: () => Promise<T>): Promise<T>;
  /** 发起的实例死了就永远不完成 */
  alive(): Promise<void>;
}

export function createOperationPort(
  hooks: PortHooks<DatabaseOperation> = {},
  note: (operation: DatabaseOperation, ms: number, failed: boolean) => void = () => undefined,
  owner: PortOwner = UNOWNED,
): OperationPort {
  return {
    alive: () => owner.alive(),
    run: (operation, work) =>
      owner.guard(`访问数据库（${operation.kind} ${operation.collection}）`, async () => {
        const startedAt = performance.now();
        let failed = true;
        try {
          // 真实的数据库在网络另一端：让出一轮事件循环，并发的请求才会真正交错。
          await new Promise<void>((resolve) => setImmediate(resolve));
          const result = await throughPort(hooks, owner, operation, work);
          failed = false;
          return result;
        } finally {
          note(operation, performance.now() - startedAt, failed);
        }
      }),
  };
}
