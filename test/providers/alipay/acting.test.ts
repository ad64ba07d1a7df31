// 第三方应用替商户收款（docs/protocols/alipay.md §1.2、§7）：每个请求带 app_auth_token 并签在里面；通知只有收款方分得出是哪一家。
import { readAlipayCredentials } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/credentials';
import { createAlipayProvider } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay';
import { accepted } from '../accepted';
import { parseAlipayNotify } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/notify';
import { checkAlipayTransfer } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/transfer';
import type { AlipayAccount } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/account';
import type { GatewayRequest } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import { parseForm } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/kit/form';
import { account, notice, NOW, SELLER_ID, signatureOf, verifyOwn } from './notices';

const TOKEN = '202611BBappauthtoken0000000000000000C01';
const acting = (patch: Partial<AlipayAccount> = {}): AlipayAccount => {
  const own = account();
  return { ...own, ...patch, credentials: { ...own.credentials, appAuthToken: TOKEN } };
};

const requests: GatewayRequest[] = [];
beforeEach(() => void requests.splice(0));
function providerAnswering(method: string, node: object) {
  const text = JSON.stringify({ code: '10000', msg: 'Success', ...node });
  const body = `{"${method.replaceAll('.', '_')}_response":${text},"sign":${JSON.stringify(signatureOf(text))}}`;
  const http = async (request: GatewayRequest) => (requests.push(request), { status: 200, headers: {}, body });
  return createAlipayProvider({ http, now: () => NOW, nonce: () => 'n', claim: async () => true });
}
/** 一次请求签进去的全部参数。 */
function paramsOf(address: string, body = ''): Record<string, string> {
  const form = [address.split('?')[1] ?? '', body].filter((part) => part !== '').join('&');
  return Object.fromEntries(new URLSearchParams(form));
}
const sent = (): Record<string, string> => paramsOf(requests.at(-1)?.url ?? '', requests.at(-1)?.body);
const order = { out_trade_no: 'VP000001', total_fee: 1, subject: '杯子', expireAt: NOW + 600_000, openid: '0abcBUYER' };
const refund = { out_trade_no: 'VP000001', out_refund_no: 'RF000001', refund_fee: 1, total_fee: 1 };

test.each<[string, object, (provider: ReturnType<typeof createAlipayProvider>) => Promise<unknown> | unknown]>([
  ['alipay.trade.query', { out_trade_no: 'VP000001', trade_status: 'WAIT_BUYER_PAY' }, (p) => p.query(acting(), 'VP000001')],
  ['alipay.trade.close', { out_trade_no: 'VP000001' }, (p) => p.close?.(acting(), 'VP000001')],
  ['alipay.trade.cancel', { out_trade_no: 'VP000001', action: 'close' }, (p) => p.cancel?.(acting(), 'VP000001')],
  ['alipay.trade.refund', { out_trade_no: 'VP000001', fund_change: 'Y' }, (p) => p.refund(acting(), refund)],
  ['alipay.trade.precreate', { out_trade_no: 'VP000001', qr_code: 'https://qr.test/1' }, (p) => p.create(acting(), order)],
  ['alipay.trade.create', { out_trade_no: 'VP000001', trade_no: 'T1' }, (p) => p.create(acting({ platform: 'mp-alipay' }), order)],
  [
    'alipay.trade.fastpay.refund.query',
    { out_trade_no: 'VP000001', out_request_no: 'RF000001', refund_status: 'REFUND_SUCCESS' },
    (p) => p.queryRefund(acting(), refund),
  ],
  [
    'alipay.data.dataservice.bill.downloadurl.query',
    { bill_download_url: '' },
    (p) => Promise.resolve(p.bill?.download(acting(), '2026-11-22')).catch(() => undefined),
  ],
])('%s carries the token, signed', async (method, node, call) => {
  await call(providerAnswering(method, node));
  expect(sent()).toMatchObject({ method, app_auth_token: TOKEN });
  expect(verifyOwn(sent())).toBe(true);
});

test.each(['mweb', 'page', 'app-plus'] as const)('what the payer’s %s sends carries it, too', async (platform) => {
  const { orderInfo } = await createAlipayProvider({
    http: () => Promise.reject(new Error('不该外呼')),
    now: () => NOW,
    nonce: () => 'n',
    claim: async () => true,
  }).create(acting({ platform }), { ...order, returnUrl: 'https://shop.test/' });
  const text = typeof orderInfo === 'string' ? `?${orderInfo}` : String(Object.values(orderInfo)[0]);
  expect(paramsOf(text)).toMatchObject({ app_auth_token: TOKEN });
});

test('a direct merchant sends none', async () => {
  await providerAnswering('alipay.trade.query', { out_trade_no: 'VP000001' }).query(account(), 'VP000001');
  expect(sent()).not.toHaveProperty('app_auth_token');
});

test('notices of two merchants under one application are told apart by the seller', () => {
  expect(accepted(parseAlipayNotify(acting(), notice(), NOW))).toMatchObject({ kind: 'payment', facts: { mchid: SELLER_ID } });
  const other = notice({ seller_id: '2088000000000099', auth_app_id: '2021000000000099' });
  expect(() => accepted(parseAlipayNotify(acting(), other, NOW))).toThrow(expect.objectContaining({ kind: 'PERMISSION' }));
  expect(parseForm(other.body).get('app_id')).toBe(account().appid);
});

test('the token needs the seller, and is a word', () => {
  const problems = (section: Record<string, unknown>): readonly string[] => {
    const read = readAlipayCredentials({ appId: '2021000000000001', ...section }, 'alipay.h5', () => '');
    return read.ok ? [] : read.problems.map(({ path }) => path);
  };
  expect(problems({ appAuthToken: TOKEN })).toContain('alipay.h5.sellerId');
  expect(problems({ appAuthToken: TOKEN, sellerId: SELLER_ID })).not.toContain('alipay.h5.sellerId');
  expect(problems({ appAuthToken: 'two words', sellerId: SELLER_ID })).toContain('alipay.h5.appAuthToken');
});

test('money of the merchant is not the application’s to transfer', () => {
  const transfer = { out_bill_no: 'T1', transfer_fee: 100, payee: { identity: '2088' }, appid: 'a', remark: 'r', title: 't' };
  expect(() => checkAlipayTransfer(acting(), transfer)).toThrow(expect.objectContaining({ kind: 'PERMISSION' }));
});
