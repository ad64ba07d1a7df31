/** `*.index.json` 的读取（reference 2.7）与对应的 SQLite 表达式索引。 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

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
  readonly MgoKeySchema: { readonly MgoIndexKeys: readonly { readonly Name: string }[]; readonly MgoIsUnique: boolean; readonly MgoIsSparse?: boolean };
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

/** 字段路径 → json_extract 表达式。 */
export function extract(path: string): string {
  const steps = path.split('.').map((step) => `."${step.replace(/["']/g, '')}"`);
  return `json_extract(doc,'$${steps.join('')}')`;
}

/** 建索引的语句。唯一且非稀疏时，缺失按 null 计、两条缺失会冲突——用哨兵值表达。 */
export function indexSql(collection: string, index: IndexDefinition): string {
  const columns = index.paths.map((path) => (index.unique && !index.sparse ? `ifnull(${extract(path)}, char(0)||'missing')` : extract(path)));
  return `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX IF NOT EXISTS ${quote(`${collection}.${index.name}`)} ON ${quote(collection)} (${columns.join(', ')})`;
}
