/** 一个进行中的事务：写入先放在自己的草稿里，提交时在一个 SQLite 事务里一次落盘。 */
import { Query } from 'mingo';
import { compileWhere } from './conditions';
import type { Change, Engine } from './engine';
import { isDuplicateKey, transactionError, writeConflict } from './errors';
import { documentKey, type DocumentLocks } from './locks';
import { cloneDocument, type Document } from './values';

/** 事务最长 10 秒（docs/protocols/unicloud.md §2.5）。 */
const LIMIT_MS = 10_000;

export class EngineTransaction {
  private readonly draft = new Map<string, Change>();
  private state: 'open' | 'committed' | 'aborted' | 'expired' = 'open';
  private readonly startedAt: number;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly engine: Engine,
    private readonly locks: DocumentLocks,
  ) {
    this.startedAt = locks.open(this);
    this.timer = setTimeout(() => this.end('expired'), LIMIT_MS);
    this.timer.unref();
  }

  requireOpen(): void {
    if (this.state === 'expired') throw transactionError('事务超过 10 秒，已自动回滚');
    if (this.state !== 'open') throw transactionError('事务已经结束');
  }

  get(collection: string, id: string): Document | undefined {
    const own = this.draft.get(documentKey(collection, id));
    if (own) return own.next ? cloneDocument(own.next) : undefined;
    return this.engine.get(collection, id);
  }

  /** 已提交的 + 自己的草稿。 */
  find(collection: string, where: unknown): Document[] {
    const matcher = new Query(compileWhere(where));
    const committed = this.engine.find(collection, where).filter((row) => !this.draft.has(documentKey(collection, String(row['_id']))));
    const own = [...this.draft.values()].flatMap(({ collection: name, next }) =>
      name === collection && next ? [cloneDocument(next)] : [],
    );
    return [...committed, ...own.filter((row) => matcher.test(row))];
  }

  /** 写入草稿；写冲突与重复的键当场报错，与 MongoDB 相同。 */
  put(changes: readonly Change[]): void {
    for (const change of changes) {
      const { collection, id, insert } = change;
      if (!this.engine.hasCollection(collection)) throw transactionError(`事务里不能使用不存在的集合 ${collection}`);
      const key = documentKey(collection, id);
      this.locks.acquire(this, this.startedAt, key);
      const before = this.draft.get(key);
      // 本事务里删掉又新增的，落盘时就是一次替换。
      const next =
        before && insert && before.next === null && !before.insert
          ? { ...change, insert: false }
          : { ...change, insert: before?.insert ?? insert };
      if (insert && before && before.next !== null) this.engine.rehearse([before, change]);
      this.engine.rehearse([...this.draft.values()].filter((item) => item !== before).concat(next));
      this.draft.set(key, next);
    }
  }

  /** @throws DatabaseError 写冲突：唯一键在此期间被别人占了 */
  commit(): void {
    this.requireOpen();
    try {
      this.engine.apply([...this.draft.values()]);
    } catch (error) {
      this.end('aborted');
      throw isDuplicateKey(error) ? writeConflict() : error;
    }
    this.end('committed');
  }

  rollback(): void {
    this.requireOpen();
    this.end('aborted');
  }

  private end(state: 'committed' | 'aborted' | 'expired'): void {
    if (this.state !== 'open') return;
    this.state = state;
    clearTimeout(this.timer);
    this.locks.close(this);
  }
}
