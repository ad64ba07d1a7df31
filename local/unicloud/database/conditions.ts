/** where 条件 → MongoDB 查询（交给 mingo 求值）。普通嵌套对象按路径展开；undefined 的条件消失（＝匹配一切）。 */
import { invalidParam } from './errors';
import { ExprCondition, FieldCondition, LogicCondition } from './command';
import { isPlainObject, isRegExp, toStored, type Document } from './values';

function compileField(path: string, condition: FieldCondition | LogicCondition): Document {
  if (condition instanceof FieldCondition) {
    const clauses = condition.clauses.map((clause) => toStored(clause) as Document);
    if (clauses.length === 1) return { [path]: clauses[0] };
    return { $and: clauses.map((clause) => ({ [path]: clause })) };
  }
  const operands = condition.operands.map((operand) =>
    operand instanceof FieldCondition || operand instanceof LogicCondition ? compileField(path, operand) : { [path]: { $eq: toStored(operand) } },
  );
  if (condition.operator === '$not') return { $nor: operands };
  return { [condition.operator]: operands };
}

function collect(value: Document, prefix: string, out: Document[]): void {
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    if (key.startsWith('$')) throw invalidParam(`条件里不能直接写操作符 ${key}，请用 db.command`);
    const path = prefix + key;
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
  if (where instanceof ExprCondition) return { $expr: where.expression };
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

/** 能直接下推给 SQLite 的部分：某字段等于标量，或数值范围。 */
export interface Pushdown {
  readonly path: string;
  readonly operator: '=' | '>' | '>=' | '<' | '<=';
  readonly value: string | number;
}
const RANGE: Readonly<Record<string, Pushdown['operator']>> = { $eq: '=', $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' };

export function findPushdowns(query: Document): Pushdown[] {
  const found: Pushdown[] = [];
  for (const [key, value] of Object.entries(query)) {
    if (key === '$and') for (const clause of value as Document[]) found.push(...findPushdowns(clause));
    else if (!key.startsWith('$') && isPlainObject(value)) {
      for (const [name, operand] of Object.entries(value)) {
        const operator = RANGE[name];
        const usable = typeof operand === 'number' || (operator === '=' && typeof operand === 'string');
        if (operator && usable) found.push({ path: key, operator, value: operand as string | number });
      }
    }
  }
  return found;
}
