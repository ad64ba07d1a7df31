/** 十进制的文字 → 整数：只用字符串与整数，不经过浮点。 */

const DECIMAL = /^(-?)(\d{1,10})(?:\.(\d{1,8}))?$/;

/**
 * `12.30` → 1230（places 2）；`-0.07200` → -7200（places 5）。
 * @param places 整数的单位是 10 的几次方分之一；多出来的位必须是零
 * @returns 不是这样的文字返回 undefined，绝不猜
 */
export function decimalOf(text: string, places: number): number | undefined {
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const fraction = match[3] ?? '';
  if (fraction.length > places && /[1-9]/.test(fraction.slice(places))) return undefined;
  const value = Number(`${match[2]}${fraction.slice(0, places).padEnd(places, '0')}`);
  if (!Number.isSafeInteger(value)) return undefined;
  // 不要负零。
  return match[1] && value !== 0 ? -value : value;
}
