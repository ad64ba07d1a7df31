// 跳回地址：支付宝只签它自己加的参数，商户与框架的参数放在一边；改动、重复、冒充的一律不认。
import { checkAlipayCreate } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/fields';
import { readReturnUrl } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/return-url';
import { account, APP_ID, NOW, PAID, SELLER_ID, signatureOf, signed, textOf, type Fields } from './notices';

const RETURNED: Fields = {
  app_id: APP_ID,
  auth_app_id: APP_ID,
  charset: 'utf-8',
  method: 'alipay.trade.page.pay.return',
  out_trade_no: 'VPMINE00001',
  seller_id: SELLER_ID,
  sign_type: 'RSA2',
  timestamp: '2026-11-23 12:00:00',
  total_amount: '12.00',
  trade_no: '2026112322001400001234567890',
  version: '1.0',
};
const query = (fields: Fields = signed(RETURNED)): string => new URLSearchParams(fields).toString();
const read = (text: string) => readReturnUrl(account(), text);
const FOUND = { out_trade_no: 'VPMINE00001', transaction_id: RETURNED['trade_no'] };

test.each([
  ['nothing else', query()],
  ['a question mark', `?${query()}`],
  ["the merchant's own query in front", `?order=7&from=app&${query()}`],
  ["a framework's parameters around", `s=/pay/result&_url=%2Fpay&${query()}&utm=x`],
  ['the same foreign parameter twice', `tag=a&tag=b&${query()}`],
  ['a foreign parameter that cannot be decoded', `x=%E4%zz&${query()}`],
  ['empty parts', `&&${query()}&`],
])('verifies with %s', (_name, text) => {
  expect(read(text)).toEqual(FOUND);
});

test.each(Object.keys(RETURNED).filter((name) => name !== 'sign_type'))('a changed %s does not verify', (name) => {
  const fields = signed(RETURNED);
  expect(read(query({ ...fields, [name]: `${fields[name]}1` }))).toBeUndefined();
});

test.each(['app_id', 'sign', 'out_trade_no', 'total_amount', 'method'])('a second %s, whatever it says, does not verify', (name) => {
  const own = signed(RETURNED)[name] as string;
  for (const value of [own, 'other', '']) {
    const second = `${name}=${encodeURIComponent(value)}`;
    expect([value, read(`${second}&${query()}`)]).toEqual([value, undefined]);
    expect([value, read(`${query()}&${second}`)]).toEqual([value, undefined]);
    expect([value, read(`${query()}&${second.replace('_', '%5F').replace('sign', 'sig%6E').replace('method', 'metho%64')}`)]).toEqual([
      value,
      undefined,
    ]);
  }
});

test('a missing or broken signature, another app and a notice in disguise do not verify', () => {
  const { sign: _sign, ...unsigned } = signed(RETURNED);
  expect(read(query(unsigned))).toBeUndefined();
  expect(read(query({ ...RETURNED, sign: 'x' }))).toBeUndefined();
  expect(read(query(signed({ ...RETURNED, app_id: '2021000000000009' })))).toBeUndefined();
  expect(read(query(signed(PAID)))).toBeUndefined();
  expect(read('')).toBeUndefined();
});

test('a value that could be cut does not verify although the signature is true', () => {
  const genuine: Fields = { ...RETURNED, total_amount: '12.00&trade_no=1' };
  expect(read(query({ ...genuine, sign: signatureOf(textOf(genuine)) }))).toBeUndefined();
});

test('a return address that uses the names of Alipay is refused when the order is made', () => {
  const order = { out_trade_no: 'VPMINE00001', total_fee: 1, subject: '杯子', expireAt: NOW + 600_000 };
  const web = { ...account(), platform: 'page' as const };
  const problem = (returnUrl: string): string | undefined => {
    try {
      checkAlipayCreate(web, { ...order, returnUrl });
      return undefined;
    } catch (error) {
      return (error as { problems: { field: string }[] }).problems[0]?.field;
    }
  };
  expect(problem('https://shop.example/pay/result?order=7&from=app')).toBeUndefined();
  expect(problem('https://shop.example/#/pages/result?out_trade_no=7')).toBeUndefined();
  expect(problem('https://shop.example/pay?out_trade_no=7')).toBe('data.return_url');
  expect(problem('https://shop.example/pay?sign=7#/x')).toBe('data.return_url');
  expect(problem(`https://shop.example/${'x'.repeat(240)}`)).toBe('data.return_url');
});
