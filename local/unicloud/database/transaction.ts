/**
 * 一个进行中的事务：读的是开始那一刻的快照加上自己的草稿；写入先放进草稿，提交时在一个 SQLite 事务里一次落盘。
 * 写失败（写冲突、唯一键重复、类型不合）整个事务当场作废，与 MongoDB 相同：之后只能 rollback 再重来。
 * 这个进程的写由 isolation.ts 留底，快照读得到从前的样子；别的进程的写没有底，所以读到过的一变就是写冲突：
 * 比 MongoDB 严（只读的也算），从不比它宽。
 */
import { Query } from 'mingo';
import type { Change, DraftTarget, Seen } from './change';
import { compileWhere } from './conditions';
import { noCollection, noSuchTransaction, transactionError, writeConflict } from './errors';
import { documentKey, type Isolation } from './isolation';
import { cloneDocument, encode, type Document } from './values';
import type { Timers } from '../timing';

/** 事务最长 10 秒（docs/protocols/unicloud.md §2.5）。 */
const LIMIT_MS = 10_000;
/** failed：某次写失败而作废，还没有 rollback */
type State = 'open' | 'committed' | 'aborted' | 'failed' | 'expired';

export class EngineTransaction {
  private readonly draft = new Map<string, Change>();
  private readonly seen = new Map<string, Seen>();
  private state: State = 'open';
  private readonly snapshot: number;
  private readonly cancelLimit: () => void;

  constructor(
    private readonly engine: DraftTarget,
    private readonly isolation: Isolation,
    timers: Timers,
  ) {
    this.snapshot = isolation.open(this);
    this.cancelLimit = timers.after(LIMIT_MS, () => this.end('expired'));
  }

  get isOpen(): boolean {
    return this.state === 'open';
  }

  requireOpen(): void {
    if (this.state === 'failed') throw noSuchTransaction();
    if (this.state === 'expired') throw transactionError('事务超过 10 秒，已自动回滚');
    if (this.state !== 'open') throw transactionError('事务已经结束');
  }

  get(collection: string, id: string): Document | undefined {
    const own = this.draft.get(documentKey(collection, id));
    if (own) return own.next ? cloneDocument(own.next) : undefined;
    const found = this.inSnapshot(collection, id);
    this.saw(collection, id, found);
    return found;
  }

  private inSnapshot(collection: string, id: string): Document | undefined {
    const known = this.isolation.before(collection, id, this.snapshot);
    if (known === undefined) return this.engine.get(collection, id);
    return known ? cloneDocument(known) : undefined;
  }

  /** @throws DatabaseError 与上次读到的不同：别的进程改过 */
  private saw(collection: string, id: string, document: Document | undefined): void {
    const key = documentKey(collection, id);
    const face = document ? encode(document) : '';
    const before = this.seen.get(key);
    if (before && before.face !== face) throw writeConflict();
    if (!before) this.seen.set(key, { collection, id, face });
  }

  /** 快照 + 自己的草稿。 */
  find(collection: string, where: unknown): Document[] {
    const elsewhere = this.isolation.changedSince(collection, this.snapshot);
    for (const { collection: name, id, next } of this.draft.values()) if (name === collection) elsewhere.set(id, next);
    const unchanged = this.engine.find(collection, where).filter((row) => !elsewhere.has(String(row['_id'])));
    for (const row of unchanged) this.saw(collection, String(row['_id']), row);
    if (elsewhere.size === 0) return unchanged;
    const matcher = new Query(compileWhere(where));
    const rest = [...elsewhere.values()].flatMap((row) => (row && matcher.test(row) ? [cloneDocument(row)] : []));
    return [...unchanged, ...rest];
  }

  /** 写入草稿。@throws DatabaseError 写冲突、唯一键重复 */
  put(changes: readonly Change[]): void {
    for (const change of changes) this.putOne(change);
  }

  /** 数据库拒绝了某一步：整个事务作废。SDK 自己的参数检查不到数据库，不算。 */
  fail(): void {
    this.end('failed');
  }

  private putOne(change: Change): void {
    const { collection, id, insert } = change;
    if (!this.engine.hasCollection(collection)) throw noCollection(collection);
    const current = this.get(collection, id) ?? null;
    // 内容没变的更新不写盘，因此也不占住这条文档。
    if (current && change.next && !insert && encode(current) === encode(change.next)) return;
    this.isolation.acquire(this, this.snapshot, this.engine.resourcesOf(change, current));
    const key = documentKey(collection, id);
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

  commit(): void {
    this.requireOpen();
    try {
      this.engine.commit([...this.draft.values()], () => {
        for (const { collection, id } of this.seen.values()) this.saw(collection, id, this.inSnapshot(collection, id));
      });
    } catch (error) {
      this.end('failed');
      throw error;
    }
    this.end('committed');
  }

  /** 已经作废的也可以（而且应当）rollback 一次；过期的、结束过的不行。 */
  rollback(): void {
    if (this.state === 'failed') this.state = 'aborted';
    else {
      this.requireOpen();
      this.end('aborted');
    }
  }

  private end(state: Exclude<State, 'open'>): void {
    if (this.state !== 'open') return;
    this.state = state;
    this.cancelLimit();
    this.isolation.close(this);
  }
}
