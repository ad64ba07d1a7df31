/** 输入框里的元 ↔ 整数分。全程是文字与整数，没有浮点：`19.99 * 100` 在 JavaScript 里不是 1999。 */
import { formatFee, isFee } from '../../contract/money';

const YUAN = /^(\d{1,9})(?:\.(\d{0,2}))?$/;

/**
 * 人输入的金额 → 分；读不懂为 undefined（0 也读不懂：没有要退的）。
 * 接受全角数字、人民币符号与千分位逗号；不接受三位小数、负数、科学计数法。
 */
export function parseYuan(text: string): number | undefined {
  const plain = text.normalize('NFKC').replace(/。/g, '.').replace(/[¥\s]/g, '');
  const match = YUAN.exec(/^\d{1,3}(,\d{3})+(\.|$)/.test(plain) ? plain.replace(/,/g, '') : plain);
  if (!match) return undefined;
  const fee = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  return isFee(fee) ? fee : undefined;
}

/** 分 → 输入框里的文字，没有千分位。 */
export function yuanText(fee: number): string {
  return formatFee(fee).replace(/,/g, '');
}
