// 消费者投诉的请求与应答（docs/protocols/wxpay.md §13.4）：请求照参考一字不差；应答窄化，缺了要紧的是「不知道」，说的不是这一件的不信；
// 电话用商户私钥解开、只留头尾；图片只取网关上的；上传签的是 meta；服务商的账号不读。
import { constants, createHash, generateKeyPairSync, publicEncrypt, randomBytes } from 'node:crypto';
import { wxpayComplaints } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/complaints';
import { uploadRequest } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/upload';
import type { WxpayAccount } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/account';
import type { WxpayClient } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/client';
import type { GatewayResponse, ProviderPorts } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import { PayError } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/pay-error';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const account = {
  provider: 'wxpay',
  platform: 'h5',
  mchid: '1900012181',
  gatewayUrl: 'https://api.mch.weixin.qq.com',
  notifyUrl: 'https://shop.example/pay-notify/wxpay/h5',
  timeoutMs: 1000,
  credentials: { privateKey, serialNo: 'AB12CD34' },
} as WxpayAccount;
const ID = '200201820200101080076610000';
const C = '/v3/merchant-service/complaints-v2';

let calls: unknown[][];
let answer: object | PayError;
let file: GatewayResponse;
const client = {
  call: (...[, operation, method, path, body]: Parameters<WxpayClient['call']>) => {
    calls.push([operation, method, path, body]);
    return answer instanceof PayError ? Promise.reject(answer) : Promise.resolve(answer);
  },
} as WxpayClient;
const ports = {
  now: () => Date.UTC(2026, 10, 20),
  nonce: () => 'N'.repeat(32),
  http: (request: { url: string }) => {
    calls.push([request.url]);
    return Promise.resolve(file);
  },
} as unknown as ProviderPorts;
const complaints = wxpayComplaints(ports, client);
const sealed = (phone: string): string =>
  publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, Buffer.from(phone)).toString('base64');
const detail = (more: object = {}): object => ({
  complaint_id: ID,
  complaint_time: '2026-11-20T10:34:56+08:00',
  complaint_detail: '反馈一个重复扣费的问题',
  complaint_state: 'PENDING',
  complainted_mchid: account.mchid,
  complaint_order_info: [{ transaction_id: '4200000404201909069117582536', out_trade_no: '20190906154617947762231', amount: 3 }],
  complaint_full_refunded: true,
  incoming_user_response: true,
  user_complaint_times: 1,
  problem_type: 'REFUND',
  apply_refund_amount: 10,
  user_tag_list: ['TRUSTED'],
  ...more,
});
beforeEach(() => {
  calls = [];
  answer = detail();
});

test('what is read is exactly what WeChat said, the phone by its head and tail', async () => {
  answer = detail({ payer_phone: sealed('18500000000') });
  expect(await complaints.read(account, ID)).toEqual({
    complaint_id: ID,
    status: 'PENDING',
    problem: 'refund',
    text: '反馈一个重复扣费的问题',
    complaint_date: Date.UTC(2026, 10, 20, 2, 34, 56),
    trades: [{ transaction_id: '4200000404201909069117582536', out_trade_no: '20190906154617947762231', fee: 3 }],
    apply_refund_fee: 10,
    waiting: true,
    urgent: false,
    times: 1,
    refunded: true,
    phone: '185****0000',
  });
  expect(calls).toEqual([['complaint', 'GET', `${C}/${ID}`, undefined]]);
});

test.each([
  ['an unknown state', { complaint_state: 'ARCHIVED' }],
  ['no time', { complaint_time: '2026-11-20 10:34:56' }],
  ['another complaint', { complaint_id: '200201820200101080076610001' }],
  ['another merchant', { complainted_mchid: '1900012182' }],
])('%s is not believed', async (_name, more) => {
  answer = detail(more);
  await expect(complaints.read(account, ID)).rejects.toMatchObject({ kind: 'NETWORK', outcome: 'unknown' });
});

test.each([sealed('电话'), 'AAAA', randomBytes(256).toString('base64')])('a phone that cannot be read is none', async (payer_phone) => {
  answer = detail({ payer_phone });
  expect(await complaints.read(account, ID)).not.toHaveProperty('phone');
});

test('one that WeChat does not have is none; any other refusal is said', async () => {
  answer = new PayError('ORDER_NOT_FOUND');
  expect(await complaints.read(account, ID)).toBeUndefined();
  answer = new PayError('PERMISSION');
  await expect(complaints.read(account, ID)).rejects.toMatchObject({ kind: 'PERMISSION' });
});

test('listed by days and pages; the last page is the one that is not full', async () => {
  answer = { data: Array.from({ length: 50 }, () => detail()), limit: 50, offset: 50 };
  const range = { from: '2026-11-18', to: '2026-11-20', offset: 50 };
  expect(await complaints.list(account, range)).toMatchObject({ next: 100 });
  expect(calls[0]?.[2]).toBe(`${C}?limit=50&offset=50&begin_date=2026-11-18&end_date=2026-11-20&complainted_mchid=1900012181`);
  // 读不懂的一件不挡别的
  answer = { data: [detail({ complaint_state: 'ARCHIVED', complaint_id: 'strange1' }), detail(), {}] };
  const last = await complaints.list(account, range);
  expect([last.rows.length, last.unread, last.next]).toEqual([1, ['strange1'], undefined]);
});

