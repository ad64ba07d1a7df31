// 回调：便宜的检查先于密钥与 RSA；不可信、过期、畸形、别家的一律拒绝，且从不外呼（docs/invariants.md §4、I7、I8）。
import { createHmac, sign } from 'node:crypto';
import type { NotifyEvent, RawNotify } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import {
  APPID,
  certifiedKey,
  createStub,
  MCHID,
  merchantKey,
  notifyOf,
  platformKey,
  PUBLIC_KEY_ID,
  seal,
  signedHeaders,
  START,
  type Stub,
} from './stub-gateway';
import { accepted } from '../accepted';

let stub: Stub;
beforeEach(() => {
  stub = createStub();
});
const paid = {
  appid: APPID,
  mchid: MCHID,
  out_trade_no: 'VP20261102100000000001',
  transaction_id: '4200000202611020000000001',
  trade_type: 'JSAPI',
  trade_state: 'SUCCESS',
  success_time: '2026-11-02T10:00:05+08:00',
  amount: { total: 990, payer_total: 990, currency: 'CNY' },
  payer: { openid: 'o' },
};
const refunded = {
  mchid: MCHID,
  transaction_id: paid.transaction_id,
  out_trade_no: paid.out_trade_no,
  refund_id: '50000000002026110200001',
  out_refund_no: 'RF20261102100500000001',
  refund_status: 'SUCCESS',
  success_time: '2026-11-02T10:06:00+08:00',
  amount: { total: 990, refund: 300 },
};
const genuine = (): RawNotify => notifyOf(platformKey, stub.now, 'TRANSACTION.SUCCESS', paid);
const parse = async (raw: RawNotify): Promise<NotifyEvent> => accepted(await stub.provider.parseNotify(stub.account(), raw));
const withHeader = (name: string, value: unknown): RawNotify => ({
  ...genuine(),
  headers: { ...genuine().headers, [name]: value as string },
});
afterEach(() => expect(stub.requests).toHaveLength(0));

test('a payment becomes facts', async () => {
  await expect(parse(genuine())).resolves.toEqual({
    kind: 'payment',
    facts: {
      out_trade_no: paid.out_trade_no,
      state: 'SUCCESS',
      mchid: MCHID,
      appid: APPID,
      transaction_id: paid.transaction_id,
      total_fee: 990,
      currency: 'CNY',
      paidAt: Date.parse('2026-11-02T02:00:05Z'),
      gatewayState: 'SUCCESS',
    },
  });
});

test.each([
  ['REFUND.SUCCESS', 'SUCCESS', 'SUCCESS'],
  ['REFUND.ABNORMAL', 'ABNORMAL', 'ABNORMAL'],
  ['REFUND.CLOSED', 'CLOSED', 'FAILED'],
  ['REFUND.NEW', 'NEW', 'UNKNOWN'],
])('%s is a refund in state %s → %s', async (event, refund_status, state) => {
  await expect(parse(notifyOf(platformKey, stub.now, event, { ...refunded, refund_status }))).resolves.toMatchObject({
    kind: 'refund',
    facts: {
      out_trade_no: refunded.out_trade_no,
      out_refund_no: refunded.out_refund_no,
      state,
      refund_fee: 300,
      total_fee: 990,
      mchid: MCHID,
    },
  });
});

test.each(['PROFITSHARING', 'TRANSACTION.PAY_BACK', 'transaction.success', '', 'constructor'])(
  'a true event %p that is not ours is acknowledged and ignored',
  async (event) => {
    await expect(parse(notifyOf(platformKey, stub.now, event, {}))).resolves.toMatchObject({ kind: 'ignored', eventType: event });
  },
);

test('an ignored event names the order when it says which, and survives what it cannot open', async () => {
  const about = { mchid: MCHID, out_trade_no: 'VP20261102100000000009' };
  await expect(parse(notifyOf(platformKey, stub.now, 'TRANSACTION.PAY_BACK', about))).resolves.toEqual({
    kind: 'ignored',
    eventType: 'TRANSACTION.PAY_BACK',
    out_trade_no: 'VP20261102100000000009',
  });
  for (const resource of [undefined, null, 'x', { ...seal('[]') }, seal(JSON.stringify(about), 'transaction', 'k'.repeat(32))])
    await expect(parse(notifyOf(platformKey, stub.now, 'PAYSCORE.USER_PAID', about, { resource }))).resolves.toEqual({
      kind: 'ignored',
      eventType: 'PAYSCORE.USER_PAID',
    });
});

