/** 渠道的「登录」：一次性的登录凭证换付款人是谁；网页上从哪里取凭证；调开放接口要的凭据。 */
/** 付款人在这个应用里是谁。编号与会话密钥都是秘密：只加密存放，不进日志与答复。 */
export interface PayerIdentity {
  /** 付款人的编号：openid；支付宝的老应用是 2088 开头的 user_id */
  readonly openid: string;
  readonly kind: 'openid' | 'user_id';
  readonly unionid?: string;
  /** 小程序的会话密钥：每次登录都可能换新，旧的随即失效 */
  readonly session_key?: string;
}

/** 开放接口的凭据。 */
export interface AccessToken {
  readonly token: string;
  /** 毫秒 */
  readonly expireAt: number;
}

export interface LoginCapability<Own> {
  /** 这个账号还缺什么，换不了；什么也不缺为 undefined */
  lacks(account: Own): string | undefined;
  /**
   * 凭证 → 付款人。凭证只能用一次，几分钟就过期。
   * @throws PayError PARAM 凭证无效、过期或用过（再取一个） · SIGNATURE / PERMISSION 商户的配置 · RATE_LIMIT / BUSY / NETWORK
   */
  identify(account: Own, code: string): Promise<PayerIdentity>;
  /** 网页的授权页：付款人去一趟，带着 `code` 与 `state` 回到 redirect。不必这样取凭证的端（小程序）返回 undefined */
  authorizePage?(account: Own, redirect: string, state: string): string | undefined;
  /** 现在的凭据；`renew` 作废旧的再给（一天只有二十次）。只有部分渠道有。@throws PayError */
  accessToken?(account: Own, renew: boolean): Promise<AccessToken>;
}
