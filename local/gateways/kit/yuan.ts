/** 账本里是整数分，页面、账单与一些协议里是元；换算只用字符串，不经过浮点数。 */

const PATTERN = /^(0|[1-9]\d{0,8})(?:\.(\d{1,2}))?$/;

/** 整数分 → `12.00` */
export function yuan(fen: number): string {
  const digits = String(fen).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** 元 → 整数分；不是最多两位小数的十进制数时为 undefined */
export function fenOf(text: string): number | undefined {
  const match = PATTERN.exec(text);
  if (!match) return undefined;
  return Number(`${match[1]}${(match[2] ?? '').padEnd(2, '0')}`);
}

/** 页面上的金额：`1,234.56` */
export function displayYuan(fen: number): string {
  return yuan(fen).replace(/\B(?=(\d{3})+\.)/g, ',');
}