test('the age of a callback counts on both sides, up to but not including five minutes', async () => {
  for (const [age, ok] of [
    [299_000, true],
    [-299_000, true],
    [300_000, false],
    [-300_000, false],
    [360_000, false],
    [-360_000, false],
    [30 * 86_400_000, false],
  ] as const) {
    const raw = notifyOf(platformKey, START - age, 'TRANSACTION.SUCCESS', paid);
    if (ok) await expect(parse(raw)).resolves.toMatchObject({ kind: 'payment' });
    else await expect(parse(raw)).rejects.toMatchObject({ code: 40002 });
  }
});

const NAMES = ['wechatpay-timestamp', 'wechatpay-nonce', 'wechatpay-signature', 'wechatpay-serial'] as const;
test.each(NAMES)('%s missing, empty, twice, too long or not text is refused', async (name) => {
  const value = genuine().headers[name]!;
  for (const bad of [undefined, '', `${value}, ${value}`, `${value},${value}`, [value, value], [value], 7, null, 'x'.repeat(2000)])
    await expect(parse(withHeader(name, bad))).rejects.toMatchObject({ code: 40002 });
});

test.each(['NaN', '1e9', '-1793584800', '0x6ae7b1a0', ' 1793584800', '1793584800.5', '1793584800000', 'Infinity'])(
  'timestamp %p is not a timestamp',
  async (value) => {
    await expect(parse(withHeader('wechatpay-timestamp', value))).rejects.toMatchObject({ code: 40002 });
  },
);

test('a probe is answered like any bad signature', async () => {
  for (const value of [
    'WECHATPAY/SIGNTEST/',
    `WECHATPAY/SIGNTEST/${genuine().headers['wechatpay-signature']}`,
    `WECHATPAY/SIGNTEST/${genuine().headers['wechatpay-signature']!.slice(19)}`,
  ]) {
    await expect(parse(withHeader('wechatpay-signature', value))).rejects.toMatchObject({ code: 40002, detail: '签名探测' });
  }
});

function resigned(body: string, key = platformKey): RawNotify {
  return { headers: signedHeaders(key, body, stub.now), body: Buffer.from(body) };
}
test('every single flipped bit of the body breaks the signature', async () => {
  const raw = genuine();
  for (let at = 0; at < raw.body.length; at += 37) {
    const body = Buffer.from(raw.body);
    body[at]! ^= 1;
    await expect(parse({ ...raw, body })).rejects.toMatchObject({ code: 40002 });
  }
});

test('a forger without the platform key gets nowhere', async () => {
  const forger = { ...certifiedKey('EE00000000000000000000000000000000000009'), serial: PUBLIC_KEY_ID };
  const raw = genuine();
  await expect(parse(notifyOf(forger, stub.now, 'TRANSACTION.SUCCESS', paid))).rejects.toMatchObject({ code: 40002 });
  await expect(parse(notifyOf({ ...merchantKey, serial: PUBLIC_KEY_ID }, stub.now, 'TRANSACTION.SUCCESS', paid))).rejects.toMatchObject({
    code: 40002,
  });
  await expect(parse(withHeader('wechatpay-serial', merchantKey.serial))).rejects.toMatchObject({ code: 40003 });
  // 时间戳、随机串都在签名里：换一个就不成立。
  await expect(parse(withHeader('wechatpay-nonce', 'another-nonce'))).rejects.toMatchObject({ code: 40002 });
  await expect(parse(withHeader('wechatpay-timestamp', String(START / 1000 + 1)))).rejects.toMatchObject({ code: 40002 });
  // 报文自称的算法不起作用。
  const hmac = createHmac('sha256', raw.body).digest('base64');
  await expect(
    parse({ ...raw, headers: { ...raw.headers, 'wechatpay-signature': hmac, 'wechatpay-signature-type': 'HMAC-SHA256' } }),
  ).rejects.toMatchObject({ code: 40002 });
});

test('a SHA-1 signature by the true key is refused: the algorithm is ours to choose', async () => {
  const raw = genuine();
  const { 'wechatpay-timestamp': timestamp, 'wechatpay-nonce': nonce } = raw.headers;
  const weak = sign('RSA-SHA1', Buffer.from(`${timestamp}\n${nonce}\n${raw.body.toString()}\n`), platformKey.privateKey).toString('base64');
  await expect(parse({ ...raw, headers: { ...raw.headers, 'wechatpay-signature': weak } })).rejects.toMatchObject({ code: 40002 });
});

