/** 云对象 uni-pay-co：方法名与字段照 uni-pay 2 的公开文档，成功的 errCode 是 0。 */
import { fieldsOf } from '../../../common/client/shell/vk/result';
import type { Answer } from './action';

export type Method =
  'createOrder' | 'getOrder' | 'refund' | 'getRefund' | 'closeOrder' | 'getPayProviderFromCloud' | 'getProviderAppId' | 'getOpenid';
export type CallCo = (method: Method, data: Answer) => Promise<Answer>;

type CloudObject = Readonly<Record<Method, (data: Answer) => Promise<unknown>>>;
/** uniCloud 里用到的那一小部分。 */
interface Cloud {
  importObject(name: string, options: { readonly customUI: boolean }): CloudObject;
}

/** @throws 答复的 errCode 不是 0，或没有叫通 */
export const callCo: CallCo = async (method, data) => {
  // 提示由组件自己做
  const co = (uniCloud as unknown as Cloud).importObject('uni-pay-co', { customUI: true });
  const answer = fieldsOf(await co[method](data));
  if (answer['errCode'] !== 0) throw answer;
  return answer;
};

type Provider = 'wxpay' | 'alipay';
const MINI: Readonly<Record<Provider, string>> = { wxpay: 'mp-weixin', alipay: 'mp-alipay' };
/** 它的支付类型 → 我们的端；已经是端的名字的照旧 */
const ENDS: Readonly<Record<string, string>> = { app: 'app-plus', native: 'h5', jsapi: 'h5-weixin', mweb: 'mweb' };

export function platformOf(provider: string, providerPayType: string): string {
  if (providerPayType === 'mp') return (MINI as Readonly<Record<string, string>>)[provider] ?? providerPayType;
  return ENDS[providerPayType] ?? providerPayType;
}

/** 这个端能用的；微信里、小程序里各只有一种。 */
export function usableHere(providers: readonly string[]): string[] {
  // #ifdef MP-WEIXIN
  return providers.filter((one) => one === 'wxpay');
  // #endif
  // #ifdef MP-ALIPAY
  return providers.filter((one) => one === 'alipay');
  // #endif
  // #ifdef H5
  if (typeof navigator !== 'undefined') return inBrowser(providers, navigator.userAgent);
  // #endif
  return [...providers];
}

export function inBrowser(providers: readonly string[], userAgent: string): string[] {
  const phoneWechat = /MicroMessenger/i.test(userAgent) && !/WindowsWechat|MacWechat/i.test(userAgent);
  const only = phoneWechat ? 'wxpay' : /AlipayClient/i.test(userAgent) ? 'alipay' : undefined;
  return only === undefined ? [...providers] : providers.filter((one) => one === only);
}
