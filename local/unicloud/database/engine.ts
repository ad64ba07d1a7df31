/**
 * 存储引擎：libsql（SQLite，WAL）里每个集合一张表（id, doc）。
 * 引擎是同步的，因此一次数据库调用在进程内天然原子；事务见 transaction.ts，它们之间的隔离见 isolation.ts。
 * 几个进程可以打开同一个文件：一次写入的读与写在一个 SQLite 事务里，事务提交时读到过的须还是那个样子（`exclusively`）。
 * 只有一件做不到：索引字段里头一回出现数组，写它的进程自己知道，别的进程重启之后才知道。
 */
import { randomBytes } from 'node:crypto';
import Libsql from 'libsql';
import { Query } from 'mingo';
import type { Change, DraftTarget } from './change';
import { compileWhere } from './conditions';
import { DatabaseError, duplicateKey, invalidParam, isDuplicateKey, writeConflict } from './errors';
import {
  createIndexSql,
  IndexPlanner,
  quote,
  readDefinitions,
  readIndexSql,
  type CollectionDefinition,
  type IndexDefinition,
} from './indexes';
import { documentKey, Isolation, type Touched } from './isolation';
import { REAL_TIMERS, type Timers } from '../timing';
import { EngineTransaction } from './transaction';
import { decode, encode, fromSeed, storedId, toStored, type Document } from './values';

/** 写成了的一处改动；提交之后才报。 */
export interface Written {
  readonly collection: string;
  readonly id: string;
  readonly before: Document | null;
  /** null = 删除 */
  readonly after: Document | null;
}

interface Page {
  readonly skip: number;
  readonly limit: number;
}
type Row = { doc: string };
/**
 * 预编译的语句，重复使用。故意没有 `get`：libsql 0.5.29 里同一条语句先 `all(a)` 再 `get(b)`，
 * 新参数不生效，得到的仍是 a 那一行；`all` 与 `run` 没有这个问题。
 */
interface Statement {
  all(...values: readonly unknown[]): unknown[];
  run(...values: readonly unknown[]): unknown;
}

const UNDO = Symbol('演练之后撤销');
const BUSY_MS = 5000;

export class Engine implements DraftTarget {
  private readonly db: InstanceType<typeof Libsql>;
  private readonly statements = new Map<string, Statement>();
  private readonly collections = new Set<string>();
  private readonly planner = new IndexPlanner();
  private readonly isolation = new Isolation();
  /** 正在独占之中：提交成了之后还要做的 */
  private afterCommit: (() => void)[] | undefined;
  private idCounter = 0;
  /** 与 MongoDB 的 ObjectId 一样带一段进程随机数，重启后不会撞号 */
  private readonly processPart = randomBytes(5).toString('hex');

  constructor(
    dataFile: string,
    databaseDir: string,
    synchronous: 'FULL' | 'NORMAL',
    private readonly now: () => number,
    private readonly onWritten?: (written: Written) => void,
    private readonly timers: Timers = REAL_TIMERS,
  ) {
    this.db = new Libsql(dataFile);
    try {
      this.prepare(dataFile, databaseDir, synchronous);
    } catch (error) {
      this.db.close();
      throw error;
    }
  }

  private prepare(dataFile: string, databaseDir: string, synchronous: 'FULL' | 'NORMAL'): void {
    this.db.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
    if (dataFile !== ':memory:') this.db.exec('PRAGMA journal_mode = WAL');
    this.db.exec(`PRAGMA synchronous = ${synchronous}`);
    this.db.exec('CREATE TABLE IF NOT EXISTS "$initialised" (name TEXT PRIMARY KEY)');
    const tables = this.sql(
      "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE '$%' AND name NOT LIKE 'sqlite_%'",
    ).all() as { name: string }[];
    for (const { name } of tables) this.collections.add(name);
    for (const definition of readDefinitions(databaseDir)) this.initialise(definition);
  }

  private one(text: string, ...values: readonly unknown[]): unknown {
    return this.sql(text).all(...values)[0];
  }

  private sql(text: string): Statement {
    let statement = this.statements.get(text);
    if (!statement) this.statements.set(text, (statement = this.db.prepare(text) as unknown as Statement));
    return statement;
  }

