/** 这一次在哪个端付：调用方指定的优先，否则按客户端的线索与商户的设置判断。下单与收银台用的是同一个判断。 */
import { detectPlatform, type Platform, type ProviderName } from '../../../../../../common/contract/channels';
import type { Kernel } from '../kernel/kernel';
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
