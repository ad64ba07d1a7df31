/**
 * 支付宝的 `h5` 在它的文档里是当面付：电脑扫码、手机网页、`alipayAppPayToH5Pay` 都是它，只要签当面付，不用签手机网站支付。
 * 所以手机上出的也是当面付的链接，前端打开它就付。自己在配置里另写了 `alipay.mweb` 的，照写的走手机网站支付。
 */
import { detectPlatform } from '../../../../../../common/contract/channels';
import { DEFAULT_PID } from '../config/config';
import type { Kernel } from '../kernel/kernel';

type Params = Readonly<Record<string, unknown>>;

/** 配置里有没有自己的 `alipay.mweb`：没有的与 `h5` 是同一节。 */
function hasOwnSection({ config }: Kernel): boolean {
  const [own, shared] = (['mweb', 'h5'] as const).map((platform) => config.account('alipay', platform, DEFAULT_PID)?.credentials);
  return own !== undefined && own !== shared;
}

/** 这一次是不是出链接、由前端打开。 */
export function opensCode(k: Kernel, { provider, platform, isPC, needQRcode, alipayAppPayToH5Pay, data }: Params): boolean {
  if (provider !== 'alipay' || platform !== undefined) return false;
  const { PLATFORM, CLIENTUA } = k.context;
  const found = detectPlatform({
    ...(PLATFORM === undefined ? {} : { uniPlatform: PLATFORM }),
    ...(CLIENTUA === undefined ? {} : { userAgent: CLIENTUA }),
    isPC: isPC === true,
    needQRcode: needQRcode === true || needQRcode === 'image',
  });
  const wanted = found === 'mweb' || (found === 'app-plus' && (alipayAppPayToH5Pay ?? k.config.alipayAppPayToH5Pay) === true);
  return wanted && ((data as Params)['pid'] !== undefined || !hasOwnSection(k));
}
