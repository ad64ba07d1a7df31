// 开放接口的凭据：几个实例同时要，只换一次；快到期时一个去换、别的用旧的；被说失效了换一个，还是它才强制刷新。加密存放（不变量 I12）。
import { randomBytes } from 'node:crypto';
import { openDoorShop, type DoorShop } from './door-harness';

const settings = { encryption: { keys: [`k1:${randomBytes(32).toString('base64')}`] } };
const HOUR = 3_600_000;

let shop: DoorShop;
/** 网关答这一问之前等着的 */
let gate: Promise<void> | undefined;
const latency = async (operation: string): Promise<void> => {
  if (operation === 'accessToken') await gate;
};
const open = async (options: object = { settings }): Promise<void> => {
  gate = undefined;
  shop = await openDoorShop({ ...options, wxpay: { latency } });
};
afterEach(() => shop.close());

const token = (input: object = {}) => shop.merchant('getAccessToken', input);
const asked = (): number => shop.wxpay.exchanges().filter(({ operation }) => operation === 'accessToken').length;
const stored = (): string =>
  JSON.stringify(['payment_tokens', 'payment_logs', 'payment_errors', 'payment_leases'].map((name) => shop.rows(name)));

test('eight at once ask the gateway once and get the same token; it is only stored sealed', async () => {
  await open();
  const answers = await Promise.all(Array.from({ length: 8 }, () => token()));
  const tokens = new Set(answers.map(({ code, access_token }) => (code === 0 ? access_token : 'failed')));
  expect([tokens.size, asked()]).toEqual([1, 1]);
  const [known] = tokens;
  expect(await token()).toMatchObject({ access_token: known });
  expect(asked()).toBe(1);
  expect(stored()).not.toContain(String(known));
  // 另一个应用另有一个
  expect((await token({ platform: 'h5-weixin' }))['access_token']).not.toBe(known);
});

test('near its end one instance renews while the others go on with the old one', async () => {
  await open();
  const { access_token: old } = await token();
  shop.tick(2 * HOUR - 200_000);
  let release = (): void => undefined;
  gate = new Promise((resolve) => (release = resolve));
  const renewing = token();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await token()).toMatchObject({ code: 0, access_token: old });
  release();
  const { access_token: fresh } = await renewing;
  expect(fresh).not.toBe(old);
  expect(await token()).toMatchObject({ access_token: fresh });
  expect(asked()).toBe(2);
});

test('a token the gateway refused is exchanged; only if it gives the same one it is renewed by force, once', async () => {
  await open();
  const { access_token: refused } = await token();
  const [first, second] = await Promise.all([token({ refused }), token({ refused })]);
  expect(first?.['access_token']).not.toBe(refused);
  expect(second?.['access_token']).toBe(first?.['access_token']);
  // 一次平常的（给的还是它）、一次强制的
  expect(asked()).toBe(3);
  // 迟到的人说的是旧的：已经换过了，不再打扰网关
  expect(await token({ refused })).toMatchObject({ access_token: first?.['access_token'] });
  expect(asked()).toBe(3);
  // 三十秒之内不再强制
  expect(await token({ refused: first?.['access_token'] })).toMatchObject({ code: 40010 });
});

test('a gateway that does not answer costs nothing while the old one is good, and is said when there is none', async () => {
  await open();
  shop.wxpay.faults.add({ operation: 'accessToken', fault: { kind: 'lostAnswer' } });
  expect(await token()).toMatchObject({ code: 40004 });
  const { access_token: old } = await token();
  shop.tick(2 * HOUR - 200_000);
  shop.wxpay.faults.add({ operation: 'accessToken', fault: { kind: 'http', status: 502 } });
  expect(await token()).toMatchObject({ code: 0, access_token: old });
});

test('without encryption nothing is stored, and the token is the one the gateway has', async () => {
  await open({});
  const { access_token } = await token();
  expect(await token()).toMatchObject({ code: 0, access_token });
  expect(shop.rows('payment_tokens')).toEqual([]);
});