  /** 与「初始化云数据库」相同：补上缺的索引；初始数据只给从未初始化过的集合，要么全有要么全无。 */
  private initialise({ name, indexes, initData }: CollectionDefinition): void {
    this.ensureCollection(name);
    for (const index of indexes) {
      try {
        this.db.exec(createIndexSql(name, index));
      } catch (error) {
        throw new DatabaseError(
          'IndexCreateFailed',
          `集合 ${name} 建不了索引 ${index.name}（已有数据违反它？）：${(error as Error).message}`,
        );
      }
    }
    this.planner.declare(
      name,
      indexes,
      (condition) => this.one(`SELECT 1 AS hit FROM ${quote(name)} WHERE ${condition} LIMIT 1`) !== undefined,
    );
    this.exclusively(() => {
      if (this.one('SELECT 1 AS hit FROM "$initialised" WHERE name = ?', name)) return;
      for (const row of initData) {
        const document = toStored(fromSeed(row)) as Document;
        const id = typeof document['_id'] === 'string' ? storedId(document['_id']) : this.newId();
        this.write({ collection: name, id, next: { ...document, _id: id }, insert: true });
        this.planner.observe(name, document);
      }
      this.sql('INSERT INTO "$initialised" (name) VALUES (?)').run(name);
    });
  }

  /** SQLite 里真有的索引，不是定义文件里写着的。 */
  indexesOf(collection: string): IndexDefinition[] {
    const found = this.sql("SELECT name, sql FROM sqlite_master WHERE type='index' AND tbl_name=? AND sql IS NOT NULL").all(collection);
    return (found as { name: string; sql: string }[]).map(({ name, sql }) => ({
      name: name.slice(collection.length + 1),
      ...readIndexSql(sql),
    }));
  }

  /** 别的进程刚建的也算。 */
  hasCollection(name: string): boolean {
    if (this.collections.has(name)) return true;
    const found = this.one("SELECT 1 AS hit FROM sqlite_master WHERE type='table' AND name = ?", name) !== undefined;
    if (found) this.collections.add(name);
    return found;
  }

