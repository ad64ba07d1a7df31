/** 微信虚拟支付怎样登场：住在微信支付的模拟网关里（local/gateways/wxpay 的 xpay 与 virtual 各文件），这里只有配置、推送地址与排练。 */
import type { Simulator } from '../kit/simulator';
import { openApps } from '../wxpay/account';
import type { WxpayGateway } from '../wxpay/gateway';
import type { WxpayDevelopmentKeys } from '../wxpay/keys';
import type { WxpayApp } from '../wxpay/options';
import { wxpay } from '../wxpay/stand';
import { rehearseVirtual } from './rehearsal';

/** 消息推送是安全模式还是明文 */
type PushMode = 'safe' | 'plain';
type Extra = Parameters<typeof wxpay.open>[3];

/** 开通了虚拟支付的那个小程序。 */
const appOf = (keys: WxpayDevelopmentKeys): Required<WxpayApp> =>
  openApps(keys).find(({ virtual, push }) => virtual && push) as Required<WxpayApp>;

export const wxpayVirtual: Simulator<WxpayDevelopmentKeys, PushMode, NonNullable<Extra>, WxpayGateway> = {
  guestOf: 'wxpay',
  keyModes: ['safe', 'plain'],
  rehearsalOptions: {},
  createKeys: (now) => wxpay.createKeys(now),
  isUsable: (keys, now) => wxpay.isUsable(keys, now),
  sections(keys, mode) {
    const { appid, secret, virtual, push } = appOf(keys);
    return {
      'mp-weixin': {
        appId: appid,
        secret,
        mchId: keys.mchid,
        offerId: virtual.offerId,
        appKey: virtual.appKey,
        sandboxAppKey: virtual.sandboxAppKey,
        rate: virtual.coinsPerYuan,
        token: push.token,
        ...(mode === 'safe' ? { encodingAESKey: push.encodingAesKey } : {}),
      },
    };
  },
  open: (keys, _mode, place, extra) => wxpay.open(keys, 'both', place, extra),
  subscribe: (gateway, keys, mode, url) => gateway.setMessagePush(appOf(keys).appid, { url, mode, format: 'json' }),
  rehearse: (gateway, keys) => rehearseVirtual(gateway, appOf(keys)),
};
