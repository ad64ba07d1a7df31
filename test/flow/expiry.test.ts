// 证书到期（规范「密钥」）：走在整套系统上，定时任务自己看到配置里的、下载来的每一张，一步一条告警。
import { X509Certificate } from 'node:crypto';
import { openShop, type Shop } from './harness';

const DAY = 86_400_000;
let shop: Shop;
afterEach(() => shop.close());

/** 拨到到期前几天，定时任务走两遍 → 新写下的告警：哪一张、多急。 */
async function toldAt(expireAt: number, days: number): Promise<[string, string][]> {
  const before = new Set(shop.rows('payment_alerts').map(({ _id }) => _id));
  shop.tick(expireAt - days * DAY - shop.now());
  for (const _again of [1, 2]) await shop.runMonitor();
  return shop
    .rows('payment_alerts')
    .filter(({ _id, kind }) => !before.has(_id) && kind === 'certificate-expiring')
    .map(({ level, message }): [string, string] => [String(message).replace(/（.*/, ''), String(level)])
    .sort();
}

const ALL = [
  '商户 API 证书 apiclient_cert.pem',
  '应用公钥证书 appCertPublicKey_<appid>.crt',
  '微信支付平台证书',
  '支付宝公钥证书 alipayCertPublicKey_RSA2.crt',
];
const OURS = ALL.filter((title) => title !== '微信支付平台证书');

test.each([
  ['certificate', ALL],
  ['publicKey', OURS],
] as const)('WeChat Pay by %s: each certificate is told of once at 30, 7 and 1 days and when it is over', async (wxpayKeyMode, titles) => {
  shop = await openShop({ wxpayKeyMode, alipayKeyMode: 'certificate' });
  const expireAt = Date.parse(new X509Certificate(shop.keys.alipay.app.certificatePem).validTo);
  const told = (level: string): [string, string][] => titles.map((title) => [title, level]);
  expect(await toldAt(expireAt, 31)).toEqual([]);
  expect(await toldAt(expireAt, 29.5)).toEqual(told('warning'));
  expect(await toldAt(expireAt, 28)).toEqual([]);
  expect(await toldAt(expireAt, 6)).toEqual(told('warning'));
  expect(await toldAt(expireAt, 0.9)).toEqual(told('critical'));
  expect((await toldAt(expireAt, -1)).filter(([title]) => OURS.includes(title))).toEqual(OURS.map((title) => [title, 'critical']));
});
