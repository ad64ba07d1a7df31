/** 微信小程序虚拟支付（xpay，docs/protocols/wxpay.md §13.1）：会员、充值、课程这些虚拟商品在小程序里只能用它收。 */
import type { ProviderManifest } from './manifest';

export const wxpayVirtual = {
  name: 'wxpay-virtual',
  standsInFor: 'wxpay',
  rank: 30,
  title: '微信虚拟支付',
  english: { title: 'WeChat virtual payment', appName: 'WeChat' },
  edition: '',
  appName: '微信',
  // 服务端接口都在开放接口的主机上；沙箱（env 1）也是。
  gatewayUrl: 'https://api.weixin.qq.com',
  sandboxInPlace: true,
  openidField: 'wx_openid',
  platforms: {
    // 发货要报给微信：推送答了成功，或 notify_provide_goods。
    'mp-weixin': { payWay: 'xpay', label: '虚拟支付', openidKeys: ['mp-weixin'], ships: true },
  },
  // 没有关单：没付的只在本地关。账单没有公开的格式。
  can: ['create', 'query', 'refund', 'queryRefund', 'login', 'shipping'],
  // 付款人唤起收银台时微信才有这笔单。
  tradeOpensLater: true,
  // 推送的正文不一定签过名：查单说了算。
  asksBack: true,
  shortestPayMs: 60_000,
  payerFields: [],
  // 道具直购的哪一件、几件；没有说的是代币充值。
  merchantFields: ['product_id', 'buy_quantity'],
} as const satisfies ProviderManifest;
