/**
 * 被测的真东西：两个渠道、它们的模拟网关签发的真通知、临时生成的密钥。
 * 时间固定在 AT：真通知在整个测量期间都不会过期，读表的开销也不混进来。
 */
import { createAlipayGateway } from '../local/gateways/alipay';
import type { OutgoingRequest } from '../local/gateways/kit/delivery';
import { createWxpayGateway } from '../local/gateways/wxpay';
import { createDevelopmentKeys, type DevelopmentKeys } from '../local/keys';
import { alipaySections, gatewayApps } from '../local/gateways/alipay/account';
import { gatewayMerchants, wxpaySections } from '../local/gateways/wxpay/account';
import { systemIds } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/ids';
import type {
  Account,
  Provider,
  ProviderPorts,
  RawNotify,
} from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import type { CredentialsResult } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/credentials';
import { createAlipayProvider } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay';
import type { AlipayCredentials } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/credentials';
import { createWxpayProvider } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay';
import type { WxpayCredentials } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/credentials';

export const AT = Date.UTC(2026, 10, 23, 4, 0, 0);
const GATEWAY = 'http://gateway.local';

export interface Sample<Credentials> {
  readonly provider: Provider<Credentials>;
  readonly account: Account<Credentials>;
  readonly ports: ProviderPorts;
  /** 网关为一笔已付订单签发的通知，签名与内容都是真的 */
  readonly notice: RawNotify;
}

export interface Samples {
  readonly keys: DevelopmentKeys;
  readonly wxpay: Sample<WxpayCredentials>;
  readonly alipay: Sample<AlipayCredentials>;
}

function portsTo(fetch: (request: Request) => Promise<Response>): ProviderPorts {
  return {
    async http({ method, url, headers, body }) {
      const response = await fetch(new Request(url, { method, headers: { ...headers }, ...(body === undefined ? {} : { body }) }));
      return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
    },
    now: () => AT,
    nonce: systemIds.nonce,
    claim: () => Promise.resolve(true),
  };
}

function accountOf<Credentials>(
  provider: Provider<Credentials>,
  platform: 'h5' | 'app-plus',
  read: CredentialsResult<Credentials>,
): Account<Credentials> {
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return {
    provider: provider.name,
    platform,
    pid: 'default',
    appid: read.appid,
    mchid: read.mchid,
    gatewayUrl: GATEWAY,
    notifyUrl: `https://shop.example/pay-notify/${provider.name}/${platform}`,
    timeoutMs: 1000,
    credentials: read.credentials,
  };
}

const ORDER = { out_trade_no: 'VP202611231200001234567890', total_fee: 1200, subject: '手冲咖啡杯 × 1', expireAt: AT + 15 * 60_000 };
export { ORDER };

export const rawOf = ({ headers, body }: OutgoingRequest): RawNotify => ({
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  body: Buffer.from(body, 'utf8'),
});
const noFile = (): never => {
  throw new Error('密钥都在内存里');
};

async function wxpaySample(keys: DevelopmentKeys): Promise<Sample<WxpayCredentials>> {
  const gateway = createWxpayGateway({
    dataFile: ':memory:',
    clock: () => AT,
    publicBaseUrl: GATEWAY,
    merchants: gatewayMerchants(keys.wxpay, 'publicKey'),
    platformKeys: keys.wxpay.platform,
  });
  const ports = portsTo(gateway.fetch);
  const provider = createWxpayProvider(ports);
  const section = wxpaySections(keys.wxpay, 'publicKey')['h5'] as Record<string, unknown>;
  const account = accountOf(provider, 'h5', provider.readCredentials(section, 'wxpay.h5', noFile));
  await provider.create(account, ORDER);
  gateway.pay(ORDER.out_trade_no);
  const notice = rawOf(gateway.buildNotification('payment', { outTradeNo: ORDER.out_trade_no }));
  await gateway.close();
  return { provider, account, ports, notice };
}

async function alipaySample(keys: DevelopmentKeys): Promise<Sample<AlipayCredentials>> {
  const gateway = createAlipayGateway({
    dataFile: ':memory:',
    clock: () => AT,
    publicBaseUrl: GATEWAY,
    apps: gatewayApps(keys.alipay, 'key'),
    alipay: { privateKeyPem: keys.alipay.alipay.privateKeyPem, certSn: keys.alipay.alipay.certificateSn },
    timestampToleranceMs: 60_000,
  });
  const ports = portsTo(gateway.fetch);
  const provider = createAlipayProvider(ports);
  const section = alipaySections(keys.alipay, 'key')['h5'] as Record<string, unknown>;
  const account = accountOf(provider, 'h5', provider.readCredentials(section, 'alipay.h5', noFile));
  await provider.create(account, ORDER);
  gateway.pay(ORDER.out_trade_no);
  const notice = rawOf(gateway.buildNotification('payment', { outTradeNo: ORDER.out_trade_no }));
  await gateway.close();
  return { provider, account, ports, notice };
}

/** 准备两个渠道；每次运行都用新密钥。 */
export async function createSamples(): Promise<Samples> {
  const keys = await createDevelopmentKeys(AT);
  const [wxpay, alipay] = await Promise.all([wxpaySample(keys), alipaySample(keys)]);
  return { keys, wxpay, alipay };
}
