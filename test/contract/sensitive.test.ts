// 不变量 I12、门口：手机号、卡号、openid、令牌的各种写法都认得出；单号、时间、金额绝不认错。
// 这一类：只认得最整齐的那一种写法的脱敏。
import fc from 'fast-check';
import { findSensitive, maskSensitive } from '../../common/contract/sensitive';

const mask = (text: string): string => maskSensitive(text, '***');

const PHONES = [
  '13912345678',
  '+8613912345678',
  '+86 13912345678',
  '+86-139-1234-5678',
  '(+86)139 1234 5678',
  '0086 139 1234 5678',
  '008613912345678',
  '8613912345678',
  '86-13912345678',
  '139-1234-5678',
  '139 1234 5678',
  '139.1234.5678',
  '139 - 1234 - 5678',
  '(139)12345678',
  '139–1234–5678',
  '%2B8613912345678',
  '１３９１２３４５６７８',
  '+852 9876 5432',
  '+1 415 555 2671',
  '+8613912345678',
];
const TOKENS = [
  'eyJhbGciOiJIUzI1NiJ9.eyJ1aWQiOiJ4In0.c2lnbmF0dXJl',
  'eyJ1aWQiOiJkZW1vLXVzZXIifQ.c2lnbmF0dXJl',
  'eyJhbGciOiJIUzI1NiJ9',
  'token=abc123',
  'uniIdToken=abc.def',
  'access_token: "abc123"',
  '"refreshToken":"abc123"',
  'token%3Dabc123',
  '%22token%22%3A%22abc123%22',
  'Bearer abc123.def',
  'Basic dXNlcjpwYXNz',
  'session_key=abc123',
  'secret=abc123',
  'openid=abc123',
  'wxOpenid: abc123',
  '{"unionid":"abc123"}',
  'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
  '-----BEGIN PRIVATE KEY-----abc123',
  'password=abc123',
  'api-key=abc123',
];
const CARDS = [
  '4111111111111111',
  '4111 1111 1111 1111',
  '6222-0212-3456-7890-128',
  '378282246310005',
  '6222.0212.3456.7890.128',
  '4111\u00a01111\u00a01111\u00a01111',
  '6222\u200b021234567890128',
  '４１１１\u2060１１１１１１１１１１１１',
  '11010519491231002X',
  '11010519491231002x',
];

test.each([...PHONES, ...TOKENS, ...CARDS])('%s is recognised wherever it stands', (secret) => {
  const value = secret.replace(/^[^0-9]*?(?=abc123)/, '');
  for (const text of [
    secret,
    `给 ${secret} 打电话`,
    `a=1&x=${secret}&b=2`,
    `Mozilla/5.0 (Phone) App/1.2 ${secret}`,
    `[${secret}]`,
    `，${secret}。`,
  ]) {
    expect([text, findSensitive(text) === undefined]).toEqual([text, false]);
    expect(mask(text)).not.toContain(value);
    // 剩下的数字只有浏览器版本与网址编码。
    expect(mask(text).replace(/%\w\w/g, '').match(/\d/g)?.length ?? 0).toBeLessThanOrEqual(5);
  }
});

test('what only looks like a secret is masked in logs and does not stop an order', () => {
  for (const [text, masked] of [
    ['sign=abcdef', 'sign=***'],
    ['Cookie: sid=1234', 'Cookie: ***'],
    ['phone: iPhone15', 'phone: ***'],
  ] as const) {
    expect([mask(text), findSensitive(text)]).toEqual([masked, undefined]);
  }
});

test.each([
  'VP202611231234567890',
  'RF202611231200001234567890',
  'SHOP13912345678',
  'order_13912345678',
  '13912345678A',
  '2026112322001400001234567890',
  '4200000001202611230000000001',
  '50300000012026112300000000001',
  '2088102177891234',
  '1900000109',
  'wx1111111111111111',
  '2021000000000002',
  '20261123123456',
  '2026-11-23 12:00:00 +0800',
  '2026-11-23T12:00:00.000+08:00',
  '1763894400',
  '1763894400000',
  '0.13912345678',
  '¥1,391.23',
  '错误：uni-pay.alipay.h5.privateKey：不能为空（１）',
  'design: modern',
  'signal: strong',
  'assign: task',
  'tokens: 3',
  'a token of love',
  'GET /v3/pay/transactions/id/4200000001?mchid=1900000109',
  'PUB_KEY_ID_0119000001092026112300000000000001',
  '08F8C5A10610B8',
  'at file.js:139:12345',
  '139.123.45.67',
  'rev 139-1234',
])('%s is not a secret', (text) => {
  for (const around of [text, `no ${text} end`, `"${text}"`]) expect([mask(around), findSensitive(around)]).toEqual([around, undefined]);
});

test('order numbers, times and amounts are never mistaken for a secret', () => {
  const number = fc
    .tuple(fc.constantFrom('VP', 'RF', 'SHOP', 'T_'), fc.bigInt({ min: 0n, max: 10n ** 24n }))
    .map(([prefix, n]) => `${prefix}${n}`);
  const at = fc.date({ min: new Date('2001-09-10'), max: new Date('2060-01-01'), noInvalidDate: true });
  const time = fc.oneof(
    at.map((date) => String(date.getTime())),
    at.map((date) => String(Math.floor(date.getTime() / 1000))),
    at.map((date) => date.toISOString()),
    at.map((date) => date.toISOString().slice(0, 19).replace(/[-T:]/g, '')),
    at.map((date) => `${date.toISOString().slice(0, 19)}+08:00`),
  );
  const amount = fc.oneof(
    fc.integer({ min: 1, max: 1e10 }).map(String),
    fc.integer({ min: 1, max: 1e10 }).map((fee) => (fee / 100).toFixed(2)),
  );
  const tradeNo = fc
    .tuple(at, fc.bigInt({ min: 10n ** 13n, max: 10n ** 14n - 1n }))
    .map(([date, n]) => `${date.toISOString().slice(0, 10).replace(/-/g, '')}22001${n}`);
  fc.assert(
    fc.property(fc.oneof(number, time, amount, tradeNo), (text) => {
      expect(mask(text)).toBe(text);
      expect(findSensitive(text)).toBeUndefined();
    }),
    { numRuns: 3000, seed: 20261123 },
  );
});

// 回溯失控的正则会跑上几分钟：撞上测试自己的时限。
test('long hostile texts are judged at all', () => {
  const units = ['a', '1-', 'token_', '%22', 'eyJ', '86 ', '-----BEGIN ', '1 3 9 ', '+1 ', 'o1A'];
  for (const unit of units) {
    const text = unit.repeat(30_000 / unit.length);
    expect(typeof mask(text)).toBe('string');
    findSensitive(text);
  }
});