  private ensureCollection(name: string): void {
    if (this.collections.has(name)) return;
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) throw invalidParam(`集合名不合法：${name}`);
    this.db.exec(`CREATE TABLE IF NOT EXISTS ${quote(name)} (id TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID`);
    this.collections.add(name);
  }

  /** 递增的 24 位十六进制 id，与云端自动生成的一样。 */
  newId(): string {
    this.idCounter = (this.idCounter + 1) % 0xffffff;
    const time = Math.floor(this.now() / 1000)
      .toString(16)
      .padStart(8, '0')
      .slice(-8);
    return `${time}${this.processPart}${this.idCounter.toString(16).padStart(6, '0')}`;
  }

  get(collection: string, id: string): Document | undefined {
    if (!this.hasCollection(collection)) return undefined;
    const row = this.one(`SELECT doc FROM ${quote(collection)} WHERE id = ?`, id) as Row | undefined;
    return row ? decode(row.doc) : undefined;
  }

  /** 符合条件的文档：能用索引的部分交给 SQLite，其余由 mingo 求值。 */
  find(collection: string, where: unknown, page?: Page): Document[] {
    const query = compileWhere(where);
    if (!this.hasCollection(collection)) return [];
    const everything = Object.keys(query).length === 0;
    const { sql, values } = this.planner.plan(collection, query);
    const paged = everything && page ? ` ORDER BY id LIMIT ${page.limit} OFFSET ${page.skip}` : '';
    const rows = this.sql(`SELECT doc FROM ${quote(collection)}${sql}${paged}`).all(...values) as Row[];
    // 多半一行也没有：不必为此编译条件。
    if (everything || rows.length === 0) return rows.map(({ doc }) => decode(doc));
    const matcher = new Query(query);
    const found: Document[] = [];
    const enough = page ? page.skip + page.limit : Infinity;
    for (const { doc } of rows) {
      if (found.length >= enough) break;
      const document = decode(doc);
      if (matcher.test(document)) found.push(document);
    }
    return page ? found.slice(page.skip) : found;
  }

  all(collection: string): Document[] {
    return this.find(collection, {});
  }

  count(collection: string, where: unknown): number {
    if (Object.keys(compileWhere(where)).length > 0) return this.find(collection, where).length;
    if (!this.hasCollection(collection)) return 0;
    return (this.one(`SELECT count(*) AS total FROM ${quote(collection)}`) as { total: number }).total;
  }

  /** 读与随后的写是一步：同一个文件上的别的进程也插不进来。抛错就什么也没有发生。 */
  exclusively<T>(work: () => T): T {
    if (this.afterCommit) return work();
    this.db.exec('BEGIN IMMEDIATE');
    const after = (this.afterCommit = []) as (() => void)[];
    try {
      const result = work();
      this.db.exec('COMMIT');
      this.afterCommit = undefined;
      for (const one of after) one();
      return result;
    } catch (error) {
      if (this.afterCommit) this.db.exec('ROLLBACK');
      throw error;
    } finally {
      this.afterCommit = undefined;
    }
  }

  /** 一组普通写入，一个 SQLite 事务；任何一处失败全部不发生。@throws Blocked 有事务持有要写的东西 */
  apply(changes: readonly Change[]): void {
    for (const { collection } of changes) this.ensureCollection(collection);
    const touched = this.isolation.busy ? this.touchedBy(changes) : [];
    for (const { resources } of touched) this.isolation.requireFree(resources);
    this.writeAll(changes, touched);
  }

  /**
   * 事务的全部改动；要写的东西在这个进程里都由它持有，别的进程可能改过。
   * @throws DatabaseError 写冲突：读到过的变了，或别的进程先占了同一个唯一键
   */
  commit(changes: readonly Change[], stillTrue: () => void): void {
    this.exclusively(() => {
      stillTrue();
      try {
        this.writeAll(changes, this.touchedBy(changes));
      } catch (error) {
        // 草稿试写过，那时没有重复：是别的进程随后写的。
        throw isDuplicateKey(error) ? writeConflict() : error;
      }
    });
  }

  private writeAll(changes: readonly Change[], touched: readonly Touched[]): void {
    if (changes.length === 0) return;
    this.exclusively(() => {
      const written = this.onWritten
        ? changes.map(({ collection, id, next }) => ({ collection, id, before: this.get(collection, id) ?? null, after: next }))
        : [];
      for (const change of changes) this.write(change);
      this.afterCommit?.push(() => {
        for (const item of written) this.onWritten?.(item);
        for (const item of touched) this.isolation.note(item);
        for (const { collection, next } of changes) if (next) this.planner.observe(collection, next);
      });
    });
  }

  private touchedBy(changes: readonly Change[]): Touched[] {
    return changes.map((change) => {
      const { collection, id } = change;
      const before = this.get(collection, id) ?? null;
      return { collection, id, before, resources: this.resourcesOf(change, before) };
    });
  }

  /** 这次写入碰到的资源：文档本身，以及它在唯一索引里增加与减少的键。 */
  resourcesOf({ collection, id, next }: Change, before: Document | null): string[] {
    const from = before ? this.planner.uniqueKeys(collection, before) : [];
    const to = next ? this.planner.uniqueKeys(collection, next) : [];
    const moved = [...from.filter((key) => !to.includes(key)), ...to.filter((key) => !from.includes(key))];
    return [documentKey(collection, id), ...moved];
  }

  /** 试写一遍再撤销：事务里的写当场就能知道有没有违反唯一键。 */
  rehearse(changes: readonly Change[]): void {
    try {
      this.exclusively(() => {
        for (const change of changes) this.write(change);
        throw UNDO;
      });
    } catch (error) {
      if (error !== UNDO) throw error;
    }
  }

  private write({ collection, id, next, insert }: Change): void {
    const table = quote(collection);
    try {
      if (next === null) this.sql(`DELETE FROM ${table} WHERE id = ?`).run(id);
      else if (insert) this.sql(`INSERT INTO ${table} (id, doc) VALUES (?, ?)`).run(id, encode(next));
      else this.sql(`INSERT INTO ${table} (id, doc) VALUES (?, ?) ON CONFLICT(id) DO UPDATE SET doc = excluded.doc`).run(id, encode(next));
    } catch (error) {
      const { code, message } = error as { code?: string; message?: string };
      if (!String(code).startsWith('SQLITE_CONSTRAINT') && !/UNIQUE constraint/i.test(String(message))) throw error;
      const index = /index '([^']+)'/.exec(String(message))?.[1]?.slice(collection.length + 1) ?? '_id_';
      throw duplicateKey(collection, index, index === '_id_' ? [id] : this.planner.keyOf(collection, index, next ?? {}));
    }
  }

  begin(): EngineTransaction {
    return new EngineTransaction(this, this.isolation, this.timers);
  }

  close(): void {
    this.statements.clear();
    this.db.close();
  }
}
