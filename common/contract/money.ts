/** 金额的展示。内部一律是整数分（fen）；元只在这里变成给人看的文字。 */

/** 单笔金额允许的最大整数（分）；超过它的数在任何渠道都没有意义，也远离浮点误差。 */
export const MAX_SAFE_FEE = 100_000_000_00;

/** 是否为合法的正整数分。字符串、小数、NaN、科学计数法文字都不是。 */
export function isFee(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= MAX_SAFE_FEE;
}

/**
 * 分 → 展示文字（不带货币符号），如 `123456` → `1,234.56`。
 * @throws RangeError 不是安全整数时（展示错误的金额比不展示更糟）
 */
export function formatFee(fee: number): string {
  if (!Number.isSafeInteger(fee)) throw new RangeError('金额必须是整数分');
  const sign = fee < 0 ? '-' : '';
  const digits = String(Math.abs(fee)).padStart(3, '0');
  const yuan = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${sign}${yuan}.${digits.slice(-2)}`;
}
