// 从外部核对支付宝渠道：我们签的请求（各方法、两种模式、订单串、跳转地址）被 alipay-sdk 的验签接受；同样的参数两边的签名逐字节相同。
import { AlipaySdk } from 'alipay-sdk';
import { bareKey, createAlipayKeys, type AlipayDevelopmentKeys } from '../../../local/gateways/alipay/keys';
import { alipaySections, type AlipayKeyMode } from '../../../local/gateways/alipay/account';
import type { Account, GatewayRequest, Provider } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import { createAlipayProvider } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay';
import type { Platform } from '../../../common/contract/channels';

const NOW = Date.UTC(2026, 10, 23, 4, 0, 0);
let keys: AlipayDevelopmentKeys;
/** 扮演支付宝一侧：用商户上传的应用公钥验请求。 */
let verifier: AlipaySdk;
let sent: GatewayRequest[];

beforeAll(async () => {
  keys = await createAlipayKeys(NOW);
  verifier = new AlipaySdk({
    appId: keys.appIds.h5,
    keyType: 'PKCS8',
    privateKey: bareKey(keys.app.privateKeyPem),
    alipayPublicKey: bareKey(keys.app.publicKeyPem),
  });
}, 60_000);
beforeEach(() => {
  sent = [];
});

function open(platform: Platform, mode: AlipayKeyMode): { provider: Provider; account: Account } {
  const provider = createAlipayProvider({
    http: async (request) => {
      sent.push(request);
      throw new Error('只看发出去的请求');
    },
    now: () => NOW,
    nonce: () => 'n',
    claim: () => Promise.resolve(true),
  }) as Provider;
  const sections = alipaySections(keys, mode);
  const read = provider.readCredentials(sections[platform] ?? (sections['h5'] as Record<string, unknown>), 'alipay', () => '');
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return {
    provider,
    account: {
      provider: 'alipay',
      platform,
      pid: 'default',
      appid: read.appid,
      mchid: read.mchid,
      gatewayUrl: 'https://gateway.example',
      notifyUrl: 'https://shop.example/pay-notify/alipay/h5',
      timeoutMs: 1000,
      credentials: read.credentials,
    },
  };
}
const parametersOf = ({ url, body }: { url: string; body?: string }): Record<string, string> => ({
  ...Object.fromEntries(new URL(url).searchParams),
  ...Object.fromEntries(new URLSearchParams(body ?? '')),
});
const wish = (platform: Platform) => ({
  out_trade_no: 'VPSDK0001',
  total_fee: 1234,
  subject: '杯子 50% + 盒子',
  expireAt: NOW + 600_000,
  returnUrl: 'https://shop.example/?a=1#/result',
  ...(platform === 'mp-alipay' ? { openid: '074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5' } : {}),
});

describe.each(['key', 'certificate'] as const)('%s mode', (mode) => {
  test('every request we send to the gateway verifies with the SDK, altered ones do not', async () => {
    const { provider, account } = open('h5', mode);
    const mini = open('mp-alipay', mode);
    await Promise.allSettled([
      provider.create(account, wish('h5')),
      mini.provider.create(mini.account, wish('mp-alipay')),
      provider.query(account, 'VPSDK0001'),
      provider.close?.(account, 'VPSDK0001'),
      provider.cancel?.(account, 'VPSDK0001'),
      provider.refund(account, {
        out_trade_no: 'VPSDK0001',
        out_refund_no: 'RFSDK0001',
        refund_fee: 34,
        total_fee: 1234,
        reason: '少发 1 件 & 补偿=10%',
      }),
      provider.queryRefund(account, { out_trade_no: 'VPSDK0001', out_refund_no: 'RFSDK0001' }),
    ]);
    const methods = sent.map((request) => parametersOf(request)['method']);
    expect(methods).toEqual([
      'alipay.trade.precreate',
      'alipay.trade.create',
      'alipay.trade.query',
      'alipay.trade.close',
      'alipay.trade.cancel',
      'alipay.trade.refund',
      'alipay.trade.fastpay.refund.query',
    ]);
    for (const request of sent) {
      const parameters = parametersOf(request);
      expect(parameters['timestamp']).toBe('2026-11-23 12:00:00');
      expect(verifier.checkNotifySignV2(parameters)).toBe(true);
      expect(verifier.checkNotifySignV2({ ...parameters, biz_content: `${parameters['biz_content']} ` })).toBe(false);
    }
  });

  test.each(['app-plus', 'mweb', 'page'] as const)('what is signed locally for %s verifies with the SDK', async (platform) => {
    const { provider, account } = open(platform, mode);
    const { orderInfo } = await provider.create(account, wish(platform));
    const text = typeof orderInfo === 'string' ? orderInfo : new URL(orderInfo['form_url'] ?? '').search.slice(1);
    const parameters = Object.fromEntries(new URLSearchParams(text));
    expect(verifier.checkNotifySignV2(parameters)).toBe(true);
    expect(JSON.parse(parameters['biz_content'] ?? '')).toMatchObject({
      out_trade_no: 'VPSDK0001',
      total_amount: '12.34',
      time_expire: '2026-11-23 12:10:00',
    });
  });
});

test('signing is deterministic: the SDK signs the same parameters to the same bytes', async () => {
  const { provider, account } = open('app-plus', 'key');
  const ours = Object.fromEntries(new URLSearchParams((await provider.create(account, wish('app-plus'))).orderInfo as string));
  const sdk = new AlipaySdk({ appId: ours['app_id'] ?? '', keyType: 'PKCS8', privateKey: bareKey(keys.app.privateKeyPem) });
  const theirs = Object.fromEntries(
    new URLSearchParams(
      sdk.sdkExecute(
        'alipay.trade.app.pay',
        {
          bizContent: JSON.parse(ours['biz_content'] ?? '') as object,
          notifyUrl: ours['notify_url'] ?? '',
          timestamp: ours['timestamp'],
          format: 'JSON',
        } as never,
        { bizContentAutoSnakeCase: false },
      ),
    ),
  );
  expect(theirs['biz_content']).toBe(ours['biz_content']);
  expect({ ...theirs }).toEqual({ ...ours });
});
