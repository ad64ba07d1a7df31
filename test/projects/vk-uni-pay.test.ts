// 迁移：一个 vk-uni-pay 用户的项目（config.js、业务处理文件、自己的下单服务）不改一个字就能用；逐项对照见 docs/migration.md。
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deliverByFetch } from '../../local/gateways/kit/delivery';
import { bareKey } from '../../local/gateways/alipay/keys';
import type { DevelopmentKeys } from '../../local/keys';
import type { UniClient } from '../../local/stack/client';
import { checkInvariants, openShop, testKeys, type Shop } from '../flow/harness';
import { stackFiles } from '../flow/harness-files';

const PUBLIC_HOST = 'https://fc-mp-00000000-demo.next.example.com/vk-pay-notify';
const PUBLIC_KEY_ID = 'PUB_KEY_ID_0119000001092026112300000000000001';

let project: string;
let keys: DevelopmentKeys;
let shop: Shop;
let admin: UniClient;

/** 用户项目里引用的证书与密钥文件：内容来自现场生成的开发密钥。 */
function writeKeyFiles(folder: string, { wxpay, alipay }: DevelopmentKeys): void {
  const files: Record<string, string> = {
    'notify-key.txt': 'k'.repeat(64),
    'wxpay/v3key.txt': wxpay.apiV3Key,
    'wxpay/apiclient_cert.pem': wxpay.merchant.certificatePem,
    'wxpay/apiclient_key.pem': wxpay.merchant.privateKeyPem,
    'wxpay/pub_key.pem': wxpay.platform.publicKeys[0]?.publicKeyPem ?? '',
    'alipay/private_key.txt': bareKey(alipay.app.privateKeyPem),
    'alipay/alipayCertPublicKey_RSA2.crt': alipay.alipay.certificatePem,
    'alipay/alipayRootCert.crt': alipay.root.certificatePem,
    'alipay/appCertPublicKey.crt': alipay.app.certificatePem,
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content, { mode: 0o600 });
  }
}

beforeAll(async () => {
  const made = await testKeys();
  const [publicKey] = made.wxpay.platform.publicKeys;
  // 网关那一侧登记的商户号与应用，就是用户配置里写的那些。
  keys = {
    ...made,
    wxpay: { ...made.wxpay, mchid: '1900000109', appids: { ...made.wxpay.appids, 'mp-weixin': 'wx1111111111111111', h5: 'wx2222222222222222', mweb: 'wx2222222222222222' }, platform: { ...made.wxpay.platform, publicKeys: publicKey ? [{ ...publicKey, id: PUBLIC_KEY_ID }] : [] } },
    alipay: { ...made.alipay, appIds: { 'mp-alipay': '2021000000000003', 'app-plus': '2021000000000001', h5: '2021000000000002' } },
  };
  project = mkdtempSync(join(tmpdir(), 'vk-uni-pay-project-'));
  cpSync(stackFiles.functionsDir, project, { recursive: true });
  rmSync(join(project, 'common/payment-types/index.js'));
  cpSync(join(__dirname, 'vk-uni-pay/cloudfunctions'), project, { recursive: true });
  cpSync(join(__dirname, 'vk-uni-pay/cloudfunctions/common/uni-config-center'), join(project, 'config'), { recursive: true });
  writeKeyFiles(join(project, 'config/uni-pay'), keys);
}, 60_000);
afterAll(() => rmSync(project, { recursive: true, force: true }));

beforeEach(async () => {
  let url = '';
  const deliver = deliverByFetch(5000);
  shop = await openShop({
    keys,
    functionsDir: project,
    configCenterDir: join(project, 'config'),
    wxpayKeyMode: 'publicKey',
    wxpay: { refundSpacingMs: 0, refundDurationMs: 500 },
    // 用户的回调域名在这台机器上不存在：投递时换成本地的地址，路径照旧。
    deliver: (request) => {
      expect(request.url.startsWith(`${PUBLIC_HOST}/`)).toBe(true);
      return deliver({ ...request, url: request.url.replace(PUBLIC_HOST, `${url}/pay-notify`) });
    },
    settings: { requireHTTPS: false },
  });
  url = shop.url;
  admin = await shop.login('demo-admin');
  await save('shop_wallets', userId(), { balance: 0 });
});
afterEach(async () => {
  checkInvariants(shop);
  await shop.close();
});

