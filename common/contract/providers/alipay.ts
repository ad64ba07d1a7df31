/** 支付宝（开放平台 v2 协议，gateway.do）。 */
import type { ProviderManifest } from './manifest';

export const alipay = {
  name: 'alipay',
  rank: 20,
  title: '支付宝',
  english: { title: 'Alipay', appName: 'Alipay' },
  edition: '',
  appName: '支付宝',
  gatewayUrl: 'https://openapi.alipay.com',
  sandboxUrl: 'https://openapi-sandbox.dl.alipaydev.com',
  // 账单的地址在验过签的答复里，三十秒有效；哪一台主机没有写死（docs/protocols/alipay.md §4.15）
  downloadHosts: ['.alipay.com', '.alipaydev.com'],
  openidField: 'ali_openid',
  platforms: {
    'mp-alipay': { payWay: 'create', label: 'trade.create', openidKeys: ['mp', 'mp-alipay'], client: { uniPlatform: 'mp-alipay' } },
    'app-plus': { payWay: 'app', label: 'app.pay 订单串' },
    // 网页支付只有一个应用：手机跳转与电脑跳转沿用 `h5` 一节（与 vk-uni-pay 相同），单独配置则优先。
    mweb: { payWay: 'wap', label: '手机网站（wap.pay）跳转并返回', sections: ['mweb', 'h5'] },
    page: { payWay: 'page', label: '电脑网站（page.pay）跳转并返回', sections: ['page', 'h5'] },
    // 二维码最多两小时有效，过期后同一个单号不再给新码（docs/protocols/alipay.md §4.5）。
    h5: { payWay: 'precreate', label: '扫码（precreate）', longestPayMs: 2 * 3_600_000 },
  },
  can: [
    'create',
    'query',
    'close',
    'cancel',
    'refund',
    'queryRefund',
    'readReturn',
    'bill',
    'transfer',
    'queryTransfer',
    'balance',
    'login',
  ],
  transfer: { sections: ['transfer', 'mp-alipay', 'app-plus', 'h5', 'mweb', 'page'], confirmed: false },
  tradeOpensLater: true,
  shortestPayMs: 1_000,
  payerFields: ['body', 'passback_params'],
  merchantFields: [
    'goods_detail',
    'goods_type',
    'promo_params',
    'extend_params',
    'enable_pay_channels',
    'disable_pay_channels',
    'store_id',
    'operator_id',
    'terminal_id',
    'timeout_express',
    'qr_pay_mode',
    'qrcode_width',
  ],
} as const satisfies ProviderManifest;
