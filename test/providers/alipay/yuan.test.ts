// 性质：分 ↔ 元文字互逆，1…10^9 分；不合格的元文字一律拒绝。
import fc from 'fast-check';
import { feeToYuan, yuanToFee } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/yuan';

test('fen to yuan text and back is the identity for every amount up to ten million yuan', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000_000 }), (fee) => {
      const yuan = feeToYuan(fee);
      expect(yuan).toMatch(/^(0|[1-9]\d*)\.\d{2}$/);
      expect(yuanToFee(yuan)).toBe(fee);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['1', 100],
  ['1.5', 150],
  ['0.01', 1],
  ['88.88', 8888],
  ['0', 0],
  ['0.00', 0],
  ['100000000.00', 10_000_000_000],
])('%s yuan is %i fen', (text, fee) => {
  expect(yuanToFee(text)).toBe(fee);
});

test('malformed yuan texts are refused', () => {
  for (const text of [
    '',
    ' 1',
    '1 ',
    '+1',
    '-1',
    '1.',
    '.1',
    '01',
    '1.234',
    '1e3',
    '1,000',
    '１',
    '0x1',
    'NaN',
    'Infinity',
    '1.0.0',
    100,
    null,
    undefined,
    {},
  ]) {
    expect([text, yuanToFee(text)]).toEqual([text, undefined]);
  }
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!/^(0|[1-9]\d{0,8})(\.\d{1,2})?$/.test(text));
      expect(yuanToFee(text)).toBeUndefined();
    }),
  );
});

test.each([[0], [-1], [0.5], [NaN], [2 ** 53]])('%p is not an amount to send', (fee) => expect(() => feeToYuan(fee)).toThrow(RangeError));
