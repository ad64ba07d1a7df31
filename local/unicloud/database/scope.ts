/** 一次链式调用所处的环境：哪个引擎、在不在事务里、经过哪个端口。 */
import type { Engine } from './engine';
import { isServerError, transactionError } from './errors';
import { Blocked } from './isolation';
import type { OperationPort } from './operation';
import type { EngineTransaction } from './transaction';
import { withDates } from './values';

export interface Scope {
  readonly engine: Engine;
  readonly transaction?: EngineTransaction;
  readonly port: OperationPort;
  /** 结果里的日期用这个类（函数实例自己的 Date） */
  readonly Date: DateConstructor;
}

interface Call {
  readonly kind: string;
  readonly collection: string;
  readonly write: boolean;
}

/** 执行一次数据库调用。普通写入碰上事务持有的文档就等它结束，再从头来一遍（MongoDB 的行为）。 */
export function perform<T>(scope: Scope, { kind, collection, write }: Call, work: () => T): Promise<T> {
  return scope.port.run({ kind, collection, write, transaction: scope.transaction !== undefined }, async () => {
    for (;;) {
      scope.transaction?.requireOpen();
      try {
        return withDates(write && !scope.transaction ? scope.engine.exclusively(work) : work(), scope.Date);
      } catch (error) {
        if (error instanceof Blocked) {
          await error.released;
          await scope.port.alive();
        } else {
          if (isServerError(error)) scope.transaction?.fail();
          throw error;
        }
      }
    }
  });
}

/** 事务里没有的操作（docs/protocols/unicloud.md §2.5）。 */
export function refuseInTransaction(scope: Scope, what: string): void {
  if (scope.transaction) throw transactionError(`事务里不支持${what}`);
}
