/** 图的内容 → ECharts 的选项。没有动画（安静，也尊重「减少动画」），线与柱之外不放装饰。 */
import type { Palette } from './palette';
import type { ChartSeries, ChartSpec } from './spec';

/** 缺省的字号；浏览器里调大了的跟着大 */
export const FONT_PX = 12;

const axisOf = (series: ChartSeries | undefined, palette: Palette, fontSize: number, right: boolean, ceiling?: number): object => ({
  type: 'value',
  min: 0,
  ...(ceiling === undefined ? {} : { max: ceiling }),
  ...(series?.whole ? { minInterval: 1 } : {}),
  splitNumber: ceiling === undefined ? 3 : 2,
  show: series !== undefined,
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: { color: palette.muted, fontSize, formatter: (value: number) => series?.format(value) ?? '' },
  splitLine: { show: !right, lineStyle: { color: palette.line } },
});

const lineOf = (one: ChartSeries, palette: Palette): object => ({
  name: one.name,
  type: one.kind,
  yAxisIndex: one.side === 'right' ? 1 : 0,
  data: [...one.values],
  itemStyle: { color: palette.tones[one.tone] },
  ...(one.kind === 'bar'
    ? { barMaxWidth: 28, itemStyle: { color: palette.tones[one.tone], borderRadius: [3, 3, 0, 0], opacity: 0.55 } }
    : {}),
  // 只有一格的线没有线段，要看得见点
  ...(one.kind === 'line' ? { symbol: 'circle', symbolSize: 4, showSymbol: one.values.length <= 31, lineStyle: { width: 2 } } : {}),
  tooltip: { valueFormatter: (value: unknown) => (typeof value === 'number' ? one.format(value) : '—') },
});

export function optionOf({ ticks, series, ceiling }: ChartSpec, palette: Palette, fontSize = FONT_PX): object {
  const onSide = (side: 'left' | 'right'): ChartSeries | undefined => series.find((one) => (one.side ?? 'left') === side);
  return {
    animation: false,
    textStyle: { color: palette.text, fontSize },
    grid: { left: 4, right: 8, top: 12, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      trigger: 'axis',
      // 画在画布上：小程序没有 DOM，H5 也不用多一层浮着的元素
      renderMode: 'richText',
      confine: true,
      backgroundColor: palette.card,
      borderColor: palette.line,
      textStyle: { color: palette.text, fontSize },
      axisPointer: { type: 'line', lineStyle: { color: palette.muted } },
    },
    xAxis: {
      type: 'category',
      data: [...ticks],
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: { color: palette.muted, fontSize, hideOverlap: true },
    },
    yAxis: [axisOf(onSide('left'), palette, fontSize, false, ceiling), axisOf(onSide('right'), palette, fontSize, true)],
    series: series.map((one) => lineOf(one, palette)),
  };
}
