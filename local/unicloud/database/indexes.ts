/** `*.index.json` 的读取（docs/protocols/unicloud.md §2.7）与对应的 SQLite 表达式索引。 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPushdowns, type Pushdown } from './conditions';
import type { Document } from './values';

export interface IndexDefinition {
  readonly name: string;
  readonly paths: readonly string[];
  readonly unique: boolean;
  readonly sparse: boolean;
}
export interface CollectionDefinition {
  readonly name: string;
  readonly indexes: readonly IndexDefinition[];
  readonly initData: readonly Record<string, unknown>[];
}

interface IndexFile {
  readonly IndexName: string;
  readonly MgoKeySchema: {
    readonly MgoIndexKeys: readonly { readonly Name: string }[];
    readonly MgoIsUnique: boolean;
    readonly MgoIsSparse?: boolean;
  };
}

function readJson<T>(file: string): T | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined;
}

/** database 目录里每个集合的索引与初始数据；有 schema / index / init_data 任意一个文件即视为已建集合。 */
export function readDefinitions(databaseDir: string): CollectionDefinition[] {
  const files = existsSync(databaseDir) ? readdirSync(databaseDir) : [];
  const names = new Set(files.flatMap((file) => /^(.+)\.(?:schema|index|init_data)\.json$/.exec(file)?.[1] ?? []));
  return [...names].sort().map((name) => ({
    name,
    indexes: (readJson<IndexFile[]>(join(databaseDir, `${name}.index.json`)) ?? []).map(({ IndexName, MgoKeySchema }) => ({
      name: IndexName,
      paths: MgoKeySchema.MgoIndexKeys.map((key) => key.Name),
      unique: MgoKeySchema.MgoIsUnique,
      sparse: MgoKeySchema.MgoIsSparse === true,
    })),
    initData: readJson<Record<string, unknown>[]>(join(databaseDir, `${name}.init_data.json`)) ?? [],
  }));
}

export const quote = (identifier: string): string => `"${identifier.replace(/"/g, '""')}"`;

function jsonPath(path: string): string {
  return `'$${path
    .split('.')
    .map((step) => `."${step.replace(/["']/g, '')}"`)
    .join('')}'`;
}

/** 索引里一列的表达式。SQLite 认为 NULL 互不相同，而 MongoDB 的唯一索引里两个缺失会冲突——用哨兵值表达。 */
function column(path: string, { unique }: IndexDefinition): string {
  const value = `json_extract(doc,${jsonPath(path)})`;
  return unique ? `ifnull(${value}, char(0)||'missing')` : value;
}

/** 稀疏索引只收至少有一个键字段的文档（值为 null 也算有）。 */
function membership({ paths, unique, sparse }: IndexDefinition): string | undefined {
  return unique && sparse ? `(${paths.map((path) => `json_type(doc,${jsonPath(path)}) IS NOT NULL`).join(' OR ')})` : undefined;
}

export function createIndexSql(collection: string, index: IndexDefinition): string {
  const columns = index.paths.map((path) => column(path, index));
  const member = membership(index);
  return `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX IF NOT EXISTS ${quote(`${collection}.${index.name}`)} ON ${quote(collection)} (${columns.join(', ')})${member ? ` WHERE ${member}` : ''}`;
}

/** `createIndexSql` 反过来：SQLite 里真有的一个索引。 */
export function readIndexSql(sql: string): Pick<IndexDefinition, 'paths' | 'unique' | 'sparse'> {
  const [columns = '', member] = sql.split(/\) WHERE /);
  const paths = [...columns.matchAll(/json_extract\(doc,'\$((?:\."[^"']*")+)'\)/g)].map((match) =>
    (match[1] as string)
      .replace(/^\."|"$/g, '')
      .split('"."')
      .join('.'),
  );
  return { paths, unique: sql.startsWith('CREATE UNIQUE'), sparse: member !== undefined };
}

export interface Plan {
  /** 空，或以 ` WHERE ` 开头 */
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

function valueAt(document: Document, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? (value as Document)[key] : undefined), document);
}

