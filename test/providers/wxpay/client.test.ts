// 通话：请求可被网关验证；任何不可信、不完整的答复都是「不知道」而不是成功或失败（docs/invariants.md §3、I8）。
import { PayError } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/pay-error';
import type { GatewayResponse } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import { CERTIFICATE_MODE, createStub, PUBLIC_KEY_ID, signedHeaders, START, type Stub } from './stub-gateway';

let stub: Stub;
beforeEach(() => {
  stub = createStub();
});
const order = { out_trade_no: 'VP20261102100000000001', total_fee: 990, subject: '会员月卡', expireAt: START + 1_800_000 };
const create = (): Promise<unknown> => stub.provider.create(stub.account(), order);
const CODE_URL = { code_url: 'weixin://wxpay/bizpayurl?pr=abc' };

test('the request carries every header the gateway demands and a signature it can verify', async () => {
  stub.script = () => stub.answer(200, CODE_URL);
  await create();
  const [request] = stub.requests;
  expect(stub.verifyAuthorization(request!)).toBe(true);
  expect(request).toMatchObject({ method: 'POST', url: 'https://gateway.test/v3/pay/transactions/native', timeoutMs: 5000 });
  expect(request!.headers).toMatchObject({
    accept: 'application/json',
    'content-type': 'application/json',
    'wechatpay-serial': PUBLIC_KEY_ID,
  });
  expect(request!.headers['user-agent']).not.toBe('');
});

test('a GET has no body and no content type, and signs its query string', async () => {
  stub.script = () => stub.answer(200, { out_trade_no: 'A|B*C-1', trade_state: 'NOTPAY' });
  await stub.provider.query(stub.account(), 'A|B*C-1');
  const [request] = stub.requests;
  expect(request!.url).toBe('https://gateway.test/v3/pay/transactions/out-trade-no/A%7CB*C-1?mchid=1900000001');
  expect(request!.body).toBeUndefined();
  expect(request!.headers).not.toHaveProperty('content-type');
  expect(stub.verifyAuthorization(request!)).toBe(true);
});

test('a retry uses a new nonce and the same parameters', async () => {
  stub.script = () => stub.answer(200, CODE_URL);
  await create();
  stub.now += 2000;
  await create();
  const [first, second] = stub.requests;
  expect(second!.body).toBe(first!.body);
  expect(second!.headers['authorization']).not.toBe(first!.headers['authorization']);
});

test('certificate mode does not send a key id', async () => {
  stub.script = (request) => (request.url.endsWith('/v3/certificates') ? stub.error(500, 'SYSTEM_ERROR') : stub.answer(200, CODE_URL));
  await expect(stub.provider.create(stub.account({ section: CERTIFICATE_MODE }), order)).rejects.toBeInstanceOf(PayError);
  expect(stub.requests[0]!.headers).not.toHaveProperty('wechatpay-serial');
});

