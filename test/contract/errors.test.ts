// 规范「常见错误码」：目录的每一项与 handlePaymentError 的每一种输入形状。
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_CATALOGUE, handlePaymentError } from '../../common/contract/errors';

const entries = Object.values(ERROR_CATALOGUE);

test('the catalogue holds exactly the eleven codes of the specification', () => {
  expect(entries.map((entry) => entry.code)).toEqual([40001, 40002, 40003, 40004, 40005, 40006, 40007, 40008, 40009, 40010, 50000]);
});

test.each(entries)('numeric and string code $code map to the same answer', (entry) => {
  const expected = { code: entry.code, msg: entry.msg, action: entry.action };
  expect(handlePaymentError({ code: entry.code })).toEqual(expected);
  expect(handlePaymentError({ code: String(entry.code) })).toEqual(expected);
});

test.each([[undefined], [null], ['text'], [42], [{}], [{ code: 'UNKNOWN' }], [{ code: 12345 }], [new Error('secret path /etc')]])(
  'an unknown failure %p becomes 50000 without leaking its text',
  (input) => {
    expect(handlePaymentError(input)).toEqual({ code: 50000, msg: ERROR_CATALOGUE.SYSTEM.msg, action: ERROR_CATALOGUE.SYSTEM.action });
  },
);

test('a parameter error keeps the text that names the field, from msg or message', () => {
  expect(handlePaymentError({ code: 40001, msg: '参数错误：data.type 无效' }).msg).toBe('参数错误：data.type 无效');
  expect(handlePaymentError({ code: '40001', message: '参数错误：x' }).msg).toBe('参数错误：x');
});

test('other errors never pass gateway text on', () => {
  expect(handlePaymentError({ code: 40002, msg: 'sign not match /v3/pay key=abc' }).msg).toBe(ERROR_CATALOGUE.SIGNATURE.msg);
});

test('the request id survives for support', () => {
  expect(handlePaymentError({ code: 40010, requestId: 'r-1' }).requestId).toBe('r-1');
});

test('docs/errors.md and the catalogue agree in both directions', () => {
  const text = readFileSync(join(__dirname, '../../docs/errors.md'), 'utf8');
  const rows = [...text.matchAll(/^\|\s*(\d{5})\s*\|\s*([^|]+?)\s*\|\s*([^|]+?)\s*\|\s*([^|]+?)\s*\|\s*(\d{3})\s*\|\s*(是|否)\s*\|$/gm)];
  const documented = rows.map(([, code, type, msg, action, http, retry]) => ({
    code: Number(code),
    type,
    msg,
    action,
    http: Number(http),
    retryable: retry === '是',
  }));
  // 英文的那一半写在 docs/errors.en.md 里，不在这张表上。
  expect(documented).toEqual(entries.map(({ code, type, msg, action, http, retryable }) => ({ code, type, msg, action, http, retryable })));
});
