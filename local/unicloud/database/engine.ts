/**
 * 存储引擎：libsql（SQLite，WAL）里每个集合一张表（id, doc）。
 * 引擎是同步的，因此一次数据库调用在进程内天然原子；文档锁与写冲突在这里模拟云端事务。
 */
import { randomBytes } from 'node:crypto';
import Libsql from 'libsql';
import { Query } from 'mingo';
import { compileWhere, findPushdowns } from './conditions';
import { duplicateKey, invalidParam, transactionError, writeConflict } from './errors';
import { extract, indexSql, quote, readDefinitions, type IndexDefinition } from './indexes';
import { decode, encode, toStored, type Document } from './values';

/** 事务最长 10 秒（reference 2.5）。 */
const TRANSACTION_LIMIT_MS = 10_000;

export interface Change {
  readonly collection: string;
  readonly id: string;
  /** null = 删除 */
  readonly next: Document | null;
  /** 新增：id 已存在则冲突 */
  readonly insert: boolean;
}

interface Lock {
  readonly owner: EngineTransaction;
  readonly released: Promise<void>;
  release(): void;
}
type Row = { id: string; doc: string };
const keyOf = (collection: string, id: string): string => `${collection}\u0000${id}`;

export class Engine {
  private readonly db: InstanceType<typeof Libsql>;
  private readonly collections = new Set<string>();
  private readonly indexed = new Map<string, IndexDefinition[]>();
  /** 出现过数组值的索引字段：数组要逐个元素比较，不能下推 */
  private readonly multikey = new Set<string>();
  private readonly locks = new Map<string, Lock>();
  private readonly lastWrite = new Map<string, number>();
  private sequence = 0;
  private idCounter = 0;
  /** 与 MongoDB 的 ObjectId 一样带一段进程随机数，重启后不会撞号 */
  private readonly processPart = randomBytes(5).toString('hex');

  constructor(dataFile: string, databaseDir: string, synchronous: 'FULL' | 'NORMAL', private readonly now: () => number) {
    this.db = new Libsql(dataFile);
    if (dataFile !== ':memory:') this.db.exec('PRAGMA journal_mode = WAL');
    this.db.exec(`PRAGMA synchronous = ${synchronous}`);
    this.db.exec('CREATE TABLE IF NOT EXISTS "$initialised" (name TEXT PRIMARY KEY)');
    for (const row of this.db.prepare("SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE '$%' AND name NOT LIKE 'sqlite_%'").all() as { name: string }[]) this.collections.add(row.name);
    for (const definition of readDefinitions(databaseDir)) this.initialise(definition.name, definition.indexes, definition.initData);
  }

  private initialise(name: string, indexes: readonly IndexDefinition[], initData: readonly Document[]): void {
    this.ensureCollection(name);
    for (const index of indexes) {
      this.db.exec(indexSql(name, index));
      for (const path of index.paths) {
        const steps = path.split('.').map((step) => `."${step}"`).join('');
        if (this.db.prepare(`SELECT 1 AS hit FROM ${quote(name)} WHERE json_type(doc,'$${steps}')='array' LIMIT 1`).get()) this.multikey.add(`${name}\u0000${path}`);
      }
    }
    this.indexed.set(name, [...indexes]);
    if (this.db.prepare('SELECT 1 AS hit FROM "$initialised" WHERE name = ?').get(name)) return;
    this.apply(initData.map((row) => {
      const document = toStored(row) as Document;
      const id = typeof document['_id'] === 'string' ? document['_id'] : this.newId();
      return { collection: name, id, next: { ...document, _id: id }, insert: true };
    }));
    this.db.prepare('INSERT INTO "$initialised" (name) VALUES (?)').run(name);
  }

  hasCollection(name: string): boolean {
    return this.collections.has(name);
  }

