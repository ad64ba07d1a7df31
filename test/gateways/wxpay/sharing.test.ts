// 分账（docs/protocols/wxpay.md §2.7）：接收方、上限、状态一步不少、同号同一张、解冻、回退、退款之后还能分多少。
// 字段名与必有的字段另照官方 Go SDK services/profitsharing/models.go 核对过。
import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import { DAY, MINUTE, paidOrder, SECOND, startWorkbench, type Answer, type Workbench } from './workbench';

const BASE = '/v3/profitsharing';
const SHOP = '1900000109';
const PERSON = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';
let workbench: Workbench;
let no: string;
let transaction: string;
let serial = 0;
const appid = (): string => workbench.keys.wxpay.appids.h5;
const post = (path: string, body: object, headers: Record<string, string> = {}): Promise<Answer> =>
  workbench.call('POST', `${BASE}${path}`, body, { headers });
const get = (path: string): Promise<Answer> => workbench.call('GET', `${BASE}${path}`);
const sealed = (text: string): string => {
  const [key] = workbench.keys.wxpay.platform.publicKeys;
  const padded = { key: createPublicKey(key?.publicKeyPem ?? ''), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
  return publicEncrypt(padded, Buffer.from(text)).toString('base64');
};
const named = (): Record<string, string> => ({ 'Wechatpay-Serial': workbench.keys.wxpay.platform.publicKeys[0]?.id ?? '' });
const addShop = (): Promise<Answer> =>
  post('/receivers/add', { appid: appid(), type: 'MERCHANT_ID', account: SHOP, name: sealed('示例门店'), relation_type: 'STORE' }, named());
const to = (amount: number, changes: object = {}): object => ({
  type: 'MERCHANT_ID',
  account: SHOP,
  amount,
  description: '分给门店',
  ...changes,
});
const share = (changes: Record<string, unknown> = {}): Promise<Answer> =>
  post('/orders', {
    appid: appid(),
    transaction_id: transaction,
    out_order_no: `PS${(serial += 1)}`,
    receivers: [to(1000)],
    unfreeze_unsplit: false,
    ...changes,
  });
const unsplit = async (): Promise<unknown> => (await get(`/transactions/${transaction}/amounts`)).json['unsplit_amount'];
const query = async (outOrderNo: string): Promise<Record<string, unknown>> =>
  (await get(`/orders/${outOrderNo}?transaction_id=${transaction}`)).json;

beforeEach(async () => {
  workbench = await startWorkbench({ refundSpacingMs: 0 });
  no = await paidOrder(workbench, { amount: { total: 10_000, currency: 'CNY' }, settle_info: { profit_sharing: true } });
  transaction = workbench.gateway.ledger.order(no)?.payment?.transactionId ?? '';
  await addShop();
  workbench.tick(MINUTE);
});
afterEach(() => workbench.stop());

test('a receiver is added once or twice, its encrypted name read, and removed', async () => {
  expect(await addShop()).toMatchObject({
    status: 200,
    verified: true,
    json: { type: 'MERCHANT_ID', account: SHOP, relation_type: 'STORE' },
  });
  expect(workbench.gateway.sharing.receivers()).toMatchObject([{ account: SHOP, name: '示例门店' }]);
  expect(await post('/receivers/delete', { appid: appid(), type: 'MERCHANT_ID', account: SHOP })).toMatchObject({
    status: 200,
    json: { type: 'MERCHANT_ID', account: SHOP },
  });
  expect(workbench.gateway.sharing.receivers()).toEqual([]);
});

test.each([
  [{ type: 'MERCHANT_ID', account: SHOP, relation_type: 'STORE' }, 'PARAM_ERROR'],
  [{ type: 'PERSONAL_SUB_OPENID', account: PERSON, relation_type: 'STAFF' }, 'PARAM_ERROR'],
  [{ type: 'PERSONAL_OPENID', account: PERSON, relation_type: 'FRIEND' }, 'PARAM_ERROR'],
  [{ type: 'PERSONAL_OPENID', account: PERSON, relation_type: 'CUSTOM' }, 'PARAM_ERROR'],
  [{ appid: 'wx0000000000000000', type: 'PERSONAL_OPENID', account: PERSON, relation_type: 'STAFF' }, 'INVALID_REQUEST'],
])('refuses the receiver %j', async (changes, code) => {
  expect((await post('/receivers/add', { appid: appid(), ...changes })).json).toMatchObject({ code });
});

test('processing, then finished: each receiver with a result of its own', async () => {
  await post('/receivers/add', { appid: appid(), type: 'PERSONAL_OPENID', account: PERSON, relation_type: 'STAFF' });
  workbench.gateway.chooseSharing(PERSON, 'RECEIVER_REAL_NAME_NOT_VERIFIED');
  const accepted = await share({ out_order_no: 'PSA', receivers: [to(1000), to(500, { type: 'PERSONAL_OPENID', account: PERSON })] });
  expect(accepted).toMatchObject({
    status: 200,
    verified: true,
    json: {
      out_order_no: 'PSA',
      transaction_id: transaction,
      state: 'PROCESSING',
      receivers: [{ result: 'PENDING' }, { result: 'PENDING' }],
    },
  });
  expect(await unsplit()).toBe(10_000 - 60 - 1500);
  workbench.tick(2 * SECOND);
  expect(await query('PSA')).toMatchObject({
    state: 'FINISHED',
    order_id: accepted.json['order_id'],
    receivers: [
      { account: SHOP, amount: 1000, result: 'SUCCESS', detail_id: expect.any(String), finish_time: expect.any(String) },
      { account: PERSON, amount: 500, result: 'CLOSED', fail_reason: 'RECEIVER_REAL_NAME_NOT_VERIFIED' },
    ],
  });
  // 没有分成的回到待分。
  expect(await unsplit()).toBe(10_000 - 60 - 1000);
  expect(workbench.gateway.sharing.standing(no)).toEqual({ enabled: true, unsplit: 8940, shared: 1000, returned: 0, unfrozen: false });
});

test('the same number is the same sharing; other content is refused', async () => {
  const first = await share({ out_order_no: 'PSB' });
  expect((await share({ out_order_no: 'PSB' })).json).toEqual(first.json);
  expect((await share({ out_order_no: 'PSB', receivers: [to(1001)] })).json).toMatchObject({ code: 'INVALID_REQUEST' });
  expect(workbench.gateway.sharing.shares(no)).toHaveLength(1);
});

test('the ceiling of 30 % counts all sharings of an order', async () => {
  expect((await share({ receivers: [to(3001)] })).json).toMatchObject({ code: 'RULE_LIMIT' });
  expect((await share({ receivers: [to(2000)] })).status).toBe(200);
  expect((await share({ receivers: [to(1001)] })).json).toMatchObject({ code: 'RULE_LIMIT' });
  expect((await share({ receivers: [to(1000)] })).status).toBe(200);
});

test.each([
  ['a receiver that was not added', () => share({ receivers: [to(1, { account: '1900000999' })] }), 'INVALID_REQUEST'],
  ['a name that is not the receiver’s', () => share({ receivers: [to(1, { name: 'clear text' })] }), 'PARAM_ERROR'],
  ['an unknown payment', () => share({ transaction_id: '4200000000000000000000000000' }), 'INVALID_REQUEST'],
  ['no receivers', () => share({ receivers: [] }), 'PARAM_ERROR'],
  ['more than 50 receivers', () => share({ receivers: Array.from({ length: 51 }, () => to(1)) }), 'PARAM_ERROR'],
  ['an amount of nothing', () => share({ receivers: [to(0)] }), 'PARAM_ERROR'],
])('refuses %s', async (_what, ask, code) => {
  expect((await ask()).json).toMatchObject({ code });
});

test('too early, not meant for sharing, or older than thirty days', async () => {
  const fresh = await paidOrder(workbench, { settle_info: { profit_sharing: true } });
  const plain = await paidOrder(workbench);
  const number = (order: string): string => workbench.gateway.ledger.order(order)?.payment?.transactionId ?? '';
  const early = await share({ transaction_id: number(fresh), receivers: [to(1)] });
  expect(early).toMatchObject({ status: 400, json: { code: 'INVALID_REQUEST', message: expect.stringContaining('订单处理中') } });
  workbench.tick(MINUTE);
  expect((await share({ transaction_id: number(fresh), receivers: [to(1)] })).status).toBe(200);
  expect((await share({ transaction_id: number(plain), receivers: [to(1)] })).json).toMatchObject({ code: 'INVALID_REQUEST' });
  workbench.tick(30 * DAY);
  expect((await share()).json).toMatchObject({ code: 'INVALID_REQUEST' });
  expect(workbench.gateway.sharing.standing(no)).toMatchObject({ unfrozen: true, unsplit: 0 });
});

test('unfreezing needs a new number, waits for a running sharing, and ends sharing', async () => {
  const unfreeze = (out_order_no: string): Promise<Answer> =>
    post('/orders/unfreeze', { transaction_id: transaction, out_order_no, description: '解冻全部剩余资金' });
  await share({ out_order_no: 'PSC' });
  expect((await unfreeze('PSC')).json).toMatchObject({ code: 'INVALID_REQUEST' });
  expect((await unfreeze('PSD')).json).toMatchObject({ code: 'INVALID_REQUEST', message: expect.stringContaining('处理中') });
  workbench.tick(2 * SECOND);
  const done = await unfreeze('PSD');
  expect(done.json).toMatchObject({ state: 'PROCESSING', receivers: [{ account: workbench.keys.wxpay.mchid, amount: 8940 }] });
  expect((await unfreeze('PSD')).json).toEqual(done.json);
  expect(await unsplit()).toBe(0);
  expect((await share({ receivers: [to(1)] })).json).toMatchObject({ code: 'INVALID_REQUEST' });
  workbench.tick(2 * SECOND);
  expect(await query('PSD')).toMatchObject({ state: 'FINISHED', receivers: [{ result: 'SUCCESS' }] });
});

test('the last sharing may release the rest by itself', async () => {
  await share({ unfreeze_unsplit: true });
  expect((await share({ receivers: [to(1)] })).json).toMatchObject({ code: 'INVALID_REQUEST' });
});

test('a receiver removed before the sharing finishes gets nothing', async () => {
  await share({ out_order_no: 'PSE' });
  await post('/receivers/delete', { appid: appid(), type: 'MERCHANT_ID', account: SHOP });
  workbench.tick(2 * SECOND);
  expect(await query('PSE')).toMatchObject({ receivers: [{ result: 'CLOSED', fail_reason: 'NO_RELATION' }] });
});

test('money comes back from a merchant receiver, at most what it got, also after unfreezing', async () => {
  const back = (changes: object = {}): Promise<Answer> =>
    post('/return-orders', {
      out_order_no: 'PSF',
      out_return_no: 'RTA',
      return_mchid: SHOP,
      amount: 600,
      description: '用户退款',
      ...changes,
    });
  await share({ out_order_no: 'PSF', unfreeze_unsplit: true });
  expect((await back()).json).toMatchObject({ code: 'INVALID_REQUEST' });
  workbench.tick(2 * SECOND);
  const first = await back();
  expect(first.json).toMatchObject({ result: 'PROCESSING', out_order_no: 'PSF', amount: 600, return_id: expect.any(String) });
  expect((await back()).json).toEqual(first.json);
  expect((await back({ amount: 601 })).json).toMatchObject({ code: 'INVALID_REQUEST' });
  expect((await back({ out_return_no: 'RTB', amount: 401 })).json).toMatchObject({ code: 'INVALID_REQUEST' });
  workbench.gateway.chooseSharing('RTB', 'BALANCE_NOT_ENOUGH');
  expect((await back({ out_return_no: 'RTB', amount: 400 })).status).toBe(200);
  workbench.tick(2 * SECOND);
  const result = async (no: string): Promise<unknown> => (await get(`/return-orders/${no}?out_order_no=PSF`)).json;
  expect(await result('RTA')).toMatchObject({ result: 'SUCCESS', finish_time: expect.any(String) });
  expect(await result('RTB')).toMatchObject({ result: 'FAILED', fail_reason: 'BALANCE_NOT_ENOUGH' });
  expect((await get('/return-orders/RTA?out_order_no=OTHER')).status).toBe(404);
  expect(workbench.gateway.sharing.standing(no)).toMatchObject({ shared: 1000, returned: 600 });
});

test('a refund takes the frozen money first and never what was shared', async () => {
  await share({ receivers: [to(3000)] });
  const refund = (out_refund_no: string, fee: number): Promise<Answer> =>
    workbench.refund({ out_trade_no: no, out_refund_no, amount: { refund: fee, total: 10_000, currency: 'CNY' } });
  expect((await refund('RF1', 6000)).json).toMatchObject({ funds_account: 'UNAVAILABLE' });
  expect(await unsplit()).toBe(10_000 - 60 - 3000 - 6000);
  expect((await refund('RF2', 4000)).json).toMatchObject({ funds_account: 'AVAILABLE' });
  expect(workbench.gateway.sharing.standing(no)).toMatchObject({ shared: 3000, unsplit: 940 });
});

test('accounts are named for a refund only while the order is unsplit, each once', async () => {
  const refund = (out_refund_no: string, from: readonly { account: string; amount: number }[]): Promise<Answer> =>
    workbench.refund({ out_trade_no: no, out_refund_no, amount: { refund: 100, total: 10_000, currency: 'CNY', from } });
  const twice = [
    { account: 'AVAILABLE', amount: 50 },
    { account: 'AVAILABLE', amount: 50 },
  ];
  expect((await refund('RFA', twice)).json).toMatchObject({ code: 'INVALID_REQUEST' });
  const both = [
    { account: 'AVAILABLE', amount: 40 },
    { account: 'UNAVAILABLE', amount: 60 },
  ];
  expect((await refund('RFA', both)).json).toMatchObject({ status: 'PROCESSING', amount: { from: both } });
  expect(await unsplit()).toBe(10_000 - 60 - 60);
  await post('/orders/unfreeze', { transaction_id: transaction, out_order_no: 'PSU', description: '解冻' });
  expect((await refund('RFB', both)).json).toMatchObject({ code: 'INVALID_REQUEST' });
});

test('an unknown number is 404; the payment number is required', async () => {
  expect((await get(`/orders/NONE?transaction_id=${transaction}`)).status).toBe(404);
  expect((await get('/orders/NONE')).json).toMatchObject({ code: 'PARAM_ERROR' });
});

test('a sharing that took place although the answer was lost is found by its number', async () => {
  workbench.gateway.faults.add({ operation: 'share', fault: { kind: 'lostAnswer' } });
  await expect(share({ out_order_no: 'PSG' })).rejects.toThrow();
  expect(await query('PSG')).toMatchObject({ state: 'PROCESSING' });
  expect((await share({ out_order_no: 'PSG' })).status).toBe(200);
  expect(workbench.gateway.sharing.shares(no)).toHaveLength(1);
});
