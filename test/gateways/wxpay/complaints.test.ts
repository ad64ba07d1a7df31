// 消费者投诉 2.0（docs/protocols/wxpay.md §13.4）：列表与详情、手机号加密给商户、回复与完结、退款审批、图片、通知与它自己的重发表。
import { constants, createHash, privateDecrypt, randomBytes, sign } from 'node:crypto';
import { DAY, MINUTE, paidOrder, SECOND, startWorkbench, type Answer, type Workbench } from './workbench';

const SERVICE = '/v3/merchant-service';
const BASE = `${SERVICE}/complaints-v2`;
let workbench: Workbench;
let no: string;
const call = (method: string, path: string, body?: unknown): Promise<Answer> => workbench.call(method as 'GET', path, body);
const mchid = (): string => workbench.keys.wxpay.mchid;
const detail = async (id: string): Promise<Record<string, unknown>> => (await call('GET', `${BASE}/${id}`)).json;
const reply = (id: string, more: object = {}): Promise<Answer> =>
  call('POST', `${BASE}/${id}/response`, { complainted_mchid: mchid(), response_content: '已为您处理', ...more });
const complete = (id: string): Promise<Answer> => call('POST', `${BASE}/${id}/complete`, { complainted_mchid: mchid() });
const list = (query = 'begin_date=2026-11-23&end_date=2026-11-23'): Promise<Answer> => call('GET', `${BASE}?${query}`);

beforeEach(async () => {
  workbench = await startWorkbench();
  no = await paidOrder(workbench);
  await workbench.gateway.deliverDue();
  workbench.callbacks.length = 0;
});
afterEach(() => workbench.stop());