const userId = (): string => String(shop.rows('uni-id-users').find((row) => row['username'] === 'demo')?.['_id']);
const save = async (collection: string, id: string, row: Record<string, unknown>): Promise<void> => void (await shop.runtime.database.collection(collection).doc(id).set(row));
const recharge = (input: object): Promise<Record<string, unknown>> => shop.client.callService('shop/kh/recharge', input);
const vkPay = (method: string, input: object): Promise<Record<string, unknown>> => admin.callService('shop/sys/pay', { method, input });
const balance = (): unknown => shop.rows('shop_wallets')[0]?.['balance'];

test('createPayment answers every field vk-uni-pay promises, the handler file runs once, queryPayment says so', async () => {
  const created = await recharge({ provider: 'wxpay', out_trade_no: 'SHOP20261123001', isPC: true, needQRcode: 'image' });
  expect(created).toMatchObject({ code: 0, out_trade_no: 'SHOP20261123001', provider: 'wxpay', pay_type: 'wxpay_h5', platform: 'h5', total_fee: 5000, needQRcode: true, qrcodeImage: expect.stringMatching(/^data:image/), orderInfo: { code_url: expect.any(String) } });
  shop.wxpay.pay('SHOP20261123001');
  expect(await shop.wxpay.deliverDue()).toMatchObject([{ acked: true }]);
  await shop.wxpay.deliverDue();
  expect(balance()).toBe(5001);
  const transaction_id = shop.wxpay.ledger.order('SHOP20261123001')?.payment?.transactionId;
  expect(await vkPay('queryPayment', { out_trade_no: 'SHOP20261123001', await_notify: true, pay_order_info: true })).toMatchObject({
    code: 0, orderPaid: true, user_order_success: true, out_trade_no: 'SHOP20261123001', transaction_id, status: 1, payOrder: { total_fee: 5000 }, data: { trade_state: 'SUCCESS', total_fee: 5000, time_end: expect.any(Number) },
  });
  expect(await vkPay('queryPayment', { transaction_id })).toMatchObject({ code: 0, out_trade_no: 'SHOP20261123001', status: 1 });
});

