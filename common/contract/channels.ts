/**
 * 支付渠道与端：provider（谁收钱）× platform（在哪个端付）。
 * platform 的名字就是 uni-pay/config.js 里的键（vk-uni-pay 用户已有的配置），pay_type 为 `<provider>_<platform>`。
 */

export const PROVIDERS = ['wxpay', 'alipay'] as const;
export type ProviderName = (typeof PROVIDERS)[number];

/** 每个渠道支持的端。 */
export const CHANNEL_PLATFORMS = {
  wxpay: ['mp-weixin', 'h5-weixin', 'app-plus', 'mweb', 'h5'],
  alipay: ['mp-alipay', 'app-plus', 'mweb', 'page', 'h5'],
} as const satisfies Record<ProviderName, readonly string[]>;

export const PLATFORMS = ['mp-weixin', 'mp-alipay', 'h5-weixin', 'app-plus', 'mweb', 'page', 'h5'] as const;
/**
 * - `mp-weixin` / `mp-alipay` 小程序 · `h5-weixin` 公众号内网页 · `app-plus` App
 * - `mweb` 手机浏览器（跳转收银台） · `h5` 电脑浏览器（二维码） · `page` 电脑浏览器跳转（支付宝，需指定）
 */
export type Platform = (typeof PLATFORMS)[number];

export const PROVIDER_TITLES: Readonly<Record<ProviderName, string>> = { wxpay: '微信支付', alipay: '支付宝' };

export function supportsPlatform(provider: ProviderName, platform: Platform): boolean {
  return (CHANNEL_PLATFORMS[provider] as readonly Platform[]).includes(platform);
}

/** 判断端所需的客户端线索；全部来自客户端，只用于挑选付款方式，从不用于授权。 */
export interface ClientHints {
  /** uniCloud context.PLATFORM：web / h5 / mp-weixin / mp-alipay / app / app-plus */
  readonly uniPlatform?: string;
  readonly userAgent?: string;
  /** 调用方明确说是电脑（vk-uni-pay 的 isPC） */
  readonly isPC?: boolean;
  /** 调用方明确要二维码（vk-uni-pay 的 needQRcode） */
  readonly needQRcode?: boolean;
}

/** 按客户端线索挑选端；与用户的习惯一致：微信里用 JSAPI，手机浏览器跳转，电脑扫码。 */
export function detectPlatform(hints: ClientHints): Platform {
  if (hints.isPC || hints.needQRcode) return 'h5';
  switch (hints.uniPlatform) {
    case 'mp-weixin':
      return 'mp-weixin';
    case 'mp-alipay':
      return 'mp-alipay';
    case 'app':
    case 'app-plus':
      return 'app-plus';
    default: {
      const agent = hints.userAgent ?? '';
      if (/MicroMessenger/i.test(agent)) return 'h5-weixin';
      return /Android|iPhone|iPad|iPod|Mobile|HarmonyOS/i.test(agent) ? 'mweb' : 'h5';
    }
  }
}
