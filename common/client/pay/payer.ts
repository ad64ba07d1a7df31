/**
 * 服务端还不知道付款人是谁（答复里 `need: 'payer'`）时：取一个登录凭证交给它，再接着付。商户不用写代码。
 * 小程序问平台要一个 code，人看不见；公众号里的网页要去一趟微信的授权页，回来时地址里带着 code 与 state。
 */
import type { Platform, ProviderName } from '../../contract/channels';
import { PlatformError } from '../shell/errors';
import { providerTitle } from '../shell/provider-names';
import type { CallService } from '../shell/services';
import { PAY } from '../words/pay';
import { errorText } from './drivers/driver';
// #ifdef H5
import { isAuthorized, rememberAuthorizing, takeAuthorized } from './authorize';
// #endif

/** 凭证；`left`：页面正在跳到授权页。 */
export type PayerCode = { readonly code: string; readonly state?: string } | 'left';
export interface PayerSource {
  readonly provider: ProviderName;
  readonly platform: Platform;
  /** @throws PlatformError 平台没有给 */
  readonly obtain: (call: CallService) => Promise<PayerCode>;
}

/** uni.login：微信给 code，支付宝给 authCode（uni 也写在 code 里）。 */
export function loginCode(options: Record<string, unknown>, provider: ProviderName): Promise<PayerCode> {
  const login = uni.login as (options: Record<string, unknown>) => void;
  return new Promise((resolve, reject) => {
    const fail = (reason: unknown): void => reject(new PlatformError(PAY.notInvoked(providerTitle(provider)), errorText(reason)));
    login({
      ...options,
      success: (result: { readonly code?: unknown; readonly authCode?: unknown }) => {
        const code = result.code ?? result.authCode;
        if (typeof code === 'string' && code !== '') resolve({ code });
        else fail({ errMsg: 'login gave no code' });
      },
      fail,
    });
  });
}

/** 这个端从哪里取凭证；不必指明付款人的端没有。 */
export function ownPayerSource(): PayerSource | undefined {
  // #ifdef MP-WEIXIN
  return { provider: 'wxpay', platform: 'mp-weixin', obtain: () => loginCode({ provider: 'weixin' }, 'wxpay') };
  // #endif
  // #ifdef MP-ALIPAY
  return { provider: 'alipay', platform: 'mp-alipay', obtain: () => loginCode({ provider: 'alipay', scopes: 'auth_base' }, 'alipay') };
  // #endif
  // #ifdef H5
  const platform = 'h5-weixin';
  return {
    provider: 'wxpay',
    platform,
    async obtain(call) {
      const back = takeAuthorized();
      if (back) return back;
      const { url } = await call('authorizePayer', { provider: 'wxpay', platform, return_url: location.href });
      rememberAuthorizing(url);
      location.href = url;
      return 'left';
    },
  };
  // #endif
  // App：付款不必指明付款人
  return undefined;
}

/** 点了支付、去了一趟授权页，刚刚回来：接着付，不用人再点一次。 */
export function continuesPaying(provider: ProviderName | undefined): boolean {
  // #ifdef H5
  return provider === 'wxpay' && isAuthorized();
  // #endif
  // 别的端不会离开页面
  return false;
}

export const needsPayer = (thrown: unknown): boolean =>
  typeof thrown === 'object' && thrown !== null && (thrown as { readonly need?: unknown }).need === 'payer';

/**
 * 让服务端知道付款人是谁。
 * @returns `known` 可以接着付了 · `left` 页面正在跳走
 * @throws 平台没有给凭证，或服务端不认
 */
export async function tellPayer(source: PayerSource, call: CallService): Promise<'known' | 'left'> {
  const { provider, platform } = source;
  const got = await source.obtain(call);
  if (got === 'left') return got;
  await call('identifyPayer', { provider, platform, ...got });
  return 'known';
}
