/** where 条件 → MongoDB 查询（交给 mingo 求值）。普通嵌套对象按路径展开；undefined 的条件消失（＝匹配一切）。 */
import { invalidParam } from './errors';
import { ExprCondition, FieldCondition, LogicCondition, UpdateOperator } from './command';
import { isPlainObject, isRegExp, toStored, type Document } from './values';

/** 一个条件里的各个子句；elemMatch 里面还可以是条件。 */
function compileClause(clause: Record<string, unknown>): Document {
  const inner = clause['$elemMatch'];
  if (inner === undefined) return toStored(clause) as Document;
  return { $elemMatch: inner instanceof FieldCondition ? elementCondition(inner) : compileWhere(inner) };
}

/** 针对数组元素本身的条件（pull、elemMatch 用）。 */
export function elementCondition(value: unknown): unknown {
  if (value instanceof FieldCondition) return Object.assign({}, ...value.clauses.map(compileClause)) as Document;
  if (value instanceof LogicCondition) return compileWhere(value);
  if (!isPlainObject(value)) return toStored(value);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, elementCondition(item)]),
  );
}

function compileField(path: string, condition: FieldCondition | LogicCondition): Document {
  if (condition instanceof FieldCondition) {
    const clauses = condition.clauses.map(compileClause);
    if (clauses.length === 1) return { [path]: clauses[0] };
    return { $and: clauses.map((clause) => ({ [path]: clause })) };
  }
  const operands = condition.operands.map((operand) =>
    operand instanceof FieldCondition || operand instanceof LogicCondition
      ? compileField(path, operand)
      : { [path]: { $eq: toStored(operand) } },
  );
  if (condition.operator === '$not') return { $nor: operands };
  return { [condition.operator]: operands };
}

function collect(value: Document, prefix: string, out: Document[]): void {
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    if (key.startsWith('$')) throw invalidParam(`条件里不能直接写操作符 ${key}，请用 db.command`);
    const path = prefix + key;
    if (item instanceof UpdateOperator || item instanceof ExprCondition) throw invalidParam(`条件 ${path} 里的操作符用错了地方`);
    if (item instanceof FieldCondition || item instanceof LogicCondition) out.push(compileField(path, item));
    else if (isRegExp(item)) out.push({ [path]: { $regex: new RegExp(item.source, item.flags) } });
    else if (isPlainObject(item)) {
      if (Object.keys(item).length > 0) collect(item, `${path}.`, out);
      else out.push({ [path]: { $eq: {} } });
    } else out.push({ [path]: { $eq: toStored(item) } });
  }
}

/** 编译整个 where；空条件得到空对象（匹配一切）。 */
export function compileWhere(where: unknown): Document {
  if (where === undefined || where === null) return {};
  if (where instanceof ExprCondition) return { $expr: toStored(where.expression) };
  if (where instanceof LogicCondition) {
    const operands = where.operands.map(compileWhere);
    return where.operator === '$not' ? { $nor: operands } : { [where.operator]: operands };
  }
  if (!isPlainObject(where)) throw invalidParam('where 的条件必须是对象');
  const clauses: Document[] = [];
  collect(where, '', clauses);
  if (clauses.length === 0) return {};
  return clauses.length === 1 ? (clauses[0] as Document) : { $and: clauses };
}

/** 能直接下推给 SQLite 的部分：某字段等于、属于或在某范围。下推的结果只会偏多，最后一律由 mingo 再判。 */
export interface Pushdown {
  readonly path: string;
  readonly operator: '=' | 'in' | '>' | '>=' | '<' | '<=';
  readonly values: readonly (string | number)[];
}
const PUSHABLE: Readonly<Record<string, Pushdown['operator']>> = { $eq: '=', $in: 'in', $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' };
/** SQLite 一条语句的参数有上限 */
const MAX_IN = 500;

/** JSON 的 true / false 在 SQLite 里取出来是 1 / 0。 */
function scalar(value: unknown): string | number | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'number' || typeof value === 'string' ? value : undefined;
}

function pushdown(path: string, name: string, operand: unknown): Pushdown | undefined {
  const operator = PUSHABLE[name];
  if (operator === undefined) return undefined;
  const operands = operator === 'in' ? operand : [operand];
  if (!Array.isArray(operands) || operands.length > MAX_IN) return undefined;
  const values = operands.map(scalar).filter((value) => value !== undefined);
  if (values.length !== operands.length) return undefined;
  // 文字与别的类型的大小次序两边不同，只有数值范围能下推。
  if (operator !== '=' && operator !== 'in' && typeof operand !== 'number') return undefined;
  return { path, operator, values };
}

export function findPushdowns(query: Document): Pushdown[] {
  const found: Pushdown[] = [];
  for (const [key, value] of Object.entries(query)) {
    if (key === '$and') for (const clause of value as Document[]) found.push(...findPushdowns(clause));
    else if (!key.startsWith('$') && isPlainObject(value)) {
      for (const [name, operand] of Object.entries(value)) {
        const usable = pushdown(key, name, operand);
        if (usable) found.push(usable);
      }
    }
  }
  return found;
}
