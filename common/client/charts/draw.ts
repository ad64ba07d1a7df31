/**
 * 把图画到页面上，并让它跟着容器的大小、深浅色走。库在第一次画的时候才取来。
 * H5 画在一个元素里；小程序画在 canvas 2d 的节点上，那里没有 DOM，事件一概不接。
 */
// #ifndef H5
import * as echarts from './echarts';
// #endif
import type { Chart } from './echarts';
import { FONT_PX, optionOf } from './option';
import { PALETTES, type Scheme } from './palette';
import type { ChartSpec } from './spec';

export interface Drawing {
  show(spec: ChartSpec): void;
  dispose(): void;
}

/** 小程序的 canvas 节点，由 createSelectorQuery 的 `node` 取得。 */
export interface CanvasNode {
  width: number;
  height: number;
  getContext(kind: '2d'): unknown;
}
export interface CanvasPlace {
  readonly node: CanvasNode;
  readonly width: number;
  readonly height: number;
}

type Library = typeof import('./echarts');

let library: Promise<Library> | undefined;
/**
 * H5 用到才取；小程序没有按需取代码，跟着页面一起来。
 * @throws 没有取到（断网……）；下一次再取
 */
function fetchLibrary(): Promise<Library> {
  // #ifdef H5
  library ??= import('./echarts').catch((error: unknown) => {
    library = undefined;
    throw error;
  });
  return library;
  // #endif
  // #ifndef H5
  return Promise.resolve(echarts);
  // #endif
}

/** 正在用的深浅色；变了就说。@returns 不再听 */
function watchScheme(changed: (scheme: Scheme) => void): () => void {
  // #ifdef H5
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const tell = (): void => changed(dark.matches ? 'dark' : 'light');
  dark.addEventListener('change', tell);
  tell();
  return () => dark.removeEventListener('change', tell);
  // #endif
  // #ifndef H5
  const told = ({ theme }: { readonly theme?: string }): void => changed(theme === 'dark' ? 'dark' : 'light');
  told({ theme: uni.getSystemInfoSync().theme ?? 'light' });
  uni.onThemeChange(told);
  return () => uni.offThemeChange(told);
  // #endif
}

/** 画布上的字不会自己跟着浏览器的字号：按根字号算。 */
function fontSize(): number {
  // #ifdef H5
  const root = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return Number.isFinite(root) && root > 0 ? (FONT_PX / 16) * root : FONT_PX;
  // #endif
  // #ifndef H5
  return FONT_PX;
  // #endif
}

function attach(chart: Chart): Drawing {
  let scheme: Scheme = 'light';
  let shown: ChartSpec | undefined;
  const draw = (): void => {
    if (shown) chart.setOption(optionOf(shown, PALETTES[scheme], fontSize()), true);
  };
  const forget = watchScheme((next) => {
    scheme = next;
    draw();
  });
  return {
    show(spec) {
      shown = spec;
      draw();
    },
    dispose() {
      forget();
      chart.dispose();
    },
  };
}

/**
 * H5：画在一个元素里。
 * @throws 图表库没有取到
 */
export async function drawIn(element: HTMLElement): Promise<Drawing> {
  const { init } = await fetchLibrary();
  const chart = init(element);
  const watcher = new ResizeObserver(() => chart.resize());
  watcher.observe(element);
  const drawing = attach(chart);
  return {
    ...drawing,
    dispose() {
      watcher.disconnect();
      drawing.dispose();
    },
  };
}

/**
 * 小程序：画在 canvas 2d 的节点上。
 * @throws 图表库没有取到
 */
export async function drawOn({ node, width, height }: CanvasPlace): Promise<Drawing> {
  const { init } = await fetchLibrary();
  const deaf = (): void => undefined;
  // 库会往画布上挂事件；小程序的节点没有这几个方法
  const canvas = Object.assign(node, { addEventListener: deaf, removeEventListener: deaf });
  const devicePixelRatio = uni.getSystemInfoSync().pixelRatio;
  return attach(init(canvas, { width, height, devicePixelRatio }));
}
