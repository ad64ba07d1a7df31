/** 多商户测试的台架：配置文件里的是默认商户，同一个模拟网关上另有商户 B，它的账号写在 vk-pay-config 里。 */
import { alipaySections, gatewayApps } from '../../local/gateways/alipay/account';
import type { AlipayDevelopmentKeys } from '../../local/gateways/alipay/keys';
import { gatewayMerchants, wxpaySections } from '../../local/gateways/wxpay/account';
import type { WxpayDevelopmentKeys } from '../../local/gateways/wxpay/keys';
import type { OutgoingRequest } from '../../local/gateways/kit/delivery';
import type { StackOptions } from '../../local/stack/stack';
import { openDoorShop, type DoorShop } from './door-harness';
import { keysAt } from '../keys';
import { START, testKeys } from './harness';

export type Row = Record<string, unknown>;
export type Provider = 'wxpay' | 'alipay';

export interface SecondMerchant {
  readonly wxpay: WxpayDevelopmentKeys;
  readonly alipay: AlipayDevelopmentKeys;
}

let second: Promise<SecondMerchant> | undefined;
/** 网关的那一半（平台证书、根证书）与默认商户的是同一套。 */
export function secondMerchant(): Promise<SecondMerchant> {
  return (second ??= (async () => {
    const [first, { wxpay, alipay }] = await Promise.all([testKeys(), keysAt(START, 'second')]);
    return {
      wxpay: { ...wxpay, platform: first.wxpay.platform },
      alipay: { ...alipay, alipay: first.alipay.alipay, root: first.alipay.root },
    };
  })());
}

/** B 的 vk-pay-config，与 vk-uni-pay 写下的一样：证书与密钥是 …Content，没有状态。 */
export async function documentOfSecond(): Promise<Row> {
  const { wxpay, alipay } = await secondMerchant();
  return { name: '二店', wxpay: wxpaySections(wxpay, 'both'), alipay: alipaySections(alipay, 'key') };
}

export interface MerchantShop extends DoorShop {
  /** 写一份 vk-pay-config */
  write(pid: string, document: Row): Promise<void>;
  /** 拿掉一份 */
  forget(pid: string): Promise<void>;
  /** 商户的云函数下单，收到哪个商户 */
  sell(provider: Provider, pid?: string, more?: Row): Promise<Row>;
  /** 下单并让网关真有这笔交易；返回单号 */
  place(provider: Provider, pid?: string): Promise<string>;
  post(request: OutgoingRequest): Promise<number>;
}

export async function openMerchantShop(options: Partial<StackOptions> = {}): Promise<MerchantShop> {
  const { wxpay, alipay } = await secondMerchant();
  const shop = await openDoorShop({
    ...options,
    wxpay: { refundSpacingMs: 0, refundDurationMs: 500, moreMerchants: gatewayMerchants(wxpay, 'both'), ...options.wxpay },
    alipay: { moreApps: gatewayApps(alipay, 'key'), ...options.alipay },
  });
  let sold = 0;
  const sell: MerchantShop['sell'] = (provider, pid, more = {}) => {
    sold += 1;
    const data = {
      out_trade_no: `MANY2026112300${String(sold).padStart(3, '0')}`,
      total_fee: 1200,
      subject: '杯子',
      type: 'goods',
      user_id: 'u1',
    };
    return shop.merchant('createPayment', { provider, isPC: true, data: { ...data, ...(pid === undefined ? {} : { pid }), ...more } });
  };
  return {
    ...shop,
    write: async (pid, document) => void (await shop.runtime.database.collection('vk-pay-config').doc(pid).set(document)),
    forget: async (pid) => void (await shop.runtime.database.collection('vk-pay-config').doc(pid).remove()),
    sell,
    async place(provider, pid) {
      const answer = await sell(provider, pid);
      if (answer['code'] !== 0) throw new Error(JSON.stringify(answer));
      if (provider === 'alipay') shop.alipay.scan((answer['orderInfo'] as { code_url: string }).code_url);
      return String(answer['out_trade_no']);
    },
    async post({ url, headers, body }) {
      return (await fetch(url, { method: 'POST', headers: { ...headers }, body })).status;
    },
  };
}
