/** 这一次在哪个端付：调用方指定的优先，否则按客户端的线索与商户的设置判断。下单与收银台用的是同一个判断。 */
import { detectPlatform, isStandIn, standInOf, type Platform, type ProviderName } from '../../../../../../common/contract/channels';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import type { PaymentType } from '../order-types/payment-type';
import type { Releases } from '../release/releases';

export interface PlatformWish {
  readonly platform?: Platform;
  readonly isPC?: boolean;
  readonly needQRcode?: boolean;
  /** App 里的支付宝改走手机网页；缺省按配置 */
  readonly alipayAppPayToH5Pay?: boolean;
}

/** 电脑上的支付宝跳网页还是扫码：灰度说了算，没有人改过就照配置。 */
export interface DesktopChoice {
  readonly releases: Releases;
  readonly user_id: string | undefined;
}

/** 没有指定时，支付宝在两个端可以换一种走法：App → 手机网页，电脑扫码 → 电脑网站。 */
export function choosePlatform(k: Kernel, provider: ProviderName, wish: PlatformWish, { releases, user_id }: DesktopChoice): Platform {
  if (wish.platform !== undefined) return wish.platform;
  const { PLATFORM, CLIENTUA } = k.context;
  const platform = detectPlatform({
    ...(PLATFORM === undefined ? {} : { uniPlatform: PLATFORM }),
    ...(CLIENTUA === undefined ? {} : { userAgent: CLIENTUA }),
    isPC: wish.isPC === true,
    needQRcode: wish.needQRcode === true,
  });
  if (provider !== 'alipay') return platform;
  if (platform === 'app-plus' && (wish.alipayAppPayToH5Pay ?? k.config.alipayAppPayToH5Pay)) return 'mweb';
  if (platform === 'h5' && !wish.needQRcode && releases.isOn('alipay_desktop_page', user_id)) return 'page';
  return platform;
}

/**
 * 由哪个渠道收：虚拟商品在微信小程序里只能走虚拟支付，不用付款人选；别的商品不能借它收。
 * @param trusted 商户自己的云函数：它说走虚拟支付就走 @throws PayError PARAM
 */
export function providerFor(type: PaymentType | undefined, provider: ProviderName, platform: Platform, trusted = false): ProviderName {
  if (isStandIn(provider) && !type?.virtual && !trusted) throw PayError.param([{ field: 'provider', problem: '只用来收虚拟商品' }]);
  return (type?.virtual ? standInOf(provider, platform) : undefined) ?? provider;
}
