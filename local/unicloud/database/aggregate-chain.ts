/** `collection(...).aggregate()…end()`：把链上的阶段编译成 MongoDB 管道，交给 mingo 计算。 */
import { Aggregator } from 'mingo';
import { PipelineBuilder, type Stage } from './aggregate-command';
import { ExprCondition, FieldCondition, LogicCondition } from './command';
import { compileWhere } from './conditions';
import { invalidParam } from './errors';
import { perform, refuseInTransaction, type Scope } from './scope';
import { isPlainObject, toStored, type Document } from './values';

/** 库里的日期是宿主的 Date；函数传来的可能是另一个环境的，mingo 只认前者。 */
function compileStage(stage: Stage): Stage {
  const [name = '', value] = Object.entries(stage)[0] ?? [];
  if (name === '$match') return { $match: compileWhere(value) };
  if (name === '$sort') {
    if (!isPlainObject(value) || Object.values(value).some((direction) => direction !== 1 && direction !== -1))
      throw invalidParam('sort 只能是 1 或 -1');
    return stage;
  }
  if (name === '$lookup' && isPlainObject(value) && Array.isArray(value['pipeline'])) {
    return {
      $lookup: { ...(toStored({ ...value, pipeline: undefined }) as Document), pipeline: compilePipeline(value['pipeline'] as Stage[]) },
    };
  }
  if (value instanceof FieldCondition || value instanceof LogicCondition || value instanceof ExprCondition)
    throw invalidParam(`${name} 里不能用查询条件`);
  return { [name]: toStored(value) };
}

export function compilePipeline(stages: readonly Stage[]): Stage[] {
  return stages.map(compileStage);
}

/** 聚合链：就地修改，end() 执行。 */
export class AggregateChain extends PipelineBuilder {
  constructor(
    private readonly scope: Scope,
    private readonly name: string,
  ) {
    super();
  }
  geoNear(_value: unknown): never {
    throw invalidParam('本地运行时不支持地理位置查询');
  }

  end(): Promise<{ affectedDocs: number; data: Document[] }> {
    return perform(this.scope, { kind: 'aggregate', collection: this.name, write: false }, () => {
      refuseInTransaction(this.scope, '聚合');
      const { engine } = this.scope;
      // 开头的 match 可以用索引，不必读出整个集合。
      const [first] = this.stages;
      const rows = first && '$match' in first ? engine.find(this.name, first['$match']) : engine.all(this.name);
      const pipeline = compilePipeline(first && '$match' in first ? this.stages.slice(1) : this.stages);
      const aggregator = new Aggregator(
        pipeline as ConstructorParameters<typeof Aggregator>[0],
        {
          collectionResolver: (name: string) => engine.all(name),
        } as ConstructorParameters<typeof Aggregator>[1],
      );
      const data = aggregator.run(rows) as Document[];
      return { affectedDocs: data.length, data };
    });
  }
}
