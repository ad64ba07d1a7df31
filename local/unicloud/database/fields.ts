/** 读取结果的取舍与排序：field() 的投影与 orderBy 的键，非法的当场拒绝（docs/protocols/unicloud.md §2.3）。 */
import { Query } from 'mingo';
import { invalidParam } from './errors';
import { isPlainObject, type Document } from './values';

/** 不挑，只取舍与排序 */
const EVERYTHING = new Query({});

export type Sort = Readonly<Record<string, 1 | -1>>;

export function requirePath(path: unknown): string {
  if (typeof path !== 'string' || path === '' || path.startsWith('$')) throw invalidParam(`字段名不合法：${String(path)}`);
  return path;
}

/** 包含与排除不能混用；只有 _id 例外。 */
export function requireProjection(fields: unknown): Document {
  if (!isPlainObject(fields)) throw invalidParam('field 的参数必须是对象');
  const kinds = new Set<boolean>();
  for (const [path, value] of Object.entries(fields)) {
    requirePath(path);
    if (value !== true && value !== false && value !== 0 && value !== 1) throw invalidParam(`field 的 ${path} 只能是 true 或 false`);
    if (path !== '_id') kinds.add(Boolean(value));
  }
  if (kinds.size > 1) throw invalidParam('field 不能同时包含与排除');
  return fields;
}

/** 投影后的文档。 */
export function project(rows: Document[], fields: Document | undefined): Document[] {
  return fields && Object.keys(fields).length > 0 ? EVERYTHING.find<Document>(rows, fields as never).all() : rows;
}

export function sortRows(rows: Document[], sort: Sort): Document[] {
  return Object.keys(sort).length > 0 ? EVERYTHING.find<Document>(rows).sort(sort).all() : rows;
}