test('truly signed, but not meant for us or not decryptable', async () => {
  await expect(parse(notifyOf(platformKey, stub.now, 'TRANSACTION.SUCCESS', { ...paid, mchid: '1900000009' }))).rejects.toMatchObject({
    code: 40009,
  });
  await expect(parse(notifyOf(platformKey, stub.now, 'REFUND.SUCCESS', { ...refunded, mchid: undefined }))).rejects.toMatchObject({
    code: 40009,
  });
  await expect(
    parse(
      notifyOf(platformKey, stub.now, 'TRANSACTION.SUCCESS', paid, { resource: seal(JSON.stringify(paid), 'transaction', 'k'.repeat(32)) }),
    ),
  ).rejects.toMatchObject({ code: 40003 });
  const sealed = seal(JSON.stringify(paid));
  await expect(
    parse(notifyOf(platformKey, stub.now, 'TRANSACTION.SUCCESS', {}, { resource: { ...sealed, associated_data: 'refund' } })),
  ).rejects.toMatchObject({ code: 40003 });
  const data = Buffer.from(sealed.ciphertext, 'base64');
  data[3]! ^= 1;
  await expect(
    parse(notifyOf(platformKey, stub.now, 'TRANSACTION.SUCCESS', {}, { resource: { ...sealed, ciphertext: data.toString('base64') } })),
  ).rejects.toMatchObject({ code: 40003 });
});

test.each(['', 'AAAA', 'AAAAAA==', 'AAAAAAAAAAAAAAAA', '!!'])(
  'a ciphertext %p shorter than its tag is refused, not accepted with a short tag',
  async (ciphertext) => {
    await expect(
      parse(notifyOf(platformKey, stub.now, 'TRANSACTION.SUCCESS', {}, { resource: { ...seal(''), ciphertext } })),
    ).rejects.toMatchObject({ code: ciphertext === '' ? 40001 : 40003 });
  },
);

test.each<[string, object]>([
  ['no resource', { resource: undefined }],
  ['a null resource', { resource: null }],
  ['an array', { resource: [] }],
  ['another algorithm', { resource: { ...seal('{}'), algorithm: 'AEAD_SM4_GCM' } }],
  ['a nonce that is no text', { resource: { ...seal('{}'), nonce: 12 } }],
  ['a nonce of 11 bytes', { resource: { ...seal('{}'), nonce: 'uluk4a9R25R' } }],
  ['a nonce of 16 bytes', { resource: { ...seal('{}'), nonce: 'uluk4a9R25RWuluk' } }],
  ['a nonce of 12 characters that are more bytes', { resource: { ...seal('{}'), nonce: '一uluk4a9R25R' } }],
  ['plaintext that is no JSON', { resource: seal('hello') }],
  ['plaintext that is an array', { resource: seal('[]') }],
  ['plaintext without an order number', { resource: seal(JSON.stringify({ ...paid, out_trade_no: undefined })) }],
  ['an order number that is an object', { resource: seal(JSON.stringify({ ...paid, out_trade_no: { $ne: null } })) }],
])('malformed although signed: %s', async (_name, patch) => {
  await expect(parse(notifyOf(platformKey, stub.now, 'TRANSACTION.SUCCESS', {}, patch))).rejects.toMatchObject({ code: 40001 });
});

test('a body that is empty, too large or not an object is refused', async () => {
  await expect(parse({ ...genuine(), body: Buffer.alloc(0) })).rejects.toMatchObject({ code: 40001 });
  await expect(parse(resigned(JSON.stringify({ id: 'x'.repeat(64 * 1024) })))).rejects.toMatchObject({ code: 40001 });
  for (const body of ['[]', 'null', '"x"', '<xml></xml>', '{"id":'])
    await expect(parse(resigned(body))).rejects.toMatchObject({ code: 40001 });
});

test('the raw bytes count: text outside ASCII and odd spacing verify unchanged', async () => {
  const plain = JSON.stringify(paid);
  const body = `{ "id" : "EV-二", "event_type":"TRANSACTION.SUCCESS","summary":"支付成功 ✓","resource":${JSON.stringify(seal(plain))} }\n`;
  await expect(parse(resigned(body))).resolves.toMatchObject({ kind: 'payment' });
});

test('answers: only a durable change is SUCCESS, and FAIL never travels with 200', () => {
  expect(stub.provider.ack('accepted')).toMatchObject({ statusCode: 200, body: '{"code":"SUCCESS","message":"成功"}' });
  expect(stub.provider.ack('unverified')).toMatchObject({ statusCode: 401, body: expect.stringContaining('"FAIL"') });
  expect(stub.provider.ack('retry')).toMatchObject({ statusCode: 500, body: expect.stringContaining('"FAIL"') });
});
