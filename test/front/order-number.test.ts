// I6：单号由前端先定好，一个号就是一张订单；必须同时满足服务端与各渠道的字母表。
import { checkParams } from '../../common/contract/check-params';
import { outTradeNoSchema } from '../../common/contract/fields';
import { newOrderNumber, platformRandomBytes } from '../../common/client/pay/order-number';

const AT = Date.UTC(2026, 10, 23, 16, 30, 5);

test('carries the time in UTC+8 whatever the zone of the host', async () => {
  expect(await newOrderNumber(AT, async (length) => new Uint8Array(length))).toBe('VP202611240030050000000000');
});

test('numbers pass the rule of the server', async () => {
  for (let round = 0; round < 200; round += 1) {
    const number = await newOrderNumber(AT + round);
    expect(number).toMatch(/^VP\d{14}[0-9A-HJKMNP-TV-Z]{10}$/);
    expect(checkParams(outTradeNoSchema, number)).toEqual({ ok: true, value: number });
  }
});

test('numbers of the same instant do not collide', async () => {
  const numbers = await Promise.all(Array.from({ length: 500 }, () => newOrderNumber(AT)));
  expect(new Set(numbers).size).toBe(500);
});

test('every random byte maps into the alphabet without bias', async () => {
  const counts = new Map<string, number>();
  for (let byte = 0; byte < 256; byte += 1) {
    const last = (await newOrderNumber(AT, async (length) => new Uint8Array(length).fill(byte))).slice(-1);
    counts.set(last, (counts.get(last) ?? 0) + 1);
  }
  expect(counts.size).toBe(32);
  expect(new Set(counts.values())).toEqual(new Set([8]));
});

test('mini programs use the random source of WeChat', async () => {
  const getRandomValues = ({ length, success }: { length: number; success(result: { randomValues: ArrayBuffer }): void }): void =>
    success({ randomValues: new Uint8Array(length).fill(7).buffer });
  Object.assign(globalThis, { uni: { getRandomValues } });
  expect([...(await platformRandomBytes(3))]).toEqual([7, 7, 7]);
});

beforeEach(() => Object.assign(globalThis, { uni: {} }));