test('Alipay with the same project: QR on the desktop, web page in the app because alipayAppPayToH5Pay is on', async () => {
  expect(await recharge({ provider: 'alipay', out_trade_no: 'SHOP20261123002', isPC: true })).toMatchObject({ code: 0, pay_type: 'alipay_h5', needQRcode: true });
  shop.alipay.pay('SHOP20261123002');
  expect(await shop.alipay.deliverDue()).toMatchObject([{ acked: true }]);
  expect(balance()).toBe(5001);
  const context = { APPID: '__UNI__DEMO', PLATFORM: 'app-plus', CLIENTIP: '203.0.113.7', CLIENTUA: 'Mozilla/5.0 uni-app', SPACEINFO: { spaceId: 'mp-vkpay-local' } };
  expect(await recharge({ provider: 'alipay', out_trade_no: 'SHOP20261123003', context })).toMatchObject({ code: 0, platform: 'mweb', pay_type: 'alipay_mweb', orderInfo: { form_url: expect.stringContaining('alipay.trade.wap.pay') } });
  // 云对象的 getClientInfo()
  expect(await recharge({ provider: 'wxpay', out_trade_no: 'SHOP20261123004', openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o', context: { appId: '__UNI__DEMO', platform: 'mp-weixin', clientIP: '203.0.113.7', userAgent: 'x' } })).toMatchObject({ code: 0, pay_type: 'wxpay_mp-weixin', orderInfo: { paySign: expect.any(String) } });
});

test('await_notify runs the handler itself when no notice came', async () => {
  await recharge({ provider: 'wxpay', out_trade_no: 'SHOP20261123005', isPC: true });
  shop.wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
  shop.wxpay.pay('SHOP20261123005');
  shop.tick(3000);
  expect(await vkPay('queryPayment', { out_trade_no: 'SHOP20261123005', await_notify: true })).toMatchObject({ code: 0, orderPaid: true, user_order_success: true });
  expect(balance()).toBe(5001);
});

test('a handler that answers false means paid but not done; it is tried again with the same order', async () => {
  await recharge({ provider: 'wxpay', out_trade_no: 'SHOP20261123006', isPC: true, yuan: 100 });
  shop.wxpay.pay('SHOP20261123006');
  await save('shop_recharges', 'SHOP20261123006', { user_id: userId(), total_fee: 1, status: 0 });
  await shop.wxpay.deliverDue();
  expect(await vkPay('queryPayment', { out_trade_no: 'SHOP20261123006' })).toMatchObject({ orderPaid: true, user_order_success: false, status: 1 });
  expect(balance()).toBe(0);
  await save('shop_recharges', 'SHOP20261123006', { user_id: userId(), total_fee: 9900, status: 0 });
  shop.tick(60_000);
  await shop.runMonitor();
  expect(await vkPay('queryPayment', { out_trade_no: 'SHOP20261123006' })).toMatchObject({ orderPaid: true, user_order_success: true });
  expect(balance()).toBe(9901);
});

test('refund, queryRefund and closePayment answer in vk-uni-pay words and never throw', async () => {
  await recharge({ provider: 'alipay', out_trade_no: 'SHOP20261123007', isPC: true });
  shop.alipay.pay('SHOP20261123007');
  await shop.alipay.deliverDue();
  expect(await vkPay('refund', { out_trade_no: 'SHOP20261123007', out_refund_no: 'SHOPRF001', refund_fee: 2000, refund_desc: '协商退款', operator: 'boss' })).toMatchObject({ code: 0, outTradeNo: 'SHOP20261123007', outRefundNo: 'SHOPRF001', refundFee: 2000, transactionId: expect.any(String), refund: { status: 'SUCCESS' } });
  expect(await vkPay('queryPayment', { out_trade_no: 'SHOP20261123007' })).toMatchObject({ status: 2 });
  shop.tick(1000);
  expect(await vkPay('refund', { out_trade_no: 'SHOP20261123007', refund_desc: '其余' })).toMatchObject({ code: 0, refundFee: 3000 });
  expect(await vkPay('queryPayment', { out_trade_no: 'SHOP20261123007' })).toMatchObject({ status: 3 });
  expect(await vkPay('queryRefund', { out_trade_no: 'SHOP20261123007' })).toMatchObject({ code: 0, queryResult: true, orderInfo: { status: 'REFUND' }, refunds: [{ refund_fee: 2000 }, { refund_fee: 3000 }] });
  expect(shop.rows('payment_refunds').map((row) => row['operator']).sort()).toEqual(['boss', 'server']);
  await recharge({ provider: 'wxpay', out_trade_no: 'SHOP20261123008', isPC: true });
  expect(await vkPay('closePayment', { out_trade_no: 'SHOP20261123008' })).toMatchObject({ code: 0, status: 'CLOSED' });
  expect(await vkPay('queryPayment', { out_trade_no: 'SHOP20261123008' })).toMatchObject({ status: -1, orderPaid: false });
  expect(await vkPay('refund', { out_trade_no: { $ne: null } })).toMatchObject({ code: 40001, requestId: expect.any(String) });
  expect(await vkPay('queryPayment', {})).toMatchObject({ code: 40001 });
});

test('the query string a payer brings back is verified over its raw text, and is no proof of payment', async () => {
  await recharge({ provider: 'alipay', out_trade_no: 'SHOP20261123011', isPC: true });
  const back = new URL(shop.alipay.buildReturnUrl('SHOP20261123011', 'https://shop.example/#/result'));
  const verify = (query: unknown): Promise<Record<string, unknown>> => vkPay('verifyReturn', { provider: 'alipay', platform: 'h5', query });
  expect(await verify(back.search)).toMatchObject({ code: 0, verified: true, out_trade_no: 'SHOP20261123011' });
  for (const bad of [back.search.replace('total_amount=50.00', 'total_amount=0.01'), '?sign=1', '%%%', '', undefined, { $ne: 1 }]) expect(await verify(bad)).toMatchObject({ code: 0, verified: false });
  expect(shop.order('SHOP20261123011')['status']).toBe('PROCESSING');
});

test('autoDeleteExpiredOrders removes only what nobody ever paid', async () => {
  await recharge({ provider: 'wxpay', out_trade_no: 'SHOP20261123009', isPC: true });
  await recharge({ provider: 'wxpay', out_trade_no: 'SHOP20261123010', isPC: true });
  shop.wxpay.pay('SHOP20261123010');
  await shop.wxpay.deliverDue();
  shop.tick(31 * 60_000);
  await shop.runMonitor();
  expect(shop.order('SHOP20261123009')['status']).toBe('CLOSED');
  // 定时任务按整点做清理：走到四天之后的整点。
  shop.tick(4 * 24 * 3600_000 - (shop.now() % 3600_000));
  await shop.runMonitor();
  expect(shop.rows('payment_orders').map((row) => row['_id'])).toEqual(['SHOP20261123010']);
});

test('a client cannot order a type that only the shop may price', async () => {
  expect(await shop.client.callService('pay/kh/createPayment', { provider: 'wxpay', data: { type: 'recharge', total_fee: 1 } })).toMatchObject({ code: 40001, msg: expect.stringContaining('data.type') });
});
