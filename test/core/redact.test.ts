// 不变量 I12：任何深度的秘密都不会出现在日志与表里；一条记录只占一行。
import { cleanText, redact } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/journal/redact';

test('secrets are masked at any depth, plain business data stays', () => {
  const out = JSON.stringify(
    redact({
      goods_id: 'mug',
      user: { openid: 'oABC', list: [{ v3Key: 'k', mobile: '13800138000' }] },
      private_key: 'x',
      paySign: 's',
      note: '数量 2',
    }),
  );
  for (const secret of ['oABC', '"k"', '13800138000', '"x"', '"s"']) expect(out).not.toContain(secret);
  expect(out).toContain('mug');
  expect(out).toContain('数量 2');
});

test('card numbers, phone numbers, keys and tokens inside text are masked, order numbers and times are not', () => {
  const text = cleanText('card 4111 1111 1111 1111 tel 13912345678 eyJhbGciOi.eyJzdWIi.sig no VP202611231234567890 at 1763894400000');
  expect(text).not.toMatch(/4111|13912345678|eyJ/);
  expect(text).toContain('VP202611231234567890');
  expect(text).toContain('1763894400000');
});

test('a key is masked to its end, and to the end of the text when it is cut off', () => {
  expect(cleanText('x -----BEGIN RSA KEY-----\nabc\n-----END RSA KEY----- y')).toBe('x *** y');
  expect(cleanText('x -----BEGIN RSA KEY-----\nabc')).toBe('x ***');
});

test('line breaks, terminal escapes and huge texts become one short line', () => {
  const text = cleanText(`a\r\nb\u001b[31mc\u202e\u2066d${'x'.repeat(1_000_000)}`);
  for (const character of ['\r', '\n', '\u001b', '\u202e', '\u2066']) expect(text).not.toContain(character);
  expect(text.length).toBeLessThanOrEqual(300);
});

test('prototype keys and keys the database refuses never come through', () => {
  const out = redact(JSON.parse('{"__proto__":{"x":1},"a.b":1,"$set":2}')) as Record<string, unknown>;
  expect(Object.keys(out).sort()).toEqual(['_set', 'a_b']);
});

test('cycles and deep structures end', () => {
  const loop: Record<string, unknown> = {};
  loop['self'] = loop;
  expect(JSON.stringify(redact(loop)).length).toBeLessThan(200);
});

test('phones and cards written as numbers are masked, amounts and times stay numbers', () => {
  expect(redact({ a: 13912345678, b: 6222021234567890, c: [1763894400000, 1200, 9_999_999_999, 0.13, -1] })).toEqual({
    a: '***',
    b: expect.anything(),
    c: [1763894400000, 1200, 9_999_999_999, 0.13, -1],
  });
  expect(redact({ card: 1, b: 4111111111111111 })).toEqual({ card: '***', b: '***' });
});

test('tokens in a user agent, in an address and in quoted JSON are masked, the rest of the text stays', () => {
  expect(cleanText('Mozilla/5.0 (iPhone) uni-app token=eyJ1aWQiOiJ4In0.c2ln Html5Plus/1.0')).toBe(
    'Mozilla/5.0 (iPhone) uni-app token=*** Html5Plus/1.0',
  );
  expect(cleanText('GET https://shop.example/r?order=7&access_token=abc123#x')).toBe('GET https://shop.example/r?order=7&access_token=***');
  expect(cleanText('body {"openid":"oUpF8uMuAJO","total":1200}')).toBe('body {"openid":"***","total":1200}');
  expect(cleanText('139\r\n1234\r\n5678')).toBe('***');
});

test('what throws when it is read is left out, and nothing is thrown', () => {
  const trap = {
    ok: 1,
    get bad(): string {
      throw new Error('no');
    },
  };
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(redact({ goods_id: 'mug', trap, proxy, big: 5n })).toEqual({ goods_id: 'mug', trap: '…', proxy: '…', big: undefined });
});
