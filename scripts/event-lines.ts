/** npm start 的事件行：一行一件事，时间、谁、什么、哪张订单。 */
import color from 'picocolors';
import type { StackEvent } from '../local/stack/stack-event';
import { linesOf, type Line } from '../local/stack/timeline';
import { padded } from './columns';

const ACTOR_WIDTH = 14;
const SIGNS: Readonly<Record<Line['mark'], string>> = { good: color.green('✓'), bad: color.red('✗'), info: color.dim('·') };

function clockText(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

export function eventLine(at: number, { actor, text, mark, no }: Line): string {
  const number = no ? `  ${color.dim(no)}` : '';
  return `  ${color.dim(clockText(at))}  ${SIGNS[mark]} ${color.cyan(padded(actor, ACTOR_WIDTH))}${mark === 'bad' ? color.red(text) : text}${number}`;
}

/** 把一个事件打印成几行；细节不打印。 */
export function printEvent(event: StackEvent, print: (line: string) => void = console.log): void {
  for (const line of linesOf(event)) if (!line.detail) print(eventLine(event.at, line));
}
