/** 更新数据 → MongoDB 更新操作（交给 mingo 执行）。普通嵌套对象按路径合并；_.set 才整体替换。 */
import { update as applyModifier } from 'mingo';
import { ExprCondition, FieldCondition, LogicCondition, UpdateOperator } from './command';
import { elementCondition } from './conditions';
import { invalidParam, typeMismatch } from './errors';
import { cloneDocument, encode, isPlainObject, toStored, type Document } from './values';

const isCondition = (value: unknown): boolean =>
  value instanceof FieldCondition || value instanceof LogicCondition || value instanceof ExprCondition;

export type Modifier = Record<string, Record<string, unknown>>;

function operand({ operator, value }: UpdateOperator): unknown {
  if (operator === '$unset') return '';
  return operator === '$pull' ? elementCondition(value) : toStored(value);
}

function collect(value: Document, prefix: string, out: Modifier): void {
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    if (key.startsWith('$')) throw invalidParam(`更新里不能直接写操作符 ${key}，请用 db.command`);
    const path = prefix + key;
    if (path === '_id') throw invalidParam('不能更新 _id');
    if (item instanceof UpdateOperator) (out[item.operator] ??= {})[path] = operand(item);
    else if (isCondition(item)) throw invalidParam(`更新 ${path} 里用了查询操作符`);
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
  return path
    .split('.')
    .reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? (value as Document)[key] : undefined), document);
}

const NUMERIC = ['$inc', '$mul'] as const;
const ON_ARRAYS = ['$push', '$addToSet', '$pull', '$pullAll', '$pop'] as const;
const CREATING = ['$set', '$inc', '$mul', '$min', '$max', '$push', '$addToSet'] as const;

/** mingo 对类型不符的更新默默不做，而 MongoDB 报错。 */
function checkTypes(document: Document, modifier: Modifier): void {
  for (const operator of NUMERIC) {
    for (const [path, operand] of Object.entries(modifier[operator] ?? {})) {
      const current = valueAt(document, path);
      if (typeof operand !== 'number') throw typeMismatch(`Cannot ${operator} with non-numeric argument: ${path}`);
      if (current !== undefined && typeof current !== 'number')
        throw typeMismatch(`Cannot apply ${operator} to a value of non-numeric type: ${path}`);
    }
  }
  for (const operator of ON_ARRAYS) {
    for (const path of Object.keys(modifier[operator] ?? {})) {
      const current = valueAt(document, path);
      if (current !== undefined && !Array.isArray(current)) throw typeMismatch(`Cannot apply ${operator} to a non-array value: ${path}`);
    }
  }
  for (const operator of CREATING) {
    for (const path of Object.keys(modifier[operator] ?? {})) {
      const steps = path.split('.');
      for (let depth = 1; depth < steps.length; depth += 1) {
        const parent = valueAt(document, steps.slice(0, depth).join('.'));
        if (parent !== undefined && (typeof parent !== 'object' || parent === null))
          throw typeMismatch(`Cannot create field '${steps[depth] ?? ''}' in a value that is not an object: ${path}`);
      }
    }
  }
}

/** 得到更新后的文档与是否真的变了；原文档不动。 */
export function applyUpdate(document: Document, modifier: Modifier, query: Document): { next: Document; changed: boolean } {
  checkTypes(document, modifier);
  const next = cloneDocument(document);
  applyModifier(next, modifier as Parameters<typeof applyModifier>[1], [], query);
  return { next, changed: encode(next) !== encode(document) };
}
