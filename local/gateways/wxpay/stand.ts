/** 微信支付的模拟网关怎样登场。 */
import type { Place, Simulator } from '../kit/simulator';
import { gatewayMerchants, openApps, wxpaySections } from './account';
import { createWxpayGateway, type WxpayGateway } from './gateway';
import { createWxpayKeys, isUsable, type WxpayDevelopmentKeys } from './keys';
import type { KeyMode, SubMerchant, WxpayGatewayOptions, WxpayMerchant } from './options';
import { wxpayPast } from './past';
import { rehearseWxpay } from './rehearsal';

interface Extra extends Pick<WxpayGatewayOptions, 'refundSpacingMs' | 'refundDurationMs' | 'paidOrderCode' | 'legacySpelling' | 'latency'> {
  /** 同一个网关上的别的商户 */
  readonly moreMerchants: readonly WxpayMerchant[];
  /** 这个商户是服务商：它受理的特约商户 */
  readonly subMerchants: readonly SubMerchant[];
}

function open(
  keys: WxpayDevelopmentKeys,
  mode: KeyMode,
  place: Place,
  { moreMerchants = [], subMerchants, ...extra }: Partial<Extra> = {},
): WxpayGateway {
  return createWxpayGateway({
    ...place,
    merchants: [...gatewayMerchants(keys, mode).map((merchant) => ({ ...merchant, subMerchants })), ...moreMerchants],
    apps: openApps(keys),
    platformKeys: keys.platform,
    // 付款人就坐在这台电脑前，来源地址总是回环地址。
    refuseLoopbackPayer: false,
    ...extra,
  });
}

export const wxpay: Simulator<WxpayDevelopmentKeys, KeyMode, Partial<Extra>, WxpayGateway> = {
  keyModes: ['both', 'certificate', 'publicKey'],
  rehearsalOptions: { refundSpacingMs: 0 },
  createKeys: createWxpayKeys,
  isUsable,
  sections: wxpaySections,
  open,
  rehearse: rehearseWxpay,
  past: wxpayPast,
  scan: (code) => ({ code_url: code }),
};
