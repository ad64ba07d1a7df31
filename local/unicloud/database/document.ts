/** `collection(...).doc(id)` 上的操作（docs/protocols/unicloud.md §2.1、§2.2）。 */
import type { Change } from './change';
import { project, requireProjection } from './fields';
import { invalidParam } from './errors';
import { perform, type Scope } from './scope';
import { applyUpdate, compileUpdate } from './updates';
import { checkFieldNames, cloneDocument, isPlainObject, toStored, type Document } from './values';

/** 把改动写下去：事务里进草稿，事务外立即落盘。 */
export function writeChanges(scope: Scope, changes: readonly Change[]): void {
  if (scope.transaction) scope.transaction.put(changes);
  else scope.engine.apply(changes);
}

export class DocumentReference {
  constructor(
    private readonly scope: Scope,
    private readonly name: string,
    private readonly id: string,
    private readonly fields?: Document,
  ) {}

  private read<T>(kind: string, work: () => T): Promise<T> {
    return perform(this.scope, { kind, collection: this.name, write: false }, work);
  }
  private change<T>(kind: string, work: () => T): Promise<T> {
    return perform(this.scope, { kind, collection: this.name, write: true }, work);
  }
  private current(): Document | undefined {
    return (this.scope.transaction ?? this.scope.engine).get(this.name, this.id);
  }
  private write(next: Document | null): void {
    writeChanges(this.scope, [{ collection: this.name, id: this.id, next, insert: false }]);
  }

  field(fields: Document): DocumentReference {
    return new DocumentReference(this.scope, this.name, this.id, requireProjection(fields));
  }

  /** 事务外 data 是数组；事务里是对象（没有则为 null）。 */
  get(): Promise<{ affectedDocs: number; data: Document[] | Document | null }> {
    return this.read('get', () => {
      const found = this.current();
      const [row] = found ? project([found], this.fields) : [];
      if (this.scope.transaction) return { affectedDocs: row ? 1 : 0, data: row ?? null };
      return { affectedDocs: row ? 1 : 0, data: row ? [row] : [] };
    });
  }

  /** 只数真正变了的；没有这条文档时 updated 为 0，不抛错。 */
  update(data: Document): Promise<{ affectedDocs: number; updated: number; upsertedId: null }> {
    return this.change('update', () => {
      const modifier = compileUpdate(data);
      const row = this.current();
      const result = row && applyUpdate(row, modifier, { _id: this.id });
      if (result?.changed) this.write(result.next);
      const updated = result?.changed ? 1 : 0;
      return { affectedDocs: updated, updated, upsertedId: null };
    });
  }

  updateAndReturn(data: Document): Promise<{ updated: number; doc: Document | null }> {
    return this.change('updateAndReturn', () => {
      const modifier = compileUpdate(data);
      const row = this.current();
      if (!row) return { updated: 0, doc: null };
      const { next } = applyUpdate(row, modifier, { _id: this.id });
      this.write(next);
      return { updated: 1, doc: cloneDocument(next) };
    });
  }

  /** 整体替换或新增。 */
  set(data: Document): Promise<{ affectedDocs: number; updated: number; upsertedId: string | null }> {
    return this.change('set', () => {
      if (!isPlainObject(data)) throw invalidParam('set 的内容必须是对象');
      checkFieldNames(data);
      const existed = this.current() !== undefined;
      // 与 MongoDB 相同：_id 排在最前。
      this.write({ _id: this.id, ...(toStored({ ...data, _id: undefined }) as Document) });
      return { affectedDocs: existed ? 1 : 0, updated: existed ? 1 : 0, upsertedId: existed ? null : this.id };
    });
  }

  remove(): Promise<{ affectedDocs: number; deleted: number }> {
    return this.change('remove', () => {
      const existed = this.current() !== undefined;
      if (existed) this.write(null);
      return { affectedDocs: existed ? 1 : 0, deleted: existed ? 1 : 0 };
    });
  }
}
