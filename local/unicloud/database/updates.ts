/** 更新数据 → MongoDB 更新操作（交给 mingo 执行）。普通嵌套对象按路径合并；_.set 才整体替换。 */
import { update as applyModifier } from 'mingo';
import { UpdateOperator } from './command';
import { invalidParam } from './errors';
import { cloneDocument, encode, isPlainObject, toStored, type Document } from './values';

export type Modifier = Record<string, Record<string, unknown>>;

function collect(value: Document, prefix: string, out: Modifier): void {
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    if (key.startsWith('$')) throw invalidParam(`更新里不能直接写操作符 ${key}，请用 db.command`);
    const path = prefix + key;
    if (path === '_id') throw invalidParam('不能更新 _id');
    if (item instanceof UpdateOperator) (out[item.operator] ??= {})[path] = item.operator === '$unset' ? '' : toStored(item.value);
    else if (isPlainObject(item) && Object.keys(item).length > 0) collect(item, `${path}.`, out);
    else (out['$set'] ??= {})[path] = toStored(item);
  }
}

export function compileUpdate(data: unknown): Modifier {
  if (!isPlainObject(data)) throw invalidParam('更新的内容必须是对象');
  const modifier: Modifier = {};
  collect(data, '', modifier);
  if (Object.keys(modifier).length === 0) throw invalidParam('更新的内容不能为空');
  return modifier;
}

function valueAt(document: Document, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? (value as Document)[key] : undefined), document);
}

/** 得到更新后的文档与是否真的变了；原文档不动。 */
export function applyUpdate(document: Document, modifier: Modifier, query: Document): { next: Document; changed: boolean } {
  for (const operator of ['$inc', '$mul'] as const) {
    for (const path of Object.keys(modifier[operator] ?? {})) {
      const current = valueAt(document, path);
      // mingo 会默默忽略，而 MongoDB 报错。
      if (current !== undefined && typeof current !== 'number') throw invalidParam(`Cannot apply ${operator} to a value of non-numeric type: ${path}`);
    }
  }
  const next = cloneDocument(document);
  applyModifier(next, modifier as Parameters<typeof applyModifier>[1], [], query);
  return { next, changed: encode(next) !== encode(document) };
}
