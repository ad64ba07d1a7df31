// docs/pages.md「配色」：浅色与深色下，文字与底色的对比度都不低于 4.5；两套颜色用同一组变量名。
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PALETTES } from '../../common/client/charts/palette';

const SOURCE = readFileSync(join(__dirname, '../../common/client/shell/tokens.scss'), 'utf8');
const [lightText = '', darkText = ''] = SOURCE.split('@media (prefers-color-scheme: dark)');

function colours(text: string): Map<string, string> {
  return new Map([...text.matchAll(/--vk-([\w-]+):\s*(#[0-9a-f]{6})/g)].map((match) => [match[1] as string, match[2] as string]));
}
const light = colours(lightText);
const dark = new Map([...light, ...colours(darkText)]);

function luminance(hex: string): number {
  const channel = (at: number): number => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}
function contrast(a: string, b: string): number {
  const [bright = 0, dim = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (bright + 0.05) / (dim + 0.05);
}

const PAIRS: readonly (readonly [string, string])[] = [
  ['text', 'page'],
  ['text', 'card'],
  ['text', 'sunken'],
  ['text', 'brand-tint'],
  ['muted', 'page'],
  ['muted', 'card'],
  ['muted', 'sunken'],
  ['on-brand', 'brand'],
  ['on-brand', 'brand-pressed'],
  ['brand-text', 'card'],
  ['brand-text', 'page'],
  ['brand-text', 'brand-tint'],
  ['success-text', 'success-tint'],
  ['danger-text', 'danger-tint'],
  ['danger-text', 'card'],
  ['warning-text', 'warning-tint'],
];

test.each([
  ['light', light],
  ['dark', dark],
] as const)('%s text is readable', (_scheme, scheme) => {
  const weak = PAIRS.map(([text, ground]) => ({
    text,
    ground,
    ratio: contrast(scheme.get(text) as string, scheme.get(ground) as string),
  })).filter(({ ratio }) => !(ratio >= 4.5));
  expect(weak).toEqual([]);
});

test('dark mode only redefines what light mode defines', () => {
  const names = new Set([...lightText.matchAll(/--vk-[\w-]+(?=:)/g)].map(([name]) => name));
  expect([...darkText.matchAll(/--vk-[\w-]+(?=:)/g)].map(([name]) => name).filter((name) => !names.has(name))).toEqual([]);
});

test('what is drawn on a canvas has the colours of the tokens', () => {
  for (const [name, scheme] of [
    ['light', light],
    ['dark', dark],
  ] as const) {
    const { tones, ...plain } = PALETTES[name];
    for (const [token, colour] of Object.entries(plain)) expect([name, token, colour]).toEqual([name, token, scheme.get(token)]);
    for (const [tone, colour] of Object.entries(tones)) expect([name, tone, colour]).toEqual([name, tone, scheme.get(`${tone}-text`)]);
  }
});
