/** 时间线的流：留住最近的若干行，新来的当场告诉正在看的人。 */
import type { StackEvent } from '../stack-event';
import { linesOf } from '../timeline';
import type { FeedLine } from './shapes';

const KEPT = 1000;

export class Feed {
  private lines: FeedLine[] = [];
  private nextId = 1;
  private readonly listeners = new Set<(line: FeedLine) => void>();

  add(event: StackEvent): void {
    for (const line of linesOf(event)) {
      const entry = { id: this.nextId++, at: event.at, ...line };
      this.lines.push(entry);
      for (const listener of this.listeners) listener(entry);
    }
    if (this.lines.length > KEPT * 2) this.lines = this.lines.slice(-KEPT);
  }

  /** 编号大于 id 的，先来的在前。 */
  since(id: number): readonly FeedLine[] {
    return this.lines.slice(-KEPT).filter((line) => line.id > id);
  }

  /** @returns 不再听 */
  listen(listener: (line: FeedLine) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
}
