/** 接着核对之前，认一认账单还是不是上次那一份：已核对的那些行的散列相同才是。 */
import { createHash } from 'node:crypto';
import type { Checkpoint } from './record';

/** 记着的进度说的不是这一份账单了：从头来。 */
export class Changed extends Error {}

/** 一路算着已经给出去的那些行的散列：账单还是不是同一份，由它认。 */
export class Prefix<Line> {
  private readonly hash = createHash('sha256');
  private lines = 0;

  constructor(private readonly known: Checkpoint | undefined) {}

  digest(): string {
    return this.hash.copy().digest('base64url');
  }

  async *watch(batches: AsyncIterable<readonly Line[]>): AsyncGenerator<readonly Line[]> {
    for await (const batch of batches) {
      this.hash.update(JSON.stringify(batch));
      this.lines += batch.length;
      if (this.lines === this.known?.progress.lines && this.digest() !== this.known.prefix) throw new Changed();
      yield batch;
    }
    // 比上次还短。
    if (this.lines < (this.known?.progress.lines ?? 0)) throw new Changed();
  }
}