test('a complaint is notified, listed, read; the phone is encrypted to our certificate', async () => {
  const url = 'https://merchant.example/complaints';
  expect((await call('POST', `${SERVICE}/complaint-notifications`, { url })).json).toEqual({ mchid: mchid(), url });
  expect((await call('POST', `${SERVICE}/complaint-notifications`, { url })).json).toMatchObject({ code: 'INVALID_REQUEST' });
  const { id } = workbench.gateway.complain(no, { text: '没有收到', applyRefund: 40 });
  expect(await workbench.gateway.deliverDue()).toMatchObject([{ eventType: 'COMPLAINT.CREATE', acked: true, url }]);
  expect(workbench.callbacks[0]).toMatchObject({ verified: true, plaintext: { complaint_id: id, action_type: 'CREATE_COMPLAINT' } });
  expect(await list()).toMatchObject({ status: 200, verified: true, json: { total_count: 1, data: [{ complaint_id: id }] } });
  const read = await detail(id);
  expect(read).toMatchObject({
    complaint_state: 'PENDING',
    complainted_mchid: mchid(),
    complaint_order_info: [{ out_trade_no: no, amount: 100, transaction_id: expect.any(String) }],
    problem_type: 'REFUND',
    apply_refund_amount: 40,
    incoming_user_response: true,
    user_complaint_times: 1,
  });
  const padding = { key: workbench.keys.wxpay.merchant.privateKeyPem, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
  expect(privateDecrypt(padding, Buffer.from(String(read['payer_phone']), 'base64')).toString()).toBe('18500000001');
});

test('replied, completed, and opened again by the user', async () => {
  await call('POST', `${SERVICE}/complaint-notifications`, { url: 'https://merchant.example/c' });
  const { id } = workbench.gateway.complain(no);
  await workbench.gateway.deliverDue();
  expect((await complete(id)).json).toMatchObject({ code: 'INVALID_REQUEST' });
  expect(await reply(id)).toMatchObject({ status: 204, verified: true });
  expect(await detail(id)).toMatchObject({ complaint_state: 'PROCESSING', incoming_user_response: false });
  expect(await complete(id)).toMatchObject({ status: 204 });
  expect((await reply(id)).json).toMatchObject({ code: 'INVALID_REQUEST' });
  expect(workbench.gateway.complaints.complaint(id)).toMatchObject({ state: 'PROCESSED' });
  workbench.gateway.continueComplaint(id, '还是不行');
  expect(await workbench.gateway.deliverDue()).toMatchObject([{ eventType: 'COMPLAINT.STATE_CHANGE' }]);
  expect(workbench.callbacks.at(-1)?.plaintext).toMatchObject({ action_type: 'CONTINUE_COMPLAINT' });
  expect(await detail(id)).toMatchObject({ complaint_state: 'PENDING', user_complaint_times: 2 });
  const history = (await call('GET', `${BASE}/${id}/negotiation-historys?limit=10&offset=0`)).json;
  expect(history['data']).toMatchObject([
    { operate_type: 'USER_CONTINUE_COMPLAINT', operate_details: '还是不行' },
    { operate_type: 'MERCHANT_CONFIRM_COMPLETE' },
    { operate_type: 'MERCHANT_RESPONSE', operate_details: '已为您处理', image_list: [] },
    { operate_type: 'USER_CREATE_COMPLAINT' },
  ]);
});

test('an approved refund moves no money; the arrival of it closes the complaint; a rejection closes it at once', async () => {
  const progress = (id: string, body: object): Promise<Answer> => call('POST', `${BASE}/${id}/update-refund-progress`, body);
  const { id } = workbench.gateway.complain(no);
  expect(await progress(id, { action: 'APPROVE', launch_refund_day: 0 })).toMatchObject({ status: 204 });
  expect(await detail(id)).toMatchObject({ complaint_state: 'PROCESSING', complaint_full_refunded: false });
  expect(workbench.gateway.ledger.refunds(no)).toEqual([]);
  await workbench.refund({ out_trade_no: no, out_refund_no: 'CR1', amount: { refund: 100, total: 100, currency: 'CNY' } });
  workbench.gateway.finishRefund('CR1');
  expect(await detail(id)).toMatchObject({ complaint_state: 'PROCESSED', complaint_full_refunded: true });
  const other = workbench.gateway.complain(await paidOrder(workbench)).id;
  expect((await progress(other, { action: 'REJECT' })).json).toMatchObject({ code: 'PARAM_ERROR' });
  expect(await progress(other, { action: 'REJECT', reject_reason: '已发货' })).toMatchObject({ status: 204 });
  expect(await detail(other)).toMatchObject({ complaint_state: 'PROCESSED' });
});

test('pages: the count only on the first, at most thirty days, only ours', async () => {
  for (let i = 0; i < 3; i += 1) workbench.gateway.complain(await paidOrder(workbench));
  const first = await list('begin_date=2026-11-23&end_date=2026-11-23&limit=2');
  expect(first.json).toMatchObject({ total_count: 3, limit: 2, offset: 0 });
  expect(first.json['data']).toHaveLength(2);
  const second = await list('begin_date=2026-11-23&end_date=2026-11-23&limit=2&offset=2');
  expect(second.json).not.toHaveProperty('total_count');
  expect(second.json['data']).toHaveLength(1);
  expect((await list('begin_date=2026-10-01&end_date=2026-11-23')).json).toMatchObject({ code: 'PARAM_ERROR' });
  expect((await list('begin_date=2026-11-23&end_date=2026-11-23&limit=51')).json).toMatchObject({ code: 'PARAM_ERROR' });
  expect((await call('GET', `${BASE}/nobody`)).status).toBe(404);
});

test('an image: signed over meta, checked by its digest, used in a reply, read back', async () => {
  const { wxpay } = workbench.keys;
  const file = randomBytes(64);
  const upload = async (sha256: string): Promise<{ status: number; json: Record<string, unknown> }> => {
    const meta = JSON.stringify({ filename: 'proof.png', sha256 });
    const form = new FormData();
    form.set('meta', meta);
    form.set('file', new Blob([new Uint8Array(file)], { type: 'image/png' }), 'proof.png');
    const [timestamp, nonce] = [String(Math.floor(workbench.now() / 1000)), 'n'.repeat(32)];
    const message = `POST\n${SERVICE}/images/upload\n${timestamp}\n${nonce}\n${meta}\n`;
    const signature = sign('RSA-SHA256', Buffer.from(message), wxpay.merchant.privateKeyPem).toString('base64');
    const items = { mchid: wxpay.mchid, nonce_str: nonce, timestamp, serial_no: wxpay.merchant.serialNo, signature };
    const authorization = `WECHATPAY2-SHA256-RSA2048 ${Object.entries(items)
      .map(([name, value]) => `${name}="${value}"`)
      .join(',')}`;
    const response = await workbench.open(`${SERVICE}/images/upload`, {
      method: 'POST',
      headers: { Authorization: authorization, Accept: 'application/json', 'User-Agent': 'test' },
      body: form,
    });
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  };
  expect(await upload('0'.repeat(64))).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR' } });
  const { json } = await upload(createHash('sha256').update(file).digest('hex'));
  const { id } = workbench.gateway.complain(no);
  expect((await reply(id, { response_images: ['nobody'] })).json).toMatchObject({ code: 'INVALID_REQUEST' });
  expect((await reply(id, { response_images: [json['media_id']] })).status).toBe(204);
  const { data } = (await call('GET', `${BASE}/${id}/negotiation-historys`)).json as { data: { image_list: string[] }[] };
  const image = await call('GET', new URL(data[0]?.image_list[0] ?? '').pathname);
  expect(image.bytes.equals(file)).toBe(true);
});

test('no address, no notice; one that is not acknowledged comes again by its own table', async () => {
  workbench.gateway.complain(no);
  expect(await workbench.gateway.deliverDue()).toEqual([]);
  const address = `${SERVICE}/complaint-notifications`;
  expect((await call('GET', address)).status).toBe(404);
  expect((await call('PUT', address, { url: 'https://merchant.example/c' })).status).toBe(404);
  await call('POST', address, { url: 'https://merchant.example/c' });
  expect((await call('PUT', address, { url: 'https://merchant.example/d' })).json).toMatchObject({ url: 'https://merchant.example/d' });
  workbench.receiver = () => 500;
  workbench.gateway.complain(await paidOrder(workbench));
  const gaps: number[] = [];
  for (let i = 0; i < 14; i += 1) {
    const report = (await workbench.gateway.deliverDue()).find(({ eventType }) => eventType === 'COMPLAINT.CREATE');
    const next = (report?.nextAt ?? 0) - workbench.now();
    gaps.push(next);
    workbench.tick(next);
  }
  expect(gaps).toEqual([5 * SECOND, ...Array.from({ length: 10 }, () => MINUTE), ...Array.from({ length: 3 }, () => 5 * MINUTE)]);
  expect((await call('DELETE', address)).status).toBe(204);
  expect((await call('GET', address)).status).toBe(404);
  workbench.tick(DAY);
});
