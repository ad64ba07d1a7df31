/** 微信支付（APIv3）。 */
import type { ProviderManifest } from './manifest';

export const wxpay = {
  name: 'wxpay',
  rank: 10,
  title: '微信支付',
  english: { title: 'WeChat Pay', appName: 'WeChat' },
  edition: 'v3',
  appName: '微信',
  // 没有沙箱；备用域名 https://api2.mch.weixin.qq.com 的路径与凭证都相同，需要时写在 gateways 设置里。
  gatewayUrl: 'https://api.mch.weixin.qq.com',
  backupHosts: ['api2.mch.weixin.qq.com'],
  // 境外（docs/protocols/wxpay.md §2.11）
  abroadHosts: ['apihk.mch.weixin.qq.com'],
  openApiHosts: ['api.weixin.qq.com'],
  openidField: 'wx_openid',
  platforms: {
    'mp-weixin': { payWay: 'jsapi', label: 'JSAPI', openidKeys: ['mp', 'mp-weixin'], ships: true, client: { uniPlatform: 'mp-weixin' } },
    'h5-weixin': {
      payWay: 'jsapi',
      label: 'JSAPI',
      openidKeys: ['h5', 'h5-weixin', 'web-weixin'],
      client: { userAgent: /MicroMessenger/i },
    },
    'app-plus': { payWay: 'app', label: 'App' },
    mweb: { payWay: 'h5', label: 'H5 跳转' },
    h5: { payWay: 'native', label: 'Native 二维码' },
    // 与网页支付同一个应用也收得了；单独配置则优先。等待与撤销的时间见 docs/protocols/wxpay.md §2.4。
    codepay: {
      payWay: 'codepay',
      label: '付款码',
      sections: ['codepay', 'h5', 'mp-weixin'],
      counter: { code: /^1[0-5]\d{16}$/, giveUpMs: 45_000, reverseAfterMs: 15_000 },
    },
  },
  can: [
    'create',
    'query',
    'close',
    'refund',
    'queryRefund',
    'retryAbnormalRefund',
    'bill',
    'transfer',
    'queryTransfer',
    'cancelTransfer',
    'authorizations',
    'balance',
    'login',
    'charge',
    'reverse',
    'shipping',
    'complaints',
    'sharing',
  ],
  transfer: { sections: ['transfer', 'mp-weixin', 'h5-weixin', 'app-plus', 'h5', 'mweb'], confirmed: true },
  tradeOpensLater: false,
  // 太快的退款是「违反业务规则」，频率限制的几种拼法也认（docs/protocols/wxpay.md §8）。
  refundSpacing: { ms: 60_000, refusedWith: ['INVALID_REQUEST', 'FREQUENCY_LIMITED', 'FREQUENCY_LIMIT_EXCEED', 'RATELIMIT_EXCEEDED'] },
  // 商户订单号与退款单号：数字、字母与 _-|*（docs/protocols/wxpay.md §2.1），这里只放行连字符。
  hyphens: true,
  fundsAccount: true,
  // 一分钟以内的期限由网关自己抬到一分钟。
  shortestPayMs: 60_000,
  payerFields: ['attach'],
  // 挑选优惠的 goods_tag 不能由付款人说了算；冻结资金的 settle_info 谁也不能说。
  merchantFields: ['detail', 'support_fapiao', 'goods_tag'],
} as const satisfies ProviderManifest;
