// 金额只有一种展示方式；非整数分一律拒绝。
import { formatFee, isFee } from '../../common/contract/money';

test.each([
  [0, '0.00'],
  [1, '0.01'],
  [10, '0.10'],
  [100, '1.00'],
  [123456, '1,234.56'],
  [100000000, '1,000,000.00'],
  [-5, '-0.05'],
])('%i fen is shown as %s', (fee, text) => expect(formatFee(fee)).toBe(text));

test.each([[0.5], [NaN], ['100' as unknown as number], [2 ** 53]])('%p is not an amount', (value) => {
  expect(isFee(value)).toBe(false);
  expect(() => formatFee(value)).toThrow(RangeError);
});