const FAULTS: readonly (readonly [string, (s: Stub) => GatewayResponse, Readonly<Record<string, unknown>>])[] = [
  ['500 without a known code', (s) => s.error(500, 'WHATEVER'), { code: 40010, outcome: 'unknown' }],
  ['500 SYSTEM_ERROR', (s) => s.error(500, 'SYSTEM_ERROR'), { code: 40010, outcome: 'unknown' }],
  ['500 that claims the order does not exist', (s) => s.error(500, 'ORDER_NOT_EXIST'), { outcome: 'unknown' }],
  ['502 with a proxy page', () => ({ status: 502, headers: {}, body: '<html>bad gateway</html>' }), { code: 40004, outcome: 'unknown' }],
  ['404 with a proxy page', () => ({ status: 404, headers: {}, body: '<html>not found</html>' }), { code: 40004, outcome: 'unknown' }],
  ['429', (s) => s.error(429, 'FREQUENCY_LIMITED'), { code: 40008, outcome: 'unknown', retryable: true }],
  ['202 accepted but not done', (s) => s.answer(202, {}), { code: 40010, outcome: 'unknown' }],
  ['a redirect', (s) => s.answer(302, {}), { outcome: 'unknown' }],
  ['401', (s) => s.error(401, 'SIGN_ERROR', 'x-268443699', '错误的签名，验签失败'), { code: 40002, outcome: 'none' }],
  ['401 for a wrong serial', (s) => s.error(401, 'SIGN_ERROR', 'x-1', '商户证书序列号有误'), { code: 40003, outcome: 'none' }],
  ['truncated JSON', (s) => ({ ...s.answer(200, CODE_URL), body: '{"code_url":"weixin' }), { code: 40004, outcome: 'unknown' }],
  ['an empty 200', (s) => s.answer(200), { code: 40004, outcome: 'unknown' }],
  ['an array', (s) => ({ ...s.answer(200, CODE_URL), body: '[]' }), { code: 40004, outcome: 'unknown' }],
  [
    'a changed body',
    (s) => ({ ...s.answer(200, CODE_URL), body: JSON.stringify({ code_url: 'weixin://evil' }) }),
    { code: 40002, outcome: 'unknown' },
  ],
  [
    'a re-serialized body',
    (s) => ({ ...s.answer(200, CODE_URL), body: JSON.stringify(CODE_URL, null, 1) }),
    { code: 40002, outcome: 'unknown' },
  ],
  ['no signature', (s) => ({ ...s.answer(200, CODE_URL), headers: {} }), { code: 40002, outcome: 'unknown' }],
  [
    'a probe signature',
    (s) => s.answer(200, CODE_URL, { 'wechatpay-signature': `WECHATPAY/SIGNTEST/${'A'.repeat(324)}=` }),
    { code: 40002, outcome: 'unknown' },
  ],
  ['a serial nobody knows', (s) => s.answer(200, CODE_URL, { 'wechatpay-serial': 'PUB_KEY_ID_9' }), { code: 40003, outcome: 'unknown' }],
  [
    'a platform serial in public key mode',
    (s) => s.answer(200, CODE_URL, { 'wechatpay-serial': 'ABCDEF0123456789ABCDEF0123456789ABCDEF01' }),
    { code: 40003, outcome: 'unknown' },
  ],
  [
    'a signature five minutes old',
    (s) => s.answer(200, CODE_URL, signedHeaders(s.signer, JSON.stringify(CODE_URL), START - 300_000)),
    { code: 40002, outcome: 'unknown' },
  ],
  ['a verified answer without code_url', (s) => s.answer(200, { prepay_id: 'x' }), { code: 40004, outcome: 'unknown' }],
];

test.each(FAULTS)('%s', async (_name, answer, expected) => {
  stub.script = () => answer(stub);
  const error: unknown = await create().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(PayError);
  expect(error).toMatchObject(expected);
  // 公钥模式下无论答复多离谱，都只有这一次外呼。
  expect(stub.requests).toHaveLength(1);
});

test('a signature 299 seconds old is still accepted', async () => {
  stub.script = () => stub.answer(200, CODE_URL, signedHeaders(stub.signer, JSON.stringify(CODE_URL), START - 299_000));
  await expect(create()).resolves.toMatchObject({ qrcodeText: CODE_URL.code_url });
});

test.each([
  ['as the port reports it', () => new PayError('NETWORK', { outcome: 'unknown' })],
  ['even when the port forgets to say so', () => new PayError('NETWORK')],
  ['even as a bare error', () => new Error('socket hang up')],
])('a lost answer is unknown, %s', async (_name, thrown) => {
  stub.script = () => {
    throw thrown();
  };
  await expect(create()).rejects.toMatchObject({ code: 40004, outcome: 'unknown' });
});

test('the log line names the field and the request id and never breaks a line', async () => {
  stub.script = () => ({
    status: 400,
    headers: { 'request-id': '08F7-abc-268435461' },
    body: JSON.stringify({ code: 'PARAM_ERROR', message: '错\r\n\u001b[31m误', detail: { field: '/amount/total' } }),
  });
  const error = (await create().catch((thrown: unknown) => thrown)) as PayError;
  expect(error).toMatchObject({ code: 40001, outcome: 'none', gatewayCode: 'PARAM_ERROR', gatewayStatus: 400 });
  expect(error.detail).toContain('/amount/total');
  expect(error.detail).toContain('08F7-abc-268435461');
  expect(error.detail).not.toMatch(/\p{Cc}/u);
  expect(JSON.stringify(error.toAnswer('r'))).not.toContain('amount');
});
