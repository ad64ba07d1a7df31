/** 链式 API：collection / where，结果形状照阿里云（docs/protocols/unicloud.md §2.1、§2.2）。 */
import { AggregateChain } from './aggregate-chain';
import { compileWhere } from './conditions';
import { DocumentReference, writeChanges } from './document';
import type { Change } from './change';
import { invalidParam } from './errors';
import { project, requirePath, requireProjection, sortRows, type Sort } from './fields';
import { perform, refuseInTransaction, type Scope } from './scope';
import { applyUpdate, compileUpdate } from './updates';
import { checkFieldNames, cloneDocument, isPlainObject, storedId, toStored, type Document } from './values';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

interface QueryState {
  readonly where: unknown;
  readonly sort: Sort;
  readonly skip: number;
  readonly limit: number;
  readonly fields?: Document;
}
const EMPTY: QueryState = { where: undefined, sort: {}, skip: 0, limit: DEFAULT_LIMIT };

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
  where(condition: unknown): CollectionQuery {
    return this.next({ where: condition });
  }
  orderBy(field: string, direction: 'asc' | 'desc'): CollectionQuery {
    if (direction !== 'asc' && direction !== 'desc') throw invalidParam('排序方向必须是 asc 或 desc');
    return this.next({ sort: { ...this.state.sort, [requirePath(field)]: direction === 'asc' ? 1 : -1 } });
  }
  skip(count: number): CollectionQuery {
    return this.next({ skip: count });
  }
  limit(count: number): CollectionQuery {
    return this.next({ limit: count });
  }
  field(fields: Document): CollectionQuery {
    return this.next({ fields: requireProjection(fields) });
  }

  private read<T>(kind: string, work: () => T): Promise<T> {
    return perform(this.scope, { kind, collection: this.name, write: false }, work);
  }
  private change<T>(kind: string, work: () => T): Promise<T> {
    return perform(this.scope, { kind, collection: this.name, write: true }, work);
  }
  private matching(): Document[] {
    return (this.scope.transaction ?? this.scope.engine).find(this.name, this.state.where);
  }

  get(): Promise<{ affectedDocs: number; data: Document[] }> {
    return this.read('get', () => {
      refuseInTransaction(this.scope, '按条件查询，请用 doc(id).get()');
      const { where, sort, skip, limit, fields } = this.state;
      if (!Number.isInteger(limit) || limit < 0 || limit > MAX_LIMIT) throw invalidParam(`limit 必须在 0–${MAX_LIMIT} 之间`);
      if (!Number.isInteger(skip) || skip < 0) throw invalidParam('skip 不能为负');
      const sorted = Object.keys(sort).length > 0;
      const rows = sorted
        ? sortRows(this.matching(), sort).slice(skip, skip + limit)
        : this.scope.engine.find(this.name, where, { skip, limit });
      const data = project(rows, fields);
      return { affectedDocs: data.length, data };
    });
  }

  count(): Promise<{ total: number; affectedDocs: number }> {
    return this.read('count', () => {
      refuseInTransaction(this.scope, ' count');
      const total = this.scope.engine.count(this.name, this.state.where);
      return { total, affectedDocs: total };
    });
  }

  /** 改全部符合的；updated 只数真正变了的。 */
  update(data: Document): Promise<{ affectedDocs: number; updated: number; upsertedId: null }> {
    return this.change('update', () => {
      refuseInTransaction(this.scope, '按条件更新，请用 doc(id).update()');
      const modifier = compileUpdate(data);
      const query = compileWhere(this.state.where);
      const changes = this.matching().flatMap((row) => {
        const { next, changed } = applyUpdate(row, modifier, query);
        return changed ? [{ collection: this.name, id: String(row['_id']), next, insert: false }] : [];
      });
      this.scope.engine.apply(changes);
      return { affectedDocs: changes.length, updated: changes.length, upsertedId: null };
    });
  }

  remove(): Promise<{ affectedDocs: number; deleted: number }> {
    return this.change('remove', () => {
      refuseInTransaction(this.scope, '按条件删除');
      const changes = this.matching().map((row) => ({ collection: this.name, id: String(row['_id']), next: null, insert: false }));
      this.scope.engine.apply(changes);
      return { affectedDocs: changes.length, deleted: changes.length };
    });
  }

  /** 只改第一条符合的，并返回改后的文档；没有符合的 doc 为 null。 */
  updateAndReturn(data: Document): Promise<{ updated: number; doc: Document | null }> {
    return this.change('updateAndReturn', () => {
      const modifier = compileUpdate(data);
      const [row] = this.matching();
      if (!row) return { updated: 0, doc: null };
      const { next } = applyUpdate(row, modifier, compileWhere(this.state.where));
      writeChanges(this.scope, [{ collection: this.name, id: String(row['_id']), next, insert: false }]);
      return { updated: 1, doc: cloneDocument(next) };
    });
  }
}

type Added = { id: string } | { inserted: number; result: Record<string, string>; ids: string[] };

export class CollectionReference extends CollectionQuery {
  doc(id: string): DocumentReference {
    if (typeof id !== 'string' || id === '') throw invalidParam('doc 的 id 必须是非空字符串');
    return new DocumentReference(this.scope, this.name, storedId(id));
  }

  private insertion(row: unknown): Change {
    if (!isPlainObject(row)) throw invalidParam('新增的内容必须是对象');
    checkFieldNames(row);
    const { _id: own, ...rest } = row;
    if (own !== undefined && (typeof own !== 'string' || own === '')) throw invalidParam('_id 必须是非空字符串');
    const id = own === undefined ? this.scope.engine.newId() : storedId(own);
    return { collection: this.name, id, next: { _id: id, ...(toStored(rest) as Document) }, insert: true };
  }

  add(data: Document | Document[]): Promise<Added> {
    const many = Array.isArray(data);
    return perform<Added>(this.scope, { kind: 'add', collection: this.name, write: true }, () => {
      if (many) refuseInTransaction(this.scope, '批量新增');
      const changes = (many ? data : [data]).map((row) => this.insertion(row));
      writeChanges(this.scope, changes);
      const ids = changes.map((change) => change.id);
      if (!many) return { id: ids[0] as string };
      return { inserted: ids.length, result: Object.fromEntries(ids.map((id, index) => [String(index), id])), ids };
    });
  }

  aggregate(): AggregateChain {
    return new AggregateChain(this.scope, this.name);
  }
}
