// 发货信息的请求与错误码（docs/protocols/wxpay.md §13.3）：upload_time 带毫秒与带冒号的时区，从不写 null，一起发的恰好一项；
// 每一组错误码各是什么意思；内容不对的一个字节也不发出去。
import { wxpayShipping } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/shipping';
import type { WxpayAccount } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/account';
import type { GatewayRequest, ProviderPorts } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import type { Shipment } from '../../../common/contract/payments/shipping';

const NOW = Date.UTC(2026, 10, 20, 2, 0, 0, 7);
const TRADE = { out_trade_no: 'SHIP20261123001', transaction_id: '4200000001', subject: '杯子' };
const account = { provider: 'wxpay', platform: 'mp-weixin', appid: 'wx1', timeoutMs: 1000 } as WxpayAccount;
let sent: GatewayRequest[];
let answer: object;
const ports: ProviderPorts = {
  http: (request) => {
    sent.push(request);
    return Promise.resolve({ status: 200, headers: {}, body: JSON.stringify(answer) });
  },
  openApi: (_provider, real) => real,
  now: () => NOW,
  nonce: () => 'n',
  claim: () => Promise.resolve(true),
};
const shipping = wxpayShipping(ports);
beforeEach(() => {
  sent = [];
  answer = { errcode: 0, errmsg: 'ok' };
});
const upload = (shipment: Shipment) => shipping.upload(account, 'TOKEN', TRADE, 'oPayer', shipment);
const body = (): unknown => JSON.parse(sent[0]?.body ?? 'null');

test('virtual goods: exactly what the reference says, nothing more, no null', async () => {
  expect(await upload({ way: 'virtual' })).toBe('SHIPPED');
  expect(sent[0]?.url).toBe('https://api.weixin.qq.com/wxa/sec/order/upload_shipping_info?access_token=TOKEN');
  expect(body()).toEqual({
    order_key: { order_number_type: 2, transaction_id: '4200000001' },
    logistics_type: 3,
    delivery_mode: 1,
    shipping_list: [{ item_desc: '杯子' }],
    upload_time: '2026-11-20T10:00:00.007+08:00',
    payer: { openid: 'oPayer' },
  });
});

test('one parcel is united, several are split and all delivered; a long description is cut', async () => {
  const parcel = { tracking_no: 'Z1', express_company: 'ZTO' };
  await upload({ way: 'express', item_desc: '杯'.repeat(130), parcels: [parcel] });
  expect(body()).toMatchObject({ logistics_type: 1, delivery_mode: 1, shipping_list: [{ ...parcel, item_desc: '杯'.repeat(120) }] });
  expect(body()).not.toHaveProperty('is_all_delivered');
  sent = [];
  await upload({
    way: 'express',
    parcels: [parcel, { ...parcel, tracking_no: 'S1', express_company: 'SF', consignor_contact: '138****1234' }],
  });
  expect(body()).toMatchObject({
    delivery_mode: 2,
    is_all_delivered: true,
    shipping_list: [parcel, { contact: { consignor_contact: '138****1234' } }],
  });
});

test.each<[string, Shipment]>([
  ['express without parcels', { way: 'express' }],
  ['virtual with parcels', { way: 'virtual', parcels: [{ tracking_no: 'Z1', express_company: 'ZTO' }] }],
  ['too many parcels', { way: 'express', parcels: Array.from({ length: 16 }, () => ({ tracking_no: 'Z', express_company: 'ZTO' })) }],
  ['a long tracking number', { way: 'express', parcels: [{ tracking_no: '单'.repeat(43), express_company: 'ZTO' }] }],
  ['no company', { way: 'express', parcels: [{ tracking_no: 'Z1', express_company: '' }] }],
  ['SF without a phone', { way: 'express', parcels: [{ tracking_no: 'S1', express_company: 'SF' }] }],
  [
    'a phone that hides its end',
    { way: 'express', parcels: [{ tracking_no: 'S', express_company: 'SF', receiver_contact: '138****12*4' }] },
  ],
  ['an unknown way', { way: 'pigeon' as 'express' }],
])('%s is refused before anything is sent', async (_what, shipment) => {
  await expect(upload(shipment)).rejects.toMatchObject({ kind: 'SYSTEM', outcome: 'none' });
  expect(sent).toEqual([]);
});

test.each([
  [[10060002, 10060003, 10060023], 'SHIPPED'],
  [[10060001], 'ABSENT'],
  [[10060004], 'RETURNED'],
])('upload: errcode %j is %s', async (codes, state) => {
  for (const errcode of codes) {
    answer = { errcode, errmsg: 'x' };
    expect(await upload({ way: 'pickup' })).toBe(state);
  }
});
test.each([
  [[-1, 10060012, 10060019, 44990], { kind: 'BUSY', outcome: 'unknown' }],
  [[10060005, 10060031, 268485216], { kind: 'SYSTEM', outcome: 'none' }],
  [[40001, 42001], { kind: 'SIGNATURE', outcome: 'none' }],
])('upload: errcode %j is thrown', async (codes, error) => {
  for (const errcode of codes) {
    answer = { errcode, errmsg: 'x' };
    await expect(upload({ way: 'local' })).rejects.toMatchObject({ ...error, gatewayCode: String(errcode) });
  }
});

test.each([
  [1, 'WAIT'],
  [2, 'SHIPPED'],
  [3, 'SHIPPED'],
  [4, 'SETTLED'],
  [5, 'RETURNED'],
  [6, 'SHIPPED'],
  [99, 'UNKNOWN'],
])('order_state %d is %s', async (order_state, state) => {
  answer = { errcode: 0, order: { transaction_id: TRADE.transaction_id, openid: 'oPayer', order_state, in_complaint: order_state === 6 } };
  expect(await shipping.look(account, 'TOKEN', TRADE)).toEqual({
    state,
    openid: 'oPayer',
    ...(order_state === 6 ? { disputed: true } : {}),
  });
});

test('an answer about another payment is not believed; a payment not stored yet is absent', async () => {
  answer = { errcode: 0, order: { transaction_id: '999', order_state: 2 } };
  await expect(shipping.look(account, 'TOKEN', TRADE)).rejects.toMatchObject({ kind: 'NETWORK', outcome: 'unknown' });
  answer = { errcode: 10060001, errmsg: 'x' };
  expect(await shipping.look(account, 'TOKEN', TRADE)).toEqual({ state: 'ABSENT' });
});
