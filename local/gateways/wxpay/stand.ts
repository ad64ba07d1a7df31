/** 微信支付的模拟网关怎样登场。 */
import type { Place, Simulator } from '../kit/simulator';
import { gatewayMerchants, wxpaySections } from './account';
import { createWxpayGateway, type WxpayGateway } from './gateway';
import { createWxpayKeys, isUsable, type WxpayDevelopmentKeys } from './keys';
import type { KeyMode, WxpayGatewayOptions } from './options';
import { wxpayPast } from './past';
import { rehearseWxpay } from './rehearsal';

type Extra = Pick<WxpayGatewayOptions, 'refundSpacingMs' | 'refundDurationMs' | 'paidOrderCode' | 'legacySpelling' | 'latency'>;

function open(keys: WxpayDevelopmentKeys, mode: KeyMode, place: Place, extra: Partial<Extra> = {}): WxpayGateway {
  return createWxpayGateway({
    ...place,
    merchants: gatewayMerchants(keys, mode),
    platformKeys: keys.platform,
    // 付款人就坐在这台电脑前，来源地址总是回环地址。
    refuseLoopbackPayer: false,
    ...extra,
  });
}

export const wxpay: Simulator<WxpayDevelopmentKeys, KeyMode, Extra, WxpayGateway> = {
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