test('the talk, oldest first: who and what by their own spelling; only images on the gateway', async () => {
  const at = '2026-11-20T10:34:56+08:00';
  answer = {
    data: [
      { log_id: '4', operate_time: at, operate_type: 'PLATFORM_RESPONSE', operate_details: '平台说' },
      { log_id: '3', operate_time: at, operate_type: 'MERCHANT_REFUSE_RERUND', operate_details: '不退' },
      {
        log_id: '2',
        operate_time: at,
        operate_type: 'MERCHANT_RESPONSE',
        operate_details: '好',
        image_list: [
          'https://qpic.cn/xxx',
          'https://api.mch.weixin.qq.com/v3/merchant-service/images/ChsyM%3D',
          'nothing',
          'https://api.mch.weixin.qq.com/v3/merchant-service/images/%zz',
        ],
        complaint_media_list: {
          media_type: 'USER_COMPLAINT_IMAGE',
          media_url: ['https://api.mch.weixin.qq.com/v3/merchant-service/images/Two'],
        },
      },
      { log_id: '1', operate_time: at, operate_type: 'USER_CREATE_COMPLAINT', operate_details: '投诉' },
      { operate_time: at, operate_type: 'USER_RESPONSE' },
    ],
  };
  expect(await complaints.talk(account, ID)).toMatchObject([
    { id: '1', who: 'payer', kind: 'complaint', text: '投诉', images: [] },
    { id: '2', who: 'merchant', kind: 'reply', images: ['ChsyM=', 'Two'] },
    { id: '3', who: 'merchant', kind: 'reject' },
    { id: '4', who: 'platform', kind: 'notice' },
  ]);
});

test.each([
  [
    'reply',
    { text: '好', images: ['m1'] },
    'response',
    { complainted_mchid: '1900012181', response_content: '好', response_images: ['m1'] },
  ],
  ['reply', { text: '好', images: [] }, 'response', { complainted_mchid: '1900012181', response_content: '好' }],
  ['complete', {}, 'complete', { complainted_mchid: '1900012181' }],
  ['approve', {}, 'update-refund-progress', { action: 'APPROVE', launch_refund_day: 0 }],
  ['reject', { text: '已发货' }, 'update-refund-progress', { action: 'REJECT', reject_reason: '已发货' }],
] as const)('%s %j is sent as the reference says', async (act, said, name, body) => {
  await complaints.act(account, ID, act, said);
  expect(calls).toEqual([['complaint', 'POST', `${C}/${ID}/${name}`, body]]);
});

test('an upload signs its meta, which names the digest of the file', () => {
  const bytes = randomBytes(40);
  const meta = JSON.stringify({ filename: 'image.png', sha256: createHash('sha256').update(bytes).digest('hex') });
  const request = uploadRequest(ports, account, '/v3/merchant-service/images/upload', meta, { type: 'image/png', bytes });
  const boundary = `vk-pay-${'N'.repeat(32)}`;
  expect(request.headers['content-type']).toBe(`multipart/form-data; boundary=${boundary}`);
  expect(request).not.toHaveProperty('body');
  const sent = Buffer.from(request.bytes ?? []);
  expect(sent.includes(bytes)).toBe(true);
  expect(sent.toString('latin1').split(`--${boundary}`)).toHaveLength(4);
  expect(sent.toString('latin1')).toContain(`name="meta"\r\nContent-Type: application/json\r\n\r\n${meta}\r\n`);
});

test('an image is what its bytes say, never a page; its address is ours', async () => {
  const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0]);
  file = { status: 200, headers: { 'content-type': 'text/html' }, body: '', bytes: jpeg };
  expect(await complaints.image(account, '../a?b')).toEqual({ type: 'image/jpeg', bytes: jpeg });
  expect(calls[0]).toEqual(['https://api.mch.weixin.qq.com/v3/merchant-service/images/..%2Fa%3Fb']);
  file = { ...file, headers: { 'content-type': 'image/png' }, bytes: Buffer.from('<script>') };
  await expect(complaints.image(account, 'm')).rejects.toMatchObject({ kind: 'SYSTEM' });
  file = { status: 404, headers: {}, body: '' };
  await expect(complaints.image(account, 'm')).rejects.toMatchObject({ kind: 'ORDER_NOT_FOUND' });
});

test('the address for notices: registered when there is none, one of another system left alone', async () => {
  answer = { mchid: '1900012181', url: 'https://other.example/complaints' };
  expect(await complaints.listen(account)).toBe(false);
  expect(calls).toHaveLength(1);
  answer = { url: account.notifyUrl };
  expect(await complaints.listen(account)).toBe(true);
  calls = [];
  const none: WxpayClient = {
    ...client,
    call: (...given) => (given[2] === 'GET' ? Promise.reject(new PayError('ORDER_NOT_FOUND')) : client.call(...given)),
  };
  expect(await wxpayComplaints(ports, none).listen(account)).toBe(true);
  expect(calls).toEqual([['complaint', 'POST', '/v3/merchant-service/complaint-notifications', { url: account.notifyUrl }]]);
});

test('a service provider reads none: the notice does not say whose it is', () => {
  const partner = { mchid: '1900000109', appid: 'wx1' };
  expect([complaints.has(account), complaints.has({ ...account, credentials: { ...account.credentials, partner } })]).toEqual([
    true,
    false,
  ]);
});
