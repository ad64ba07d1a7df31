/**
 * 事务之间、事务与普通写入之间的隔离：MongoDB 的快照与写冲突规则，搬到单进程里（docs/protocols/unicloud.md §2.5）。
 * 「资源」是一条文档，或唯一索引里的一个键；谁写它谁持有它，直到事务结束。
 */
import { writeConflict } from './errors';
import type { Document } from './values';

export const documentKey = (collection: string, id: string): string => `${collection}\u0000${id}`;

/** 一次写入碰到的东西。 */
export interface Touched {
  readonly collection: string;
  readonly id: string;
  /** 写之前的内容；null = 没有这条文档 */
  readonly before: Document | null;
  /** 文档本身，加上增减的唯一键 */
  readonly resources: readonly string[];
}

interface Lock {
  readonly owner: object;
  readonly released: Promise<void>;
  release(): void;
}

/** 普通写入碰上事务持有的文档：不算错，等 `released` 之后从头再来（MongoDB 就是这样重试的）。 */
export class Blocked {
  constructor(readonly released: Promise<void>) {}
}

interface Version {
  readonly at: number;
  readonly before: Document | null;
}

export class Isolation {
  private readonly held = new Map<string, Lock>();
  /** 进行中的事务 → 它的快照（写序号） */
  private readonly snapshots = new Map<object, number>();
  /** 有事务进行时发生过的写：资源 → 最后一次的序号 */
  private readonly lastWrite = new Map<string, number>();
  /** 集合 → id → 每次写之前的内容，旧的在前 */
  private readonly versions = new Map<string, Map<string, Version[]>>();
  private sequence = 0;

  /** 有没有事务在进行；没有的时候写入不必留底。 */
  get busy(): boolean {
    return this.snapshots.size > 0;
  }

  open(owner: object): number {
    this.snapshots.set(owner, this.sequence);
    return this.sequence;
  }

  /** 事务写之前取得资源。@throws DatabaseError 别的事务持有它，或快照之后已被别人改过 */
  acquire(owner: object, snapshot: number, resources: readonly string[]): void {
    for (const resource of resources) {
      const lock = this.held.get(resource);
      if (lock && lock.owner !== owner) throw writeConflict();
      if ((this.lastWrite.get(resource) ?? 0) > snapshot) throw writeConflict();
    }
    for (const resource of resources) {
      if (this.held.has(resource)) continue;
      let release: () => void = () => undefined;
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      this.held.set(resource, { owner, released, release });
    }
  }

  /** 普通写入之前。@throws Blocked 某个事务持有其中之一 */
  requireFree(resources: readonly string[]): void {
    for (const resource of resources) {
      const lock = this.held.get(resource);
      if (lock) throw new Blocked(lock.released);
    }
  }

  /** 写入之后：为还在进行的事务留下从前的样子。 */
  note({ collection, id, before, resources }: Touched): void {
    const at = (this.sequence += 1);
    for (const resource of resources) this.lastWrite.set(resource, at);
    let ofCollection = this.versions.get(collection);
    if (!ofCollection) this.versions.set(collection, (ofCollection = new Map<string, Version[]>()));
    const list = ofCollection.get(id);
    if (list) list.push({ at, before });
    else ofCollection.set(id, [{ at, before }]);
  }

  /** 快照之后变过的文档，各自在快照里的样子（null = 那时没有）。 */
  changedSince(collection: string, snapshot: number): Map<string, Document | null> {
    const found = new Map<string, Document | null>();
    for (const [id, list] of this.versions.get(collection) ?? []) {
      const version = list.find(({ at }) => at > snapshot);
      if (version) found.set(id, version.before);
    }
    return found;
  }

  /** 快照之后没变过返回 undefined。 */
  before(collection: string, id: string, snapshot: number): Document | null | undefined {
    return this.versions
      .get(collection)
      ?.get(id)
      ?.find(({ at }) => at > snapshot)?.before;
  }

  /** 事务结束：放开它持有的一切；没有谁还需要的旧样子丢掉。 */
  close(owner: object): void {
    this.snapshots.delete(owner);
    for (const [resource, lock] of this.held) {
      if (lock.owner !== owner) continue;
      this.held.delete(resource);
      lock.release();
    }
    const oldest = Math.min(...this.snapshots.values());
    for (const [resource, at] of this.lastWrite) if (at <= oldest) this.lastWrite.delete(resource);
    for (const [collection, ofCollection] of this.versions) {
      for (const [id, list] of ofCollection) {
        const needed = list.filter(({ at }) => at > oldest);
        if (needed.length === 0) ofCollection.delete(id);
        else ofCollection.set(id, needed);
      }
      if (ofCollection.size === 0) this.versions.delete(collection);
    }
  }
}
