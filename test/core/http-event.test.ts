// 集成请求 → 原始字节：平台可能以 base64 交来；同名的头全留着，因此绝不可能等于任何单值的签名。
import { readHttpEvent, type HttpRequest } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/notify/http-event';

const read = (patch: object): HttpRequest => readHttpEvent({ path: '/wxpay/h5', httpMethod: 'post', headers: {}, ...patch }) as HttpRequest;

test('a body in base64 is the same bytes as the body in clear', () => {
  const text = '{"杯子":"☕"}';
  const encoded = read({ body: Buffer.from(text).toString('base64'), isBase64Encoded: true });
  expect(encoded.body).toEqual(Buffer.from(text));
  expect(read({ body: text, isBase64Encoded: false }).body).toEqual(Buffer.from(text));
  expect(read({ body: text }).body).toEqual(Buffer.from(text));
  expect([encoded.tooLarge(40), encoded.tooLarge(5)]).toEqual([false, true]);
});

test('a header that comes twice, in any letter case or as a list, keeps both values', () => {
  const { headers } = read({ headers: { 'Wechatpay-Nonce': 'a', 'wechatpay-nonce': 'b', Other: ['c', 'd'] } });
  expect(headers).toEqual({ 'wechatpay-nonce': 'a, b', other: 'c, d' });
});

test.each([undefined, null, 1, {}, { path: 1 }, { path: '/', httpMethod: 'POST', body: {} }])('%j is no request', (event) => {
  expect(readHttpEvent(event)).toBeUndefined();
});

test('headers that are no text, whatever they are, count as absent and never throw', () => {
  const strange = { a: { toString: 'x' }, b: [{}], c: null, d: 7, constructor: 'e', ['__proto__']: 'g' };
  expect(read({ headers: strange }).headers).toEqual({ d: '7', constructor: 'e' });
  for (const headers of [null, 'text', 7, ['x'], undefined]) expect(() => read({ headers }).headers).not.toThrow();
});