  ensureCollection(name: string): void {
    if (this.collections.has(name)) return;
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) throw invalidParam(`集合名不合法：${name}`);
    this.db.exec(`CREATE TABLE IF NOT EXISTS ${quote(name)} (id TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID`);
    this.collections.add(name);
  }

  /** 递增的 24 位十六进制 id，与云端自动生成的一样。 */
  newId(): string {
    this.idCounter = (this.idCounter + 1) % 0xffffff;
    const time = Math.floor(this.now() / 1000).toString(16).padStart(8, '0').slice(-8);
    return `${time}${this.processPart}${this.idCounter.toString(16).padStart(6, '0')}`;
  }

  get(collection: string, id: string): Document | undefined {
    if (!this.collections.has(collection)) return undefined;
    const row = this.db.prepare(`SELECT doc FROM ${quote(collection)} WHERE id = ?`).get(id) as Row | undefined;
    return row ? decode(row.doc) : undefined;
  }

  /** 符合条件的文档：能用索引的部分交给 SQLite，其余由 mingo 求值。 */
  find(collection: string, where: unknown): Document[] {
    const query = compileWhere(where);
    if (!this.collections.has(collection)) return [];
    const paths = new Set((this.indexed.get(collection) ?? []).flatMap((index) => index.paths));
    const usable = findPushdowns(query).filter(({ path }) => path === '_id' || (paths.has(path) && !this.multikey.has(`${collection}\u0000${path}`)));
    const sql = usable.map(({ path, operator }) => `${path === '_id' ? 'id' : extract(path)} ${operator} ?`);
    const rows = this.db.prepare(`SELECT doc FROM ${quote(collection)}${sql.length > 0 ? ` WHERE ${sql.join(' AND ')}` : ''}`).all(...usable.map(({ value }) => value)) as Row[];
    const documents = rows.map((row) => decode(row.doc));
    if (Object.keys(query).length === 0) return documents;
    const matcher = new Query(query);
    return documents.filter((document) => matcher.test(document));
  }

  all(collection: string): Document[] {
    return this.find(collection, {});
  }

  /** 一组改动，一个 SQLite 事务；任何一处失败全部不发生。 */
  apply(changes: readonly Change[]): void {
    for (const { collection } of changes) this.ensureCollection(collection);
    this.db.exec('BEGIN IMMEDIATE');
    try {
      for (const change of changes) this.write(change);
      this.db.exec('COMMIT');
    } catch (error) {
      this.db.exec('ROLLBACK');
      throw error;
    }
    for (const { collection, id, next } of changes) {
      this.lastWrite.set(keyOf(collection, id), (this.sequence += 1));
      if (next) this.noteArrays(collection, next);
    }
  }

  private write({ collection, id, next, insert }: Change): void {
    const table = quote(collection);
    try {
      if (next === null) this.db.prepare(`DELETE FROM ${table} WHERE id = ?`).run(id);
      else if (insert) this.db.prepare(`INSERT INTO ${table} (id, doc) VALUES (?, ?)`).run(id, encode(next));
      else this.db.prepare(`INSERT INTO ${table} (id, doc) VALUES (?, ?) ON CONFLICT(id) DO UPDATE SET doc = excluded.doc`).run(id, encode(next));
    } catch (error) {
      const { code, message } = error as { code?: string; message?: string };
      if (String(code).startsWith('SQLITE_CONSTRAINT') || /UNIQUE constraint/i.test(String(message))) {
        throw duplicateKey(collection, /index '([^']+)'/.exec(String(message))?.[1]?.split('.').pop() ?? '_id_');
      }
      throw error;
    }
  }

  private noteArrays(collection: string, document: Document): void {
    for (const index of this.indexed.get(collection) ?? []) {
      for (const path of index.paths) {
        const value = path.split('.').reduce<unknown>((item, key) => (typeof item === 'object' && item !== null ? (item as Document)[key] : undefined), document);
        if (Array.isArray(value)) this.multikey.add(`${collection}\u0000${path}`);
      }
    }
  }

  /** 事务外的写：文档被某个事务锁着就等它结束（MongoDB 的行为）。 */
  async whenUnlocked(collection: string, ids: () => readonly string[]): Promise<void> {
    for (;;) {
      const lock = ids().map((id) => this.locks.get(keyOf(collection, id))).find((item) => item !== undefined);
      if (!lock) return;
      await lock.released;
    }
  }

  begin(): EngineTransaction {
    return new EngineTransaction(this, this.sequence);
  }

  /** 事务写一条文档前取锁。@throws DatabaseError 写冲突 */
  lock(owner: EngineTransaction, startedAt: number, collection: string, id: string): void {
    const key = keyOf(collection, id);
    const held = this.locks.get(key);
    if (held && held.owner !== owner) throw writeConflict();
    if ((this.lastWrite.get(key) ?? 0) > startedAt) throw writeConflict();
    if (held) return;
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.locks.set(key, { owner, released, release });
  }

  unlock(owner: EngineTransaction): void {
    for (const [key, lock] of this.locks) {
      if (lock.owner !== owner) continue;
      this.locks.delete(key);
      lock.release();
    }
  }

  close(): void {
    this.db.close();
  }
}

/** 一个进行中的事务：写入先放在自己的草稿里，提交时一次落盘。 */
export class EngineTransaction {
  private readonly draft = new Map<string, Change>();
  private ended: 'open' | 'committed' | 'aborted' | 'expired' = 'open';
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly engine: Engine,
    private readonly startedAt: number,
  ) {
    this.timer = setTimeout(() => this.end('expired'), TRANSACTION_LIMIT_MS);
    this.timer.unref();
  }

  requireOpen(): void {
    if (this.ended === 'expired') throw transactionError('事务超过 10 秒，已自动回滚');
    if (this.ended !== 'open') throw transactionError('事务已经结束');
  }

  get(collection: string, id: string): Document | undefined {
    const own = this.draft.get(keyOf(collection, id));
    if (own) return own.next ? decode(encode(own.next)) : undefined;
    return this.engine.get(collection, id);
  }

  /** 已提交的 + 自己的草稿。 */
  find(collection: string, where: unknown): Document[] {
    const query = compileWhere(where);
    const matcher = new Query(query);
    const committed = this.engine.find(collection, where).filter((row) => !this.draft.has(keyOf(collection, String(row['_id']))));
    const own = [...this.draft.values()].filter((change) => change.collection === collection && change.next !== null).map((change) => decode(encode(change.next as Document)));
    return [...committed, ...own.filter((row) => matcher.test(row))];
  }

  put(change: Change): void {
    if (!this.engine.hasCollection(change.collection)) throw transactionError(`事务里不能使用不存在的集合 ${change.collection}`);
    if (change.insert && this.get(change.collection, change.id)) throw duplicateKey(change.collection, '_id_');
    this.engine.lock(this, this.startedAt, change.collection, change.id);
    const key = keyOf(change.collection, change.id);
    const before = this.draft.get(key);
    this.draft.set(key, { ...change, insert: before ? before.insert : change.insert });
  }

  commit(): void {
    this.requireOpen();
    try {
      this.engine.apply([...this.draft.values()]);
    } catch (error) {
      this.end('aborted');
      throw error;
    }
    this.end('committed');
  }

  rollback(): void {
    this.requireOpen();
    this.end('aborted');
  }

  private end(state: 'committed' | 'aborted' | 'expired'): void {
    if (this.ended !== 'open') return;
    this.ended = state;
    clearTimeout(this.timer);
    this.engine.unlock(this);
  }
}
