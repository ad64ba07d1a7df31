// 服务商（docs/protocols/wxpay.md §2.9）：下单、查询、关单、退款、账单、分账都说特约商户；受理关系、付款人、单号在服务商之内唯一。
import { gunzipSync } from 'node:zlib';
import { DAY, MINUTE, startWorkbench, type Answer, type Workbench } from './workbench';

const SUB = '1900000201';
const OTHER = '1900000202';
const SUB_APPID = 'wx1111111111111111';
const BASE = '/v3/pay/partner/transactions';
let workbench: Workbench;
let serial = 0;
beforeEach(async () => {
  workbench = await startWorkbench({
    merchant: {
      subMerchants: [
        { mchid: SUB, name: '特约门店', appids: [SUB_APPID], maxRatio: 2000 },
        { mchid: OTHER, appids: [] },
      ],
    },
  });
});
afterEach(() => workbench.stop());

const sp = (): string => workbench.keys.wxpay.mchid;
const order = (changes: Record<string, unknown> = {}): Record<string, unknown> => {
  const { appid, mchid, ...rest } = workbench.order('native');
  return {
    ...rest,
    sp_appid: appid,
    sp_mchid: mchid,
    sub_mchid: SUB,
    out_trade_no: `SP${String((serial += 1)).padStart(8, '0')}`,
    ...changes,
  };
};
const create = (changes?: Record<string, unknown>, product = 'native'): Promise<Answer> =>
  workbench.call('POST', `${BASE}/${product}`, order(changes));
const query = (no: string, sub = SUB): Promise<Answer> =>
  workbench.call('GET', `${BASE}/out-trade-no/${no}?sp_mchid=${sp()}&sub_mchid=${sub}`);
const paid = async (no: string, changes: Record<string, unknown> = {}): Promise<string> => {
  await create({ out_trade_no: no, ...changes });
  return workbench.gateway.pay(no).payment?.transactionId ?? '';
};

test('an order of a sub-merchant: asked, paid, told with the names of both sides', async () => {
  const openid = { sub_openid: 'oSub000000000000000000000001' };
  expect(await create({ out_trade_no: 'SPA001', sub_appid: SUB_APPID, payer: openid }, 'jsapi')).toMatchObject({
    status: 200,
    verified: true,
    json: { prepay_id: expect.any(String) },
  });
  const unpaid = (await query('SPA001')).json;
  expect(unpaid).toMatchObject({ sp_mchid: sp(), sub_mchid: SUB, sub_appid: SUB_APPID, trade_state: 'NOTPAY' });
  expect(unpaid).not.toHaveProperty('mchid');
  workbench.gateway.pay('SPA001');
  await workbench.gateway.deliverDue();
  expect(workbench.callbacks[0]).toMatchObject({
    verified: true,
    plaintext: { sp_mchid: sp(), sub_mchid: SUB, out_trade_no: 'SPA001', payer: { sp_openid: expect.any(String), ...openid } },
  });
  const { transaction_id } = (await query('SPA001')).json;
  expect((await workbench.call('GET', `${BASE}/id/${String(transaction_id)}?sp_mchid=${sp()}&sub_mchid=${SUB}`)).json).toMatchObject({
    trade_state: 'SUCCESS',
  });
});

test.each([
  [{ sub_mchid: '1900000999' }, 'NO_AUTH', 268443701],
  [{ sub_appid: 'wx2222222222222222' }, 'APPID_MCHID_NOT_MATCH', 268445527],
  [{ sub_mchid: undefined }, 'PARAM_ERROR', 268435461],
  [{ appid: 'wx' }, 'PARAM_ERROR', 270924358],
  [{ sp_mchid: '1' }, 'PARAM_ERROR', 268435461],
])('refuses %j', async (changes, code, suffix) => {
  expect(await create(changes)).toMatchObject({ json: { code }, suffix });
});

test('a sub-merchant that is the provider itself is refused', async () => {
  expect(await create({ sub_mchid: sp() })).toMatchObject({ json: { code: 'NO_AUTH' }, suffix: 268443705 });
});

test.each([
  [{ payer: {} }, 'PARAM_ERROR'],
  [{ payer: { sp_openid: 'o1', sub_openid: 'o2' } }, 'PARAM_ERROR'],
  [{ payer: { sub_openid: 'o2' } }, 'PARAM_ERROR'],
  [{ payer: { openid: 'o2' } }, 'PARAM_ERROR'],
])('refuses the payer %j', async (changes, code) => {
  expect((await create(changes, 'jsapi')).json).toMatchObject({ code });
});

test('a number is one order in all of a provider; another sub-merchant and the plain paths do not reach it', async () => {
  await create({ out_trade_no: 'SPB001' });
  expect((await create({ out_trade_no: 'SPB001', sub_mchid: OTHER })).json).toMatchObject({ code: 'INVALID_REQUEST' });
  expect(await query('SPB001', OTHER)).toMatchObject({ json: { code: 'INVALID_REQUEST' }, suffix: 268447845 });
  expect(await workbench.query('SPB001')).toMatchObject({ json: { code: 'NO_AUTH' }, suffix: 268443704 });
  expect((await workbench.close('SPB001')).status).toBe(403);
  const close = await workbench.call('POST', `${BASE}/out-trade-no/SPB001/close`, { sp_mchid: sp(), sub_mchid: SUB });
  expect(close).toMatchObject({ status: 204, verified: true });
  expect((await query('SPB001')).json).toMatchObject({ trade_state: 'CLOSED' });
});

