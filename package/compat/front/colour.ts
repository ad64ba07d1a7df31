/** 商户给的主色：压在上面的字用白还是用黑，看哪个读得清。 */
function luminance(channel: number): number {
  const part = channel / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

/** @param colour `#rgb` 或 `#rrggbb`；别的写法照白字 */
export function textOn(colour: string): '#ffffff' | '#1f2329' {
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour)?.[1];
  if (digits === undefined) return '#ffffff';
  const full = digits.length === 3 ? Array.from(digits, (digit) => digit + digit).join('') : digits;
  const [r = 0, g = 0, b = 0] = [0, 2, 4].map((at) => luminance(parseInt(full.slice(at, at + 2), 16)));
  const light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  // 白字 1.05 / (L + 0.05)，深字 (L + 0.05) / 0.066
  return 1.05 / (light + 0.05) >= (light + 0.05) / 0.066 ? '#ffffff' : '#1f2329';
}
