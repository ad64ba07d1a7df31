/** 运行时与网关的事件 → 一条人能读懂的时间线：谁调用了谁、签名验过没有、状态怎么变。 */
import type { StackEvent } from '../stack-event';
import { cloudLines } from './cloud-lines';
import { gatewayLine } from './gateway-lines';
import type { Line } from './line';

export type { Line } from './line';

export interface TimelineEntry extends Line {
  /** 距开始的毫秒数 */
  readonly ms: number;
}

/** 一个事件值得说的几行；多数是一行，有的没有。 */
export function linesOf(item: StackEvent): Line[] {
  const lines = item.source === 'cloud' ? cloudLines(item.event) : [gatewayLine(item.provider, item.event)];
  return lines.filter((line) => line !== undefined);
}

/** 按时间排列；`startedAt` 为毫秒时间戳，此前的事件不要。 */
export function readTimeline(events: readonly StackEvent[], startedAt: number): TimelineEntry[] {
  return events
    .filter((item) => item.at >= startedAt)
    .flatMap((item) => linesOf(item).map((line) => ({ ms: item.at - startedAt, ...line })));
}
