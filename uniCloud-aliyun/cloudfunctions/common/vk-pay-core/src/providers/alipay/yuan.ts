/** 元与分的换算：只用字符串与整数，不经过浮点。元的文字只存在于这个文件夹。 */

const YUAN_PATTERN = /^(?:0|[1-9]\d{0,8})(?:\.\d{1,2})?$/;

/** 整数分 → 元的文字，如 `1` → `0.01`。@throws RangeError 不是正整数分 */
export function feeToYuan(fee: number): string {
  if (!Number.isSafeInteger(fee) || fee < 1) throw new RangeError('金额必须是正整数分');
  const digits = String(fee).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** 元的文字 → 整数分；格式不对（符号、科学计数、三位小数、前导零……）返回 undefined，绝不猜。 */
export function yuanToFee(text: unknown): number | undefined {
  if (typeof text !== 'string' || !YUAN_PATTERN.test(text)) return undefined;
  let fee = 0;
  for (let i = 0; i < text.length; i += 1) {
    const digit = text.charCodeAt(i) - 48;
    // 小数点跳过去。
    if (digit >= 0) fee = fee * 10 + digit;
  }
  const point = text.indexOf('.');
  return point < 0 ? fee * 100 : text.length - point === 2 ? fee * 10 : fee;
}
