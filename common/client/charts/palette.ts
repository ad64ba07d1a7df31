/** 画布上的颜色：画布读不到 CSS 变量，所以这里另有一份；与 shell/tokens.scss 一致由测试核对。 */
import type { ChartTone } from './spec';

export type Scheme = 'light' | 'dark';

export interface Palette {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly card: string;
  readonly tones: Readonly<Record<ChartTone, string>>;
}

export const PALETTES: Readonly<Record<Scheme, Palette>> = {
  light: {
    text: '#1f2329',
    muted: '#646a73',
    line: '#e5e6eb',
    card: '#ffffff',
    tones: { brand: '#1a5fcb', success: '#067a3d', danger: '#c02626', warning: '#9a4b00' },
  },
  dark: {
    text: '#f0f1f2',
    muted: '#a6abb3',
    line: '#303236',
    card: '#1a1b1e',
    tones: { brand: '#7fb0ff', success: '#4cd08a', danger: '#ff8a8a', warning: '#ffb266' },
  },
};
