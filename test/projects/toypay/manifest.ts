/** 玩具支付：只为证明「加一个渠道只碰清单、渠道文件夹与模拟网关」。JSON + HMAC，没有真的网关。 */
import type { ProviderManifest } from './manifest';

export const toypay = {
  name: 'toypay',
  rank: 100,
  title: '玩具支付',
  edition: '',
  english: { title: 'Toy Pay', appName: 'Toy Pay' },
  appName: '玩具支付',
  gatewayUrl: 'https://toypay.example',
  openidField: 'toypay_openid',
  platforms: {
    h5: { payWay: 'qrcode', label: '二维码' },
  },
  can: ['create', 'query', 'close', 'refund', 'queryRefund'],
  tradeOpensLater: false,
  shortestPayMs: 1_000,
  payerFields: [],
  merchantFields: [],
} as const satisfies ProviderManifest;
