/** 图表自己的话。 */
import { words } from './words';

export const CHART = words({
  showTable: ['看成表格', 'Show as a table'],
  hideTable: ['收起表格', 'Hide the table'],
  failed: ['图没有画出来，数字都在下面的表格里。', 'The chart could not be drawn; the numbers are in the table below.'],
  nothing: [(name: string): string => `${name}没有数据`, (name: string): string => `no data for ${name}`],
  line: [
    (name: string, when: string, top: string, last: string): string => `${name}最高在 ${when}，为 ${top}，最后一格 ${last}`,
    (name: string, when: string, top: string, last: string): string => `${name} peaks at ${when} with ${top}, the last one is ${last}`,
  ],
  /** 几条线的话之间 */
  between: ['；', '; '],
  summary: [(title: string, lines: string): string => `${title}：${lines}`, (title: string, lines: string): string => `${title}: ${lines}`],
});
