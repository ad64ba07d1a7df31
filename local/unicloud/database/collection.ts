/** 链式 API：collection / doc / where / aggregate，结果形状照阿里云（reference 2.1、2.2）。 */
import { Aggregator, find as mingoFind } from 'mingo';
import { PipelineBuilder } from './aggregate-command';
import { compileWhere } from './conditions';
import type { Engine, EngineTransaction } from './engine';
import { invalidParam, transactionError } from './errors';
import type { OperationPort } from './operation';
import { applyUpdate, compileUpdate } from './updates';
import { checkFieldNames, isPlainObject, toStored, type Document } from './values';

export interface Scope {
  readonly engine: Engine;
  readonly transaction?: EngineTransaction;
  readonly port: OperationPort;
}

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;
const refuse = (what: string): never => {
  throw transactionError(`事务里不支持${what}`);
};

interface QueryState {
  readonly where: unknown;
  readonly sort: Readonly<Record<string, 1 | -1>>;
  readonly skip: number;
  readonly limit?: number;
  readonly fields?: Document;
}
const EMPTY: QueryState = { where: undefined, sort: {}, skip: 0 };

/** 不可变的查询：同一个基础查询可以被并发地分页。 */
export class CollectionQuery {
  constructor(
    protected readonly scope: Scope,
    protected readonly name: string,
    protected readonly state: QueryState = EMPTY,
  ) {}

  private next(patch: Partial<QueryState>): CollectionQuery {
    return new CollectionQuery(this.scope, this.name, { ...this.state, ...patch });
  }
  where(condition: unknown): CollectionQuery { return this.next({ where: condition }); }
  orderBy(field: string, direction: 'asc' | 'desc'): CollectionQuery {
    if (direction !== 'asc' && direction !== 'desc') throw invalidParam('排序方向必须是 asc 或 desc');
    return this.next({ sort: { ...this.state.sort, [field]: direction === 'asc' ? 1 : -1 } });
  }
  skip(count: number): CollectionQuery { return this.next({ skip: count }); }
  limit(count: number): CollectionQuery { return this.next({ limit: count }); }
  field(fields: Document): CollectionQuery { return this.next({ fields }); }

  private run<T>(kind: string, write: boolean, work: () => T, ids?: () => readonly string[]): Promise<T> {
    return this.scope.port.run({ kind, collection: this.name, write, transaction: this.scope.transaction !== undefined }, async () => {
      if (ids && !this.scope.transaction) await this.scope.engine.whenUnlocked(this.name, ids);
      this.scope.transaction?.requireOpen();
      return work();
    });
  }
  private matching(): Document[] {
    return (this.scope.transaction ?? this.scope.engine).find(this.name, this.state.where);
  }
  private matchingIds = (): string[] => this.scope.engine.find(this.name, this.state.where).map((row) => String(row['_id']));

  get(): Promise<{ affectedDocs: number; data: Document[] }> {
    return this.run('get', false, () => {
      if (this.scope.transaction) refuse('按条件查询，请用 doc(id).get()');
      const { sort, skip, limit = DEFAULT_LIMIT, fields } = this.state;
      if (!Number.isInteger(limit) || limit < 0 || limit > MAX_LIMIT) throw invalidParam(`limit 必须在 0–${MAX_LIMIT} 之间`);
      if (!Number.isInteger(skip) || skip < 0) throw invalidParam('skip 不能为负');
      let cursor = mingoFind<Document>(this.matching(), {}, fields as Document);
      if (Object.keys(sort).length > 0) cursor = cursor.sort(sort);
      const data = limit === 0 ? [] : cursor.skip(skip).limit(limit).all();
      return { affectedDocs: data.length, data };
    });
  }

  count(): Promise<{ total: number; affectedDocs: number }> {
    return this.run('count', false, () => {
      if (this.scope.transaction) refuse(' count');
      const total = this.matching().length;
      return { total, affectedDocs: total };
    });
  }

