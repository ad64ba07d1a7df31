/** 结果的一行、与预算的对照、打印成表。 */
import type { Measured } from './measure';

export type Unit = '倍' | '次/秒' | '毫秒' | 'KiB' | '次';

export interface Row {
  /** 被测的事 */
  readonly name: string;
  readonly value: number;
  readonly unit: Unit;
  /** 四分位数；数出来的量（次数、字节）没有 */
  readonly low?: number;
  readonly high?: number;
  /** bench/README.md 的预算；没有就是只供参考 */
  readonly budget?: { readonly atLeast: number } | { readonly atMost: number };
  /** 一句话，放在表里 */
  readonly note?: string;
  /** 说来话长的，另起一行 */
  readonly detail?: string;
}

/** 一个比值，附上每秒次数。 */
export function ratioRow(name: string, { ratio, perSecond }: Measured, more: Partial<Row> = {}): Row {
  return {
    name,
    value: ratio.median,
    low: ratio.low,
    high: ratio.high,
    unit: '倍',
    note: `${show(perSecond.median, '次/秒')} 次/秒`,
    ...more,
  };
}

export interface Section {
  readonly subject: string;
  readonly title: string;
  readonly rows: readonly Row[];
}

export type Verdict = 'ok' | 'over' | 'info';

export function verdictOf({ value, budget }: Row): Verdict {
  if (!budget) return 'info';
  return ('atLeast' in budget ? value >= budget.atLeast : value <= budget.atMost) ? 'ok' : 'over';
}

const MARKS: Readonly<Record<Verdict, string>> = { ok: '达标', over: '超出', info: '参考' };

function show(value: number, unit: Unit): string {
  if (unit === '次/秒')
    return value >= 1e6 ? `${(value / 1e6).toFixed(2)} M` : value >= 1e4 ? `${(value / 1e3).toFixed(0)} k` : value.toFixed(0);
  if (unit === '次') return String(value);
  return value.toFixed(unit === '倍' ? (value < 0.01 ? 4 : 3) : 1);
}

/** 汉字占两格。 */
const widthOf = (text: string): number => [...text].reduce((sum, char) => sum + (/[\u1100-\u115f\u2e80-\uffe6]/.test(char) ? 2 : 1), 0);
const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

function cells(row: Row): string[] {
  const { unit, low, high, budget } = row;
  const range = low === undefined || high === undefined ? '' : `${show(low, unit)} – ${show(high, unit)}`;
  const limit = !budget ? '' : 'atLeast' in budget ? `≥ ${show(budget.atLeast, unit)}` : `≤ ${show(budget.atMost, unit)}`;
  return [row.name, `${show(row.value, unit)} ${unit}`, range, limit, MARKS[verdictOf(row)], row.note ?? ''];
}

const HEADINGS = ['被测', '结果', '四分位', '预算', '结论', '说明'];

export function tableOf({ title, rows }: Section): string {
  const lines = [HEADINGS, ...rows.map(cells)];
  const widths = HEADINGS.map((_heading, column) => Math.max(...lines.map((line) => widthOf(line[column] as string))));
  const [heading, ...body] = lines.map(
    (line) =>
      `  ${line
        .map((cell, column) => pad(cell, widths[column] as number))
        .join('  ')
        .trimEnd()}`,
  );
  const detailed = body.flatMap((line, index) => {
    const detail = rows[index]?.detail;
    return detail ? [line, `      ${detail}`] : [line];
  });
  return [title, heading, `  ${widths.map((width) => '─'.repeat(width)).join('  ')}`, ...detailed].join('\n');
}