/** 路径上的每一级前缀：a.b.c → a, a.b, a.b.c。 */
const prefixes = (path: string): string[] => path.split('.').map((_step, index, steps) => steps.slice(0, index + 1).join('.'));

/** 为一个条件选一个索引，写出 SQL。出现过数组的字段要逐个元素比较，不能交给 SQLite。 */
export class IndexPlanner {
  private readonly indexes = new Map<string, readonly IndexDefinition[]>();
  private readonly arrays = new Map<string, Set<string>>();

  /** @param exists 库里有没有满足这个 SQL 条件的行 */
  declare(collection: string, indexes: readonly IndexDefinition[], exists: (condition: string) => boolean): void {
    this.indexes.set(collection, indexes);
    const found = new Set<string>();
    for (const path of indexes.flatMap((index) => index.paths)) {
      if (prefixes(path).some((prefix) => exists(`json_type(doc,${jsonPath(prefix)})='array'`))) found.add(path);
    }
    this.arrays.set(collection, found);
  }

  /** 记下写入的文档里哪些索引字段是数组。 */
  observe(collection: string, document: Document): void {
    for (const path of (this.indexes.get(collection) ?? []).flatMap((index) => index.paths)) {
      if (prefixes(path).some((prefix) => Array.isArray(valueAt(document, prefix)))) this.arrays.get(collection)?.add(path);
    }
  }

  /** 文档在某个索引里的键值。 */
  keyOf(collection: string, indexName: string, document: Document): unknown[] {
    const index = (this.indexes.get(collection) ?? []).find(({ name }) => name === indexName);
    return (index?.paths ?? []).map((path) => valueAt(document, path));
  }

  /** 文档在各个唯一索引里的键，写成可以比较的文字；规则与 createIndexSql 相同。 */
  uniqueKeys(collection: string, document: Document): string[] {
    return (this.indexes.get(collection) ?? []).flatMap(({ name, paths, unique, sparse }) => {
      const values = paths.map((path) => valueAt(document, path));
      if (!unique || (sparse && values.every((value) => value === undefined))) return [];
      return [
        `${collection}\u0000${name}\u0000${JSON.stringify(values.map((value) => (typeof value === 'boolean' ? Number(value) : value)))}`,
      ];
    });
  }

  plan(collection: string, query: Document): Plan {
    const pushdowns = findPushdowns(query);
    const byId = pushdowns.find(({ path, operator }) => path === '_id' && (operator === '=' || operator === 'in'));
    if (byId) return compose([byId], () => 'id');
    const usable = pushdowns.filter(({ path }) => !this.arrays.get(collection)?.has(path));
    let best: { index: IndexDefinition; used: Pushdown[] } | undefined;
    for (const index of this.indexes.get(collection) ?? []) {
      const used = leading(index, usable);
      if (used.length > (best?.used.length ?? 0)) best = { index, used };
    }
    if (!best) return { sql: '', values: [] };
    const { index, used } = best;
    return compose(used, (path) => column(path, index), membership(index));
  }
}

/** 索引从左起能用上的条件：连续的等值（或属于），最后再加一段范围。 */
function leading(index: IndexDefinition, pushdowns: readonly Pushdown[]): Pushdown[] {
  const used: Pushdown[] = [];
  for (const path of index.paths) {
    const here = pushdowns.filter((item) => item.path === path);
    const exact = here.find(({ operator }) => operator === '=' || operator === 'in');
    if (!exact) return [...used, ...here];
    used.push(exact);
  }
  return used;
}

/** @param member 稀疏索引的条件：照抄一遍，SQLite 才肯用它 */
function compose(used: readonly Pushdown[], expression: (path: string) => string, member?: string): Plan {
  const clauses = used.map(({ path, operator, values }) =>
    operator === 'in' ? `${expression(path)} IN (${values.map(() => '?').join(',')})` : `${expression(path)} ${operator} ?`,
  );
  return { sql: ` WHERE ${[...clauses, ...(member ? [member] : [])].join(' AND ')}`, values: used.flatMap(({ values }) => values) };
}