  update(data: Document): Promise<{ affectedDocs: number; updated: number; upsertedId: null }> {
    return this.run('update', true, () => {
      if (this.scope.transaction) refuse('按条件更新，请用 doc(id).update()');
      const modifier = compileUpdate(data);
      const query = compileWhere(this.state.where);
      const changes = this.matching().flatMap((row) => {
        const { next, changed } = applyUpdate(row, modifier, query);
        return changed ? [{ collection: this.name, id: String(row['_id']), next, insert: false }] : [];
      });
      this.scope.engine.apply(changes);
      return { affectedDocs: changes.length, updated: changes.length, upsertedId: null };
    }, this.matchingIds);
  }

  remove(): Promise<{ affectedDocs: number; deleted: number }> {
    return this.run('remove', true, () => {
      if (this.scope.transaction) refuse('按条件删除');
      const changes = this.matching().map((row) => ({ collection: this.name, id: String(row['_id']), next: null, insert: false }));
      this.scope.engine.apply(changes);
      return { affectedDocs: changes.length, deleted: changes.length };
    }, this.matchingIds);
  }

  /** 只改第一条符合的，并返回改后的文档；没有符合的 doc 为 null。 */
  updateAndReturn(data: Document): Promise<{ updated: number; doc: Document | null }> {
    return this.run('updateAndReturn', true, () => {
      const modifier = compileUpdate(data);
      const [row] = this.matching();
      if (!row) return { updated: 0, doc: null };
      const { next } = applyUpdate(row, modifier, compileWhere(this.state.where));
      const change = { collection: this.name, id: String(row['_id']), next, insert: false };
      if (this.scope.transaction) this.scope.transaction.put(change);
      else this.scope.engine.apply([change]);
      return { updated: 1, doc: next };
    }, () => this.matchingIds().slice(0, 1));
  }
}

export class CollectionReference extends CollectionQuery {
  doc(id: string): DocumentReference {
    if (typeof id !== 'string' || id === '') throw invalidParam('doc 的 id 必须是非空字符串');
    return new DocumentReference(this.scope, this.name, toStored(id) as string);
  }

  add(data: Document | Document[]): Promise<{ id: string } | { inserted: number; result: Record<string, string>; ids: string[] }> {
    const many = Array.isArray(data);
    return this.scope.port.run({ kind: 'add', collection: this.name, write: true, transaction: this.scope.transaction !== undefined }, async () => {
      this.scope.transaction?.requireOpen();
      if (this.scope.transaction && many) refuse('批量新增');
      const changes = (many ? data : [data]).map((row) => {
        if (!isPlainObject(row)) throw invalidParam('新增的内容必须是对象');
        checkFieldNames(row);
        const document = toStored(row) as Document;
        const id = document['_id'] === undefined ? this.scope.engine.newId() : String(document['_id']);
        return { collection: this.name, id, next: { ...document, _id: id }, insert: true };
      });
      if (this.scope.transaction) for (const change of changes) this.scope.transaction.put(change);
      else this.scope.engine.apply(changes);
      const ids = changes.map((change) => change.id);
      if (!many) return { id: ids[0] as string };
      return { inserted: ids.length, result: Object.fromEntries(ids.map((id, index) => [String(index), id])), ids };
    });
  }

  aggregate(): AggregateChain {
    if (this.scope.transaction) refuse('聚合');
    return new AggregateChain(this.scope, this.name);
  }
}

/** 聚合链：就地修改，end() 执行。 */
export class AggregateChain extends PipelineBuilder {
  constructor(
    private readonly scope: Scope,
    private readonly name: string,
  ) {
    super();
  }
  end(): Promise<{ affectedDocs: number; data: Document[] }> {
    return this.scope.port.run({ kind: 'aggregate', collection: this.name, write: false, transaction: false }, async () => {
      const pipeline = this.stages.map((stage) => ('$match' in stage ? { $match: compileMatch(stage['$match']) } : stage));
      const aggregator = new Aggregator(pipeline as ConstructorParameters<typeof Aggregator>[0], {
        collectionResolver: (name: string) => this.scope.engine.all(name),
      } as ConstructorParameters<typeof Aggregator>[1]);
      const data = aggregator.run(this.scope.engine.all(this.name)) as Document[];
      return { affectedDocs: data.length, data };
    });
  }
}

