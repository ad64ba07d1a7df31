/**
 * 世界里的三个商户：配置文件里的（default）、数据库里有自己密钥的（second）、
 * 数据库里由默认商户的密钥替它收款的（partner：微信的特约商户、支付宝授权的商户）。
 */
import { alipaySections, gatewayApps } from '../../local/gateways/alipay/account';
import { gatewayMerchants, wxpaySections } from '../../local/gateways/wxpay/account';
import type { DevelopmentKeys } from '../../local/keys';
import type { StackOptions } from '../../local/stack/stack';

export const SHOPS = ['default', 'second', 'partner'] as const;
export type Shop = (typeof SHOPS)[number];

/** 各商户在两家网关的编号：微信的商户号、支付宝的收款方。 */
export type MerchantNumbers = Readonly<Record<string, Readonly<Record<'wxpay' | 'alipay', string>>>>;

export interface Merchants {
  /** 两家网关多认得谁 */
  readonly gateways: Pick<StackOptions, 'wxpay' | 'alipay'>;
  /** vk-pay-config 的各一份，键是 pid */
  readonly documents: Readonly<Record<Exclude<Shop, 'default'>, Readonly<Record<string, unknown>>>>;
  readonly numbers: MerchantNumbers;
}

const PARTNER = { wxpay: '1900000201', alipay: '2088555555555551' };
const TOKEN = 'Tpartner0000000000000000000000000';

/**
 * @param first 默认商户的密钥，它也是服务商
 * @param second 另一个商户的密钥；网关那一半（平台证书、根证书）不用
 */
export function merchantsOf(first: DevelopmentKeys, second: DevelopmentKeys): Merchants {
  const wxpay = { ...second.wxpay, platform: first.wxpay.platform };
  const alipay = { ...second.alipay, alipay: first.alipay.alipay, root: first.alipay.root };
  const partner = {
    wxpay: { h5: { ...wxpaySections(first.wxpay, 'both')['h5'], subMchId: PARTNER.wxpay } },
    alipay: { h5: { ...alipaySections(first.alipay, 'certificate')['h5'], appAuthToken: TOKEN, sellerId: PARTNER.alipay } },
  };
  return {
    gateways: {
      wxpay: { moreMerchants: gatewayMerchants(wxpay, 'both'), subMerchants: [{ mchid: PARTNER.wxpay, appids: [] }] },
      alipay: {
        moreApps: gatewayApps(alipay, 'key'),
        authorizations: [{ token: TOKEN, sellerId: PARTNER.alipay, appId: '2021000000000091' }],
      },
    },
    documents: {
      second: {
        name: '二店',
        wxpay: { h5: wxpaySections(wxpay, 'both')['h5'] },
        alipay: { h5: alipaySections(alipay, 'key')['h5'] },
      },
      partner: { name: '三店', ...partner },
    },
    numbers: {
      default: { wxpay: first.wxpay.mchid, alipay: first.alipay.sellerId },
      second: { wxpay: wxpay.mchid, alipay: alipay.sellerId },
      partner: PARTNER,
    },
  };
}
