/** 付款人是谁：前端取到的一次性凭证交给服务端，由它去问网关、记下来；编号与会话密钥从不回到前端。 */
import type { Platform, ProviderName } from '../channels';
import type { OkAnswer } from '../answer';

/** `pay/kh/identifyPayer` 入参。 */
export interface IdentifyPayerInput {
  readonly provider: ProviderName;
  /** 凭证是在哪个端取的 */
  readonly platform: Platform;
  /** uni.login 给的 code、支付宝的授权码，或网页授权带回来的 code；只能用一次 */
  readonly code: string;
  /** 网页授权带回来的 state；网页必填 */
  readonly state?: string;
  readonly pid?: string;
}
export type IdentifyPayerAnswer = OkAnswer;

/** `pay/kh/authorizePayer` 入参：网页要去一趟授权页才有凭证。 */
export interface AuthorizePayerInput {
  readonly provider: ProviderName;
  readonly platform: Platform;
  /** 授权之后回到的页面 */
  readonly return_url: string;
  readonly pid?: string;
}
export interface AuthorizePayerAnswer extends OkAnswer {
  /** 授权页的地址，十分钟之内去 */
  readonly url: string;
}
