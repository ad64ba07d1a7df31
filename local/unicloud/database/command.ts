/** `db.command`：查询、更新与聚合操作符（docs/protocols/unicloud.md §2.4）。对象可扩展：框架会往上面挂 `$`。 */
import { createAggregateCommand } from './aggregate-command';
import { invalidParam } from './errors';
import { isPlainObject } from './values';

/** 作用于一个字段的条件；可链式叠加：`_.gt(0).lte(9)`。 */
export class FieldCondition {
  constructor(readonly clauses: readonly Record<string, unknown>[]) {}

  private with(clause: Record<string, unknown>): FieldCondition {
    return new FieldCondition([...this.clauses, clause]);
  }
  eq(value: unknown): FieldCondition {
    return this.with({ $eq: value });
  }
  neq(value: unknown): FieldCondition {
    return this.with({ $ne: value });
  }
  gt(value: unknown): FieldCondition {
    return this.with({ $gt: value });
  }
  gte(value: unknown): FieldCondition {
    return this.with({ $gte: value });
  }
  lt(value: unknown): FieldCondition {
    return this.with({ $lt: value });
  }
  lte(value: unknown): FieldCondition {
    return this.with({ $lte: value });
  }
  in(values: unknown): FieldCondition {
    return this.with({ $in: values });
  }
  nin(values: unknown): FieldCondition {
    return this.with({ $nin: values });
  }
  exists(value: boolean): FieldCondition {
    return this.with({ $exists: value });
  }
  size(value: number): FieldCondition {
    return this.with({ $size: value });
  }
  // mingo 会把数字文字也拿来取模，MongoDB 只看数字。
  mod(...args: unknown[]): FieldCondition {
    return this.with({ $mod: args.flat(), $type: 'number' });
  }
  all(values: unknown): FieldCondition {
    return this.with({ $all: values });
  }
  elemMatch(value: unknown): FieldCondition {
    return this.with({ $elemMatch: value });
  }
  and(...operands: unknown[]): LogicCondition {
    return new LogicCondition('$and', [this, ...operands.flat()]);
  }
  or(...operands: unknown[]): LogicCondition {
    return new LogicCondition('$or', [this, ...operands.flat()]);
  }
  nor(...operands: unknown[]): LogicCondition {
    return new LogicCondition('$nor', [this, ...operands.flat()]);
  }
  not(operand: unknown): LogicCondition {
    return new LogicCondition('$and', [this, new LogicCondition('$not', [operand])]);
  }
}

/** 逻辑组合；既可以是整个 where，也可以是一个字段的条件。 */
export class LogicCondition {
  constructor(
    readonly operator: '$and' | '$or' | '$nor' | '$not',
    readonly operands: readonly unknown[],
  ) {}
  and(...operands: unknown[]): LogicCondition {
    return new LogicCondition('$and', [this, ...operands.flat()]);
  }
  or(...operands: unknown[]): LogicCondition {
    return new LogicCondition('$or', [this, ...operands.flat()]);
  }
  nor(...operands: unknown[]): LogicCondition {
    return new LogicCondition('$nor', [this, ...operands.flat()]);
  }
}

/** 整个 where 级别的聚合表达式。 */
export class ExprCondition {
  constructor(readonly expression: unknown) {}
}

export class UpdateOperator {
  constructor(
    readonly operator:
      '$set' | '$unset' | '$inc' | '$mul' | '$min' | '$max' | '$rename' | '$push' | '$pop' | '$pull' | '$pullAll' | '$addToSet',
    readonly value: unknown,
  ) {}
}

const list = (args: unknown[]): unknown[] => (args.length === 1 && Array.isArray(args[0]) ? (args[0] as unknown[]) : args);
const first = new FieldCondition([]);

/** 地理查询要 2dsphere 索引，SQLite 没有：明确拒绝，好过悄悄返回错的结果。 */
function noGeo(): never {
  throw invalidParam('本地运行时不支持地理位置查询');
}

function push(...args: unknown[]): UpdateOperator {
  const [only] = args;
  if (args.length === 1 && isPlainObject(only) && 'each' in only) {
    const { each, position, sort, slice } = only;
    return new UpdateOperator('$push', {
      $each: each,
      ...(position === undefined ? {} : { $position: position }),
      ...(sort === undefined ? {} : { $sort: sort }),
      ...(slice === undefined ? {} : { $slice: slice }),
    });
  }
  return new UpdateOperator('$push', { $each: list(args) });
}

export function createCommand(): Record<string, unknown> {
  return {
    eq: (value: unknown) => first.eq(value),
    neq: (value: unknown) => first.neq(value),
    gt: (value: unknown) => first.gt(value),
    gte: (value: unknown) => first.gte(value),
    lt: (value: unknown) => first.lt(value),
    lte: (value: unknown) => first.lte(value),
    in: (values: unknown) => first.in(values),
    nin: (values: unknown) => first.nin(values),
    exists: (value = true) => first.exists(value),
    size: (value: number) => first.size(value),
    mod: (...args: unknown[]) => first.mod(...args),
    all: (values: unknown) => first.all(values),
    elemMatch: (value: unknown) => first.elemMatch(value),
    expr: (expression: unknown) => new ExprCondition(expression),
    and: (...args: unknown[]) => new LogicCondition('$and', list(args)),
    or: (...args: unknown[]) => new LogicCondition('$or', list(args)),
    nor: (...args: unknown[]) => new LogicCondition('$nor', list(args)),
    not: (operand: unknown) => new LogicCondition('$not', [operand]),
    set: (value: unknown) => new UpdateOperator('$set', value),
    remove: () => new UpdateOperator('$unset', ''),
    inc: (value: number) => new UpdateOperator('$inc', value),
    mul: (value: number) => new UpdateOperator('$mul', value),
    min: (value: unknown) => new UpdateOperator('$min', value),
    max: (value: unknown) => new UpdateOperator('$max', value),
    rename: (value: string) => new UpdateOperator('$rename', value),
    push,
    unshift: (...args: unknown[]) => new UpdateOperator('$push', { $each: list(args), $position: 0 }),
    pop: () => new UpdateOperator('$pop', 1),
    shift: () => new UpdateOperator('$pop', -1),
    pull: (value: unknown) => new UpdateOperator('$pull', value),
    pullAll: (values: unknown) => new UpdateOperator('$pullAll', values),
    addToSet: (value: unknown) => new UpdateOperator('$addToSet', value),
    geoNear: noGeo,
    geoWithin: noGeo,
    geoIntersects: noGeo,
    aggregate: createAggregateCommand(),
  };
}
