/** `uniCloud.database()`。 */
import { CollectionReference } from './collection';
import { createCommand } from './command';
import { type Engine } from './engine';
import type { OperationPort } from './operation';
import type { Scope } from './scope';
import type { EngineTransaction } from './transaction';
import type { Document } from './values';

export { Engine, type Written } from './engine';
export type { DatabaseFault, DatabaseLatency, DatabaseOperation } from './operation';
export { createOperationPort } from './operation';
export type { Document } from './values';

/** 事务：只有单条操作可用（docs/protocols/unicloud.md §2.5）；没有 runTransaction。 */
export class DatabaseTransaction {
  private readonly port: OperationPort;
  constructor(
    private readonly scope: Scope,
    private readonly transaction: EngineTransaction,
  ) {
    this.port = scope.port;
  }
  collection(name: string): CollectionReference {
    return new CollectionReference({ ...this.scope, transaction: this.transaction }, name);
  }
  commit(): Promise<object> {
    return this.port.run({ kind: 'commit', collection: '', write: true, transaction: true }, async () => {
      this.transaction.commit();
      return {};
    });
  }
  rollback(): Promise<object> {
    return this.port.run({ kind: 'rollback', collection: '', write: false, transaction: true }, async () => {
      this.transaction.rollback();
      return {};
    });
  }
}

class Point {
  readonly type = 'Point';
  readonly coordinates: readonly [number, number];
  constructor(longitude: number, latitude: number) {
    this.coordinates = [longitude, latitude];
  }
}

/** 官方驱动的 `IndexDescriptionInfo` 里我们给得出的那几项。 */
export interface ListedIndex {
  readonly name: string;
  readonly key: Readonly<Record<string, 1>>;
  readonly unique?: true;
  readonly sparse?: true;
}

/** `uniCloud.databaseForNative()` 得到的 Db 里本地有的那一点：列出一个集合真有的索引。 */
export class NativeDatabase {
  constructor(private readonly engine: Engine) {}
  collection(name: string): { indexes(): Promise<ListedIndex[]> } {
    return {
      indexes: async () => {
        const own = this.engine.indexesOf(name).map(({ name: index, paths, unique, sparse }) => ({
          name: index,
          key: Object.fromEntries(paths.map((path) => [path, 1 as const])),
          ...(unique ? { unique: true as const } : {}),
          ...(sparse ? { sparse: true as const } : {}),
        }));
        return this.engine.hasCollection(name) ? [{ name: '_id_', key: { _id: 1 }, unique: true }, ...own] : [];
      },
    };
  }
}

/** 每个云函数实例一个；没有 createCollection、runTransaction、RegExp、serverDate，与阿里云相同。 */
export class LocalDatabase {
  readonly command = createCommand();
  readonly Geo = { Point };
  private readonly scope: Scope;
  private readonly open = new Set<EngineTransaction>();
  /** @param DateClass 结果里的日期用的类；缺省为宿主的 Date */
  constructor(engine: Engine, port: OperationPort, DateClass: DateConstructor = Date) {
    this.scope = { engine, port, Date: DateClass };
  }
  collection(name: string): CollectionReference {
    return new CollectionReference(this.scope, name);
  }
  startTransaction(): Promise<DatabaseTransaction> {
    const { engine, port } = this.scope;
    return port.run({ kind: 'startTransaction', collection: '', write: false, transaction: true }, async () => {
      const transaction = engine.begin();
      for (const other of this.open) if (!other.isOpen) this.open.delete(other);
      this.open.add(transaction);
      return new DatabaseTransaction(this.scope, transaction);
    });
  }

  native(): NativeDatabase {
    return new NativeDatabase(this.scope.engine);
  }

  /** 实例没了：它没提交的事务作废。云端要等到 10 秒期限，这里立刻，测试不必真的等。 */
  abandon(): void {
    for (const transaction of this.open) if (transaction.isOpen) transaction.rollback();
    this.open.clear();
  }
}

/** 测试与工具用：直接看全部文档，不经过故障端口。 */
export function inspect(engine: Engine, collection: string): Document[] {
  return engine.all(collection);
}
