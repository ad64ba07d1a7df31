// I3：退款金额从输入框到请求全程是整数分；读不懂的金额不会变成一个数。
import fc from 'fast-check';
import { MAX_SAFE_FEE } from '../../common/contract/money';
import { parseYuan, yuanText } from '../../common/client/refunds/yuan-input';

test.each([
  ['12', 1200],
  ['12.', 1200],
  ['12.3', 1230],
  ['12.34', 1234],
  ['0.01', 1],
  ['19.99', 1999],
  ['1.15', 115],
  ['1,234.56', 123456],
  [' ¥ 5.00 ', 500],
  ['￥１２．５', 1250],
  ['5。5', 550],
])('%s yuan is %d fen', (text, fee) => {
  expect(parseYuan(text)).toBe(fee);
});

test.each([
  '',
  ' ',
  '0',
  '0.00',
  '-1',
  '+1',
  '1.234',
  '1e3',
  '0x10',
  'NaN',
  '1.2.3',
  '.5',
  '1,23',
  '12元',
  '9999999999',
  '1 000 000 000 000',
])('「%s」 is no amount', (text) => {
  expect(parseYuan(text)).toBeUndefined();
});

test('every amount survives the trip through the input exactly', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: MAX_SAFE_FEE / 100 }), (fee) => parseYuan(yuanText(fee)) === fee));
});
