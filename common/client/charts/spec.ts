/** 一张图说什么，与用哪个库画无关；同样的内容也是它的文字与表格。 */

/** 颜色的意思；具体的颜色在 palette.ts。 */
export type ChartTone = 'brand' | 'success' | 'danger' | 'warning';

export interface ChartSeries {
  readonly name: string;
  readonly kind: 'bar' | 'line';
  readonly tone: ChartTone;
  /** 与 ticks 一样长；没有数据的格子为 null */
  readonly values: readonly (number | null)[];
  /** 数 → 给人看的文字 */
  readonly format: (value: number) => string;
  /** 数的是个数，轴上只有整数 */
  readonly whole?: boolean;
  /** 缺省左边的轴 */
  readonly side?: 'left' | 'right';
}

export interface ChartSpec {
  readonly title: string;
  /** 横轴每一格的名字 */
  readonly ticks: readonly string[];
  /** 表格第一列的名字 */
  readonly tickName: string;
  readonly series: readonly ChartSeries[];
  /** 左边的轴到这里为止；缺省随数据 */
  readonly ceiling?: number;
}

/** 一个值在表格里的样子。 */
export const cellText = (value: number | null | undefined, { format }: Pick<ChartSeries, 'format'>): string =>
  value === null || value === undefined ? '—' : format(value);

/** 一条线里最高的一格；全是空的没有。 */
export function highest({ values }: Pick<ChartSeries, 'values'>): { readonly at: number; readonly value: number } | undefined {
  let top: { at: number; value: number } | undefined;
  values.forEach((value, at) => {
    if (value !== null && (top === undefined || value > top.value)) top = { at, value };
  });
  return top;
}
