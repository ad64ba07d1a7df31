/** 文档级的写锁与写序号：云端（MongoDB）事务的冲突规则，搬到单进程里（docs/protocols/unicloud.md §2.5）。 */
import { writeConflict } from './errors';

interface Lock {
  readonly owner: object;
  readonly released: Promise<void>;
  release(): void;
}

export const documentKey = (collection: string, id: string): string => `${collection}\u0000${id}`;

export class DocumentLocks {
  private readonly held = new Map<string, Lock>();
  private readonly lastWrite = new Map<string, number>();
  private readonly active = new Set<object>();
  private sequence = 0;

  /** 事务开始；返回它看到的写序号。 */
  open(owner: object): number {
    this.active.add(owner);
    return this.sequence;
  }

  /** 事务写一条文档前取锁。@throws DatabaseError 别的事务持有，或开始之后已被别人改过 */
  acquire(owner: object, startedAt: number, key: string): void {
    const lock = this.held.get(key);
    if (lock && lock.owner !== owner) throw writeConflict();
    if ((this.lastWrite.get(key) ?? 0) > startedAt) throw writeConflict();
    if (lock) return;
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.held.set(key, { owner, released, release });
  }

  /** 事务结束：放开它的全部锁；没有事务在进行时，写序号不必再记。 */
  close(owner: object): void {
    this.active.delete(owner);
    if (this.active.size === 0) this.lastWrite.clear();
    for (const [key, lock] of this.held) {
      if (lock.owner !== owner) continue;
      this.held.delete(key);
      lock.release();
    }
  }

  noteWrite(key: string): void {
    if (this.active.size > 0) this.lastWrite.set(key, (this.sequence += 1));
  }

  /** 等到这些文档都没有事务持有；键每轮重新求值。 */
  async whenFree(keys: () => readonly string[]): Promise<void> {
    while (this.held.size > 0) {
      const lock = keys()
        .map((key) => this.held.get(key))
        .find((item) => item !== undefined);
      if (!lock) return;
      await lock.released;
    }
  }
}
