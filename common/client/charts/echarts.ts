/**
 * 图表库 Apache ECharts 里用到的几样，只在看板上按需取来（draw.ts）。插件包把这一个文件连同库打成一份。
 * 选它：一直有人维护、许可宽松、H5 与小程序的画布都能画；uCharts 小得多，但几年没有发布过了。
 */
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init as create, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

use([BarChart, LineChart, GridComponent, TooltipComponent, CanvasRenderer]);

/** 只说我们用得到的：库自己的类型不进插件包的说明，商户的项目里没有这个库。 */
export interface Chart {
  /** @param anew 不与先前的合并 */
  setOption(option: object, anew: boolean): void;
  resize(): void;
  dispose(): void;
}
export interface ChartSize {
  readonly width: number;
  readonly height: number;
  readonly devicePixelRatio: number;
}

/** @param place H5 的元素，或小程序的 canvas 节点；后者要说多大 */
export function init(place: object, size?: ChartSize): Chart {
  return create(place as Parameters<typeof create>[0], null, size);
}