/** 聚合里的 match 既可用 db.command，也可直接写 MongoDB 语法。 */
function compileMatch(match: unknown): Document {
  try {
    return compileWhere(match);
  } catch {
    return toStored(match) as Document;
  }
}

export class DocumentReference {
  constructor(
    private readonly scope: Scope,
    private readonly name: string,
    private readonly id: string,
    private readonly fields?: Document,
  ) {}

  private run<T>(kind: string, write: boolean, work: () => T): Promise<T> {
    return this.scope.port.run({ kind, collection: this.name, write, transaction: this.scope.transaction !== undefined }, async () => {
      if (write && !this.scope.transaction) await this.scope.engine.whenUnlocked(this.name, () => [this.id]);
      this.scope.transaction?.requireOpen();
      return work();
    });
  }
  private current(): Document | undefined {
    return (this.scope.transaction ?? this.scope.engine).get(this.name, this.id);
  }
  private write(next: Document | null): void {
    const change = { collection: this.name, id: this.id, next, insert: false };
    if (this.scope.transaction) this.scope.transaction.put(change);
    else this.scope.engine.apply([change]);
  }

  field(fields: Document): DocumentReference {
    return new DocumentReference(this.scope, this.name, this.id, fields);
  }

  /** 事务外 data 是数组；事务里是对象（没有则为 null）。 */
  get(): Promise<{ affectedDocs: number; data: Document[] | Document | null }> {
    return this.run('get', false, () => {
      const found = this.current();
      const [row] = found ? mingoFind<Document>([found], {}, this.fields as Document).all() : [];
      if (this.scope.transaction) return { affectedDocs: row ? 1 : 0, data: row ?? null };
      return { affectedDocs: row ? 1 : 0, data: row ? [row] : [] };
    });
  }

  update(data: Document): Promise<{ affectedDocs: number; updated: number; upsertedId: null }> {
    return this.run('update', true, () => {
      const modifier = compileUpdate(data);
      const row = this.current();
      const result = row && applyUpdate(row, modifier, { _id: this.id });
      if (result?.changed) this.write(result.next);
      const updated = result?.changed ? 1 : 0;
      return { affectedDocs: updated, updated, upsertedId: null };
    });
  }

  updateAndReturn(data: Document): Promise<{ updated: number; doc: Document | null }> {
    return this.run('updateAndReturn', true, () => {
      const modifier = compileUpdate(data);
      const row = this.current();
      if (!row) return { updated: 0, doc: null };
      const { next } = applyUpdate(row, modifier, { _id: this.id });
      this.write(next);
      return { updated: 1, doc: next };
    });
  }

  /** 整体替换或新增。 */
  set(data: Document): Promise<{ affectedDocs: number; updated: number; upsertedId: string | null }> {
    return this.run('set', true, () => {
      if (!isPlainObject(data)) throw invalidParam('set 的内容必须是对象');
      checkFieldNames(data);
      const existed = this.current() !== undefined;
      this.write({ ...(toStored(data) as Document), _id: this.id });
      return { affectedDocs: existed ? 1 : 0, updated: existed ? 1 : 0, upsertedId: existed ? null : this.id };
    });
  }

  remove(): Promise<{ affectedDocs: number; deleted: number }> {
    return this.run('remove', true, () => {
      const existed = this.current() !== undefined;
      if (existed) this.write(null);
      return { affectedDocs: existed ? 1 : 0, deleted: existed ? 1 : 0 };
    });
  }
}
