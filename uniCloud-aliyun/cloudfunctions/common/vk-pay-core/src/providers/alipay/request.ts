/** 一次请求的样子：公共参数 + biz_content，已签名；发给 gateway.do，或交给付款人的浏览器与 App（docs/protocols/alipay.md §1.2–1.4）。 */
import { toBeijingText } from '../../../../../../../common/contract/beijing-time';
import type { AlipayAccount } from './account';
import { signRequest, type Params } from './sign';

export interface RequestExtras {
  readonly notifyUrl?: string;
  readonly returnUrl?: string;
  /** 不用 biz_content 的方法：业务参数在最外层 */
  readonly own?: Readonly<Record<string, string>>;
}

/** 公共参数 + biz_content，已签名（docs/protocols/alipay.md §1.2、§1.3）。时间是 GMT+8，与主机时区无关。 */
export function signedParams(
  account: AlipayAccount,
  method: string,
  bizContent: object | undefined,
  now: number,
  extras: RequestExtras = {},
): Params {
  const { certificates, privateKey, appAuthToken } = account.credentials;
  const params: Record<string, string> = {
    app_id: account.appid,
    method,
    format: 'JSON',
    charset: 'utf-8',
    sign_type: 'RSA2',
    timestamp: toBeijingText(now),
    version: '1.0',
    ...(certificates ? { app_cert_sn: certificates.app, alipay_root_cert_sn: certificates.root } : {}),
    ...(appAuthToken ? { app_auth_token: appAuthToken } : {}),
    ...(extras.notifyUrl ? { notify_url: extras.notifyUrl } : {}),
    ...(extras.returnUrl ? { return_url: extras.returnUrl } : {}),
    ...(bizContent === undefined ? {} : { biz_content: JSON.stringify(bizContent) }),
    ...extras.own,
  };
  params['sign'] = signRequest(params, privateKey);
  return params;
}

export function gatewayAddress(account: AlipayAccount): string {
  return `${account.gatewayUrl}/gateway.do`;
}
