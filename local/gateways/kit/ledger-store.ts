/**
 * 模拟器的账本：libsql 一张表存所有文档（JSON），文件或内存。
 * 引擎是同步的，一次处理在进程内天然串行；transaction 让一次请求的几处写入同生同死，被杀后账本仍自洽。
 */
import Libsql from 'libsql';

export interface Collection<T> {
  get(id: string): T | undefined;
  /** 写入。sort 是列表的顺序或到期时间（毫秒）；null 表示不参与按时间的查询。 */
  put(id: string, value: T, sort: number | null): void;
  delete(id: string): void;
  /** 按 sort 升序；没有 sort 的排在最前 */
  all(): T[];
  /** sort 最大的若干个，降序 */
  latest(limit: number): T[];
  /** sort 不大于给定毫秒数的文档，升序 */
  until(ms: number): T[];
  /** 最小的 sort */
  earliest(): number | undefined;
}

export interface LedgerStore {
  collection<T extends object>(name: string): Collection<T>;
  transaction<R>(work: () => R): R;
  /** 从 1 起、跨重启递增的编号 */
  nextNumber(name: string): number;
  close(): void;
}

interface Row {
  readonly body: string;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS documents (collection TEXT NOT NULL, id TEXT NOT NULL, sort INTEGER, body TEXT NOT NULL, PRIMARY KEY (collection, id)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS documents_sort ON documents (collection, sort);
  CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
`;

/** @param dataFile 文件路径，或 ':memory:' */
export function openLedgerStore(dataFile: string): LedgerStore {
  const db = new Libsql(dataFile);
  if (dataFile !== ':memory:') db.exec('PRAGMA journal_mode = WAL');
  db.exec(SCHEMA);
  const select = (condition: string, order: string) =>
    db.prepare(`SELECT body FROM documents WHERE collection = ? ${condition} ORDER BY ${order}`);
  const one = db.prepare('SELECT body FROM documents WHERE collection = ? AND id = ?');
  const write = db.prepare(
    'INSERT INTO documents (collection, id, sort, body) VALUES (?, ?, ?, ?) ON CONFLICT (collection, id) DO UPDATE SET sort = excluded.sort, body = excluded.body',
  );
  const remove = db.prepare('DELETE FROM documents WHERE collection = ? AND id = ?');
  const everything = select('', 'sort, id');
  const newest = select('AND sort IS NOT NULL', 'sort DESC, id DESC LIMIT ?');
  const due = select('AND sort IS NOT NULL AND sort <= ?', 'sort, id');
  const first = db.prepare('SELECT MIN(sort) AS sort FROM documents WHERE collection = ?');
  const count = db.prepare('INSERT INTO counters (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1');
  const counted = db.prepare('SELECT value FROM counters WHERE name = ?');
  let depth = 0;

  return {
    collection<T extends object>(name: string): Collection<T> {
      const parse = (row: unknown): T => JSON.parse((row as Row).body) as T;
      return {
        get(id) {
          const row = one.get(name, id) as Row | undefined;
          return row ? parse(row) : undefined;
        },
        put: (id, value, sort) => void write.run(name, id, sort, JSON.stringify(value)),
        delete: (id) => void remove.run(name, id),
        all: () => everything.all(name).map(parse),
        latest: (limit) => newest.all(name, limit).map(parse),
        until: (ms) => due.all(name, ms).map(parse),
        earliest: () => (first.get(name) as { sort: number | null } | undefined)?.sort ?? undefined,
      };
    },
    transaction(work) {
      // 外层已有事务时并入外层。
      if (depth > 0) return work();
      depth += 1;
      db.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        db.exec('COMMIT');
        return result;
      } catch (error) {
        db.exec('ROLLBACK');
        throw error;
      } finally {
        depth -= 1;
      }
    },
    nextNumber(name) {
      count.run(name);
      return (counted.get(name) as { value: number }).value;
    },
    close: () => void db.close(),
  };
}
