/**
 * 图表库 Apache ECharts 里用到的几样，只在看板上按需取来（draw.ts）。插件包把这一个文件连同库打成一份。
 * 选它：一直有人维护、许可宽松、H5 与小程序的画布都能画；uCharts 小得多，但几年没有发布过了。
 */
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

use([BarChart, LineChart, GridComponent, TooltipComponent, CanvasRenderer]);

export { init };