test('refunds name the sub-merchant, in the request, the query and the notice', async () => {
  await paid('SPC001');
  const refund = (more: object): Promise<Answer> =>
    workbench.refund({ out_trade_no: 'SPC001', out_refund_no: 'SPR1', amount: { refund: 40, total: 100, currency: 'CNY' }, ...more });
  expect(await refund({})).toMatchObject({ json: { code: 'NO_AUTH' }, suffix: 268443704 });
  expect(await refund({ sub_mchid: OTHER })).toMatchObject({ json: { code: 'INVALID_REQUEST' } });
  expect(await refund({ sub_mchid: SUB })).toMatchObject({ status: 200, json: { status: 'PROCESSING' } });
  expect((await workbench.call('GET', '/v3/refund/domestic/refunds/SPR1')).json).toMatchObject({ code: 'NO_AUTH' });
  expect((await workbench.call('GET', `/v3/refund/domestic/refunds/SPR1?sub_mchid=${SUB}`)).json).toMatchObject({ out_refund_no: 'SPR1' });
  workbench.gateway.finishRefund('SPR1');
  await workbench.gateway.deliverDue();
  const told = workbench.callbacks.at(-1)?.plaintext;
  expect(told).toMatchObject({ sp_mchid: sp(), sub_mchid: SUB, out_refund_no: 'SPR1', refund_status: 'SUCCESS' });
  expect(told).not.toHaveProperty('mchid');
});

test('the bill of one sub-merchant has its rows only, with its number in the column', async () => {
  await paid('SPD001');
  await paid('SPD002', { sub_mchid: OTHER });
  workbench.tick(DAY);
  const bill = async (sub: string): Promise<string> => {
    const applied = await workbench.call('GET', `/v3/bill/tradebill?bill_date=2026-11-23&sub_mchid=${sub}&tar_type=GZIP`);
    const url = new URL(String(applied.json['download_url']));
    const file = await workbench.call('GET', `${url.pathname}${url.search}`);
    return gunzipSync(file.bytes).toString('utf8');
  };
  const text = await bill(SUB);
  expect(text).toContain('`SPD001');
  expect(text).not.toContain('SPD002');
  expect(text).toContain(`\`${sp()},\`${SUB},`);
  expect((await workbench.call('GET', '/v3/bill/tradebill?bill_date=2026-11-23&sub_mchid=1900000999')).json).toMatchObject({
    code: 'NO_AUTH',
  });
});

test('sharing for a sub-merchant has receivers and a ceiling of its own', async () => {
  const transaction_id = await paid('SPE001', { amount: { total: 10_000, currency: 'CNY' }, settle_info: { profit_sharing: true } });
  workbench.tick(MINUTE);
  const appid = workbench.keys.wxpay.appids.h5;
  const receiver = { type: 'PERSONAL_SUB_OPENID', account: 'oSub000000000000000000000009' };
  const post = (path: string, body: object): Promise<Answer> =>
    workbench.call('POST', `/v3/profitsharing${path}`, { appid, sub_mchid: SUB, ...body });
  expect((await post('/receivers/add', { ...receiver, relation_type: 'STAFF' })).json).toMatchObject({ code: 'PARAM_ERROR' });
  await post('/receivers/add', { ...receiver, sub_appid: SUB_APPID, relation_type: 'STAFF' });
  expect((await workbench.call('GET', `/v3/profitsharing/merchant-configs/${SUB}`)).json).toEqual({ sub_mchid: SUB, max_ratio: 2000 });
  const share = (amount: number, more: object = {}): Promise<Answer> =>
    post('/orders', {
      transaction_id,
      out_order_no: `PS${amount}`,
      receivers: [{ ...receiver, amount, description: '提成' }],
      unfreeze_unsplit: false,
      ...more,
    });
  expect((await share(2001)).json).toMatchObject({ code: 'RULE_LIMIT' });
  expect((await share(2000, { sub_mchid: OTHER })).json).toMatchObject({ code: 'INVALID_REQUEST' });
  expect((await share(2000)).json).toMatchObject({ state: 'PROCESSING', sub_mchid: SUB });
  const path = `/v3/profitsharing/orders/PS2000?transaction_id=${transaction_id}`;
  expect((await workbench.call('GET', path)).json).toMatchObject({ code: 'NO_AUTH' });
  expect((await workbench.call('GET', `${path}&sub_mchid=${SUB}`)).json).toMatchObject({ out_order_no: 'PS2000' });
});

test('a payment code is charged and reversed for the sub-merchant', async () => {
  const { notify_url: _url, ...rest } = order({ out_trade_no: 'SPF001' });
  const charge = { ...rest, payer: { auth_code: workbench.gateway.showCode() }, scene_info: { store_info: { id: 'S1' } } };
  expect((await workbench.call('POST', `${BASE}/codepay`, charge)).json).toMatchObject({
    sp_mchid: sp(),
    sub_mchid: SUB,
    trade_state: 'SUCCESS',
    trade_type: 'MICROPAY',
  });
  workbench.tick(MINUTE);
  const reverse = (sub_mchid: string): Promise<Answer> =>
    workbench.call('POST', `${BASE}/out-trade-no/SPF001/reverse`, { sp_appid: rest['sp_appid'], sp_mchid: sp(), sub_mchid });
  expect((await reverse(OTHER)).json).toMatchObject({ code: 'INVALID_REQUEST' });
  expect((await reverse(SUB)).json).toMatchObject({ out_trade_no: 'SPF001', sub_mchid: SUB });
});
