// docs/protocols/wxpay.md §13.1：signData 逐字固定，两种模式；会话密钥只在付款人是同一个人时用；每个不能收的点名拒绝。
import { createHmac } from 'node:crypto';
import type { CreateRequest, ProviderPorts } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import { createWxpayVirtualProvider } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay-virtual';
import { readVirtualCredentials } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay-virtual/credentials';
import { accountOf, SECTION } from './account';

const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text, 'utf8').digest('hex');
const ports: ProviderPorts = {
  http: () => Promise.reject(new Error('没有网络')),
  now: () => 0,
  nonce: () => 'n',
  claim: () => Promise.resolve(true),
};
const SESSION = '9hAb/NEYUlkaMBEsmFgzig==';
const REQUEST: CreateRequest = { out_trade_no: 'VP20260401001', total_fee: 1660, subject: '会员', expireAt: 1, openid: 'oPayer' };
const provider = (payer: { openid: string; session_key?: string } = { openid: 'oPayer', session_key: SESSION }) =>
  createWxpayVirtualProvider(ports).aided?.({ token: () => Promise.reject(new Error('no')), payer: () => Promise.resolve(payer) });
const orderInfo = async (request: Partial<CreateRequest>, changes: object = {}): Promise<Record<string, string>> =>
  (await provider()?.create(accountOf(changes as Record<string, unknown>), { ...REQUEST, ...request }))?.orderInfo as Record<
    string,
    string
  >;

test('goods: the exact text that is signed and handed over', async () => {
  const info = await orderInfo({ goods: { product_id: 'vip_1m', quantity: 2 } });
  const signData =
    '{"offerId":"1450000001","buyQuantity":2,"env":0,"currencyType":"CNY","productId":"vip_1m","goodsPrice":830,"outTradeNo":"VP20260401001","attach":"VP20260401001"}';
  expect(info).toEqual({
    mode: 'short_series_goods',
    signData,
    paySig: hmac('12345', `requestVirtualPayment&${signData}`),
    signature: hmac(SESSION, signData),
  });
});

test('coins: as many as the rate says, in the sandbox with its own key', async () => {
  const info = await orderInfo({}, { rate: 10, sandbox: true });
  expect(info['mode']).toBe('short_series_coin');
  expect(JSON.parse(info['signData'] ?? '')).toMatchObject({ buyQuantity: 166, env: 1 });
  expect(info['paySig']).toBe(hmac('54321', `requestVirtualPayment&${info['signData'] ?? ''}`));
  expect(info['signData']).not.toMatch(/productId|goodsPrice/);
});

test('the merchant says the goods in other', async () => {
  const info = await orderInfo({ other: { product_id: 'vip_1m', buy_quantity: 20 } });
  expect(JSON.parse(info['signData'] ?? '')).toMatchObject({ productId: 'vip_1m', buyQuantity: 20, goodsPrice: 83 });
});

test.each([
  ['no payer', { openid: undefined }, 'data.openid'],
  ['a short number', { out_trade_no: 'VP12345' }, 'data.out_trade_no'],
  ['a number with a leading underscore', { out_trade_no: '_VP123456' }, 'data.out_trade_no'],
  ['a price that is no multiple', { goods: { product_id: 'vip', quantity: 7 } }, 'data.total_fee'],
  ['a product that cannot be', { goods: { product_id: 'vip 1', quantity: 1 } }, 'data.other.product_id'],
  ['a quantity of nothing', { other: { product_id: 'vip', buy_quantity: 0 } }, 'data.other.buy_quantity'],
  ['a field of another product', { other: { attach: 'x' } }, 'data.other.attach'],
])('refused before the order is stored: %s', (_name, changes, field) => {
  const request = { ...REQUEST, ...changes } as CreateRequest;
  expect(() => provider()?.checkCreate(accountOf(), request)).toThrow(
    expect.objectContaining({ kind: 'PARAM', problems: [expect.objectContaining({ field })] }),
  );
});

test('coins that are no whole number are refused', () => {
  expect(() => provider()?.checkCreate(accountOf({ rate: 1 }), REQUEST)).toThrow(/换不成整数个代币/);
});

test.each([
  ['no session key', { openid: 'oPayer' }],
  ['a session of somebody else', { openid: 'oOther', session_key: SESSION }],
])('%s: log in again', async (_name, payer) => {
  await expect(provider(payer)?.create(accountOf(), REQUEST)).rejects.toMatchObject({ kind: 'PARAM', need: 'payer' });
});

test('without the payer nothing is said to anybody', async () => {
  const bare = createWxpayVirtualProvider(ports);
  await expect(bare.query(accountOf(), 'VP20260401001')).rejects.toMatchObject({ kind: 'SYSTEM' });
});

test.each([
  [{ appId: '' }, 'appId'],
  [{ secret: '' }, 'secret'],
  [{ offerId: 'abc' }, 'offerId'],
  [{ appKey: '' }, 'appKey'],
  [{ sandbox: true, sandboxAppKey: '' }, 'sandboxAppKey'],
  [{ sandboxAppKey: SECTION.appKey }, 'sandboxAppKey'],
  [{ rate: 'many' }, 'rate'],
  [{ token: 'no spaces' }, 'token'],
  [{ token: '' }, 'token'],
  [{ encodingAESKey: 'short' }, 'encodingAESKey'],
])('the configuration %j is refused by name', (changes, key) => {
  const read = readVirtualCredentials({ ...SECTION, ...changes }, 'at', () => '');
  expect(read).toMatchObject({ ok: false, problems: [expect.objectContaining({ path: `at.${key}` })] });
});

test('a merchant number may be missing: the payment app tells whose money it is', () => {
  expect(accountOf({ mchId: '' }).mchid).toBe(SECTION.offerId);
});
