// 模拟网关像真实网关一样核对每个请求的签名（docs/protocols/wxpay.md §1.2、§1.3、§10.1）；公开的签名向量也被它接受。
import vectors from '../../vectors/wxpay.json';
import { authorize, readMerchantKey } from '../../../local/gateways/wxpay/admission';
import { HOUR, startWorkbench, type CallOptions, type Workbench } from './workbench';

let workbench: Workbench;
beforeAll(async () => {
  workbench = await startWorkbench();
});
afterAll(() => workbench.stop());

const attempt = (options: CallOptions) => workbench.call('POST', '/v3/pay/transactions/native', workbench.order('native'), options);
const seconds = (offset: number): string => String(Math.floor(workbench.now() / 1000) + offset);

test('a correctly signed request is accepted and its answer carries a valid signature and a Request-ID', async () => {
  const answer = await attempt({});
  expect(answer).toMatchObject({ status: 200, verified: true, suffix: 0 });
});

test.each<[string, () => CallOptions, RegExp]>([
  ['an unknown schema', () => ({ schema: 'WECHATPAY2-SM2-WITH-SM3' }), /认证类型/],
  ['a missing Authorization', () => ({ headers: { Authorization: undefined } }), /格式错误/],
  ['an empty item', () => ({ items: { nonce_str: '' } }), /格式错误/],
  ['an extra item', () => ({ items: { extra: '1' } }), /格式错误/],
  ['an unknown merchant', () => ({ items: { mchid: '1900000000' } }), /商户号有误/],
  ['another certificate serial', () => ({ items: { serial_no: '7F'.repeat(20) } }), /证书序列号有误/],
  ['a clock 301 seconds behind', () => ({ items: { timestamp: seconds(-301) } }), /不得超过5分钟/],
  ['a clock 301 seconds ahead', () => ({ items: { timestamp: seconds(301) } }), /不得超过5分钟/],
  ['a timestamp that is no number', () => ({ items: { timestamp: 'now' } }), /不得超过5分钟/],
  ['a signature that is not base64', () => ({ items: { signature: '***' } }), /验签失败/],
])('%s is refused with SIGN_ERROR', async (_name, options, message) => {
  const answer = await attempt(options());
  expect(answer).toMatchObject({ status: 401, verified: false, json: { code: 'SIGN_ERROR', message: expect.stringMatching(message) } });
});

test('a clock 300 seconds off is still accepted', async () => {
  expect((await attempt({ items: { timestamp: seconds(-300) } })).status).toBe(200);
});

test('a body changed after signing is refused, the answer shows the message WeChat built and its byte length', async () => {
  const answer = await attempt({ signedBody: '{}' });
  const { sign_information, ...detail } = answer.json['detail'] as Record<string, Record<string, unknown>>;
  expect(detail).toEqual({ field: 'signature', issue: 'sign not match', location: 'authorization' });
  expect(sign_information).toMatchObject({ method: 'POST', url: '/v3/pay/transactions/native' });
  expect(Number(sign_information?.['sign_message_length'])).toBeGreaterThan(String(sign_information?.['truncated_sign_message']).length);
});

test.each([['Accept'], ['User-Agent']])('a request without %s is an error of its own', async (name) => {
  const answer = await attempt({ headers: { [name]: undefined } });
  expect(answer).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR', message: 'Http头缺少Accept或User-Agent' } });
});

test.each([
  ['expired', /已过期/],
  ['revoked', /已作废/],
  ['replaced', /已更换证书/],
] as const)('a serial that was %s says so', async (reason, message) => {
  const serial = 'AB'.repeat(20);
  const other = await startWorkbench({ merchant: { retiredSerials: { [serial]: reason } } });
  const answer = await other.call('GET', '/v3/certificates', undefined, { items: { serial_no: serial } });
  expect(answer).toMatchObject({ status: 401, json: { message: expect.stringMatching(message) } });
  await other.stop();
});

test('a serial number is a number: lower-case hex is the same one, in Authorization and in Wechatpay-Serial', async () => {
  const { serialNo } = workbench.keys.wxpay.merchant;
  expect(serialNo).toMatch(/[A-F]/);
  expect((await attempt({ items: { serial_no: serialNo.toLowerCase() } })).status).toBe(200);
  const retired = 'ab'.repeat(20);
  const other = await startWorkbench({ mode: 'both', merchant: { retiredSerials: { [retired.toUpperCase()]: 'expired' } } });
  const answer = await other.call('GET', '/v3/certificates', undefined, { items: { serial_no: retired } });
  expect(answer).toMatchObject({ status: 401, json: { message: expect.stringMatching(/已过期/) } });
  const platform = other.keys.wxpay.platform.certificates[0]?.serialNo ?? '';
  const named = await other.call('POST', '/v3/pay/transactions/native', other.order('native'), {
    headers: { 'Wechatpay-Serial': platform.toLowerCase() },
  });
  expect([named.headers.get('wechatpay-serial'), named.verified]).toEqual([platform, true]);
  await other.stop();
});

test('a merchant without an APIv3 key, and one whose certificate ran out, are refused', async () => {
  const keyless = await startWorkbench({ merchant: { apiV3Key: '' } });
  expect((await keyless.query('ANY0001')).json).toMatchObject({ code: 'SIGN_ERROR', message: expect.stringMatching(/APIv3密钥/) });
  await keyless.stop();
  const late = await startWorkbench();
  late.tick(4 * 365 * 24 * HOUR);
  expect((await late.query('ANY0001')).json).toMatchObject({ code: 'SIGN_ERROR', message: expect.stringMatching(/已过期/) });
  await late.stop();
});

test.each(vectors.request_sign.map((vector) => [vector.id, vector] as const))('published layout %s is accepted', (_id, vector) => {
  const merchant = {
    mchid: vector.mchid,
    appids: [],
    apiV3Key: '0'.repeat(32),
    serialNo: vector.serial_no,
    publicKeyPem: vectors.keys.go_sdk_test_rsa.public_key_spki,
    mode: 'certificate' as const,
  };
  const headers: Record<string, string> = { accept: 'application/json', 'user-agent': 'vector', authorization: vector.authorization };
  const request = {
    method: vector.method,
    target: vector.path_and_query,
    body: Buffer.from(vector.body),
    header: (name: string) => headers[name],
  };
  const merchants = new Map([[merchant.mchid, readMerchantKey(merchant)]]);
  const now = Number(vector.timestamp) * 1000;
  expect(authorize(request, merchants, now)).toBe(merchant);
  expect(() => authorize({ ...request, body: Buffer.from(`${vector.body} `) }, merchants, now)).toThrow('验签失败');
});
