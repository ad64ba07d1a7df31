/** 终端里对齐中文：中文与全角标点占两格。 */
const WIDE = /[ᄀ-ᅟ⺀-꓏가-힣豈-﫿︰-﹏＀-｠￠-￦]/;
/** 终端里占几格。 */
export const width = (line: string): number => [...line].reduce((sum, letter) => sum + (WIDE.test(letter) ? 2 : 1), 0);
/** 补空格到这么宽。 */
export const padded = (line: string, to: number): string => line + ' '.repeat(Math.max(0, to - width(line)));
