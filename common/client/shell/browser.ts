/** 从浏览器的自我介绍里看出该怎么付。只影响默认选哪个，不影响能不能付。 */
import type { ProviderName } from '../../contract/channels';

function agent(): string {
  // #ifdef H5
  return typeof navigator === 'undefined' ? '' : navigator.userAgent;
  // #endif
  // #ifndef H5
  return '';
  // #endif
}

/** 告诉服务端的线索。电脑版微信里没有可用的支付窗口，和电脑浏览器一样扫码。 */
export function browserHints(userAgent: string = agent()): { readonly isPC?: true } {
  return /WindowsWechat|MacWechat/i.test(userAgent) ? { isPC: true } : {};
}

/** 在谁的 App 里打开的，就先选谁；别处为 undefined。 */
export function hostProvider(userAgent: string = agent()): ProviderName | undefined {
  if (/AlipayClient/i.test(userAgent)) return 'alipay';
  return /MicroMessenger/i.test(userAgent) ? 'wxpay' : undefined;
}
