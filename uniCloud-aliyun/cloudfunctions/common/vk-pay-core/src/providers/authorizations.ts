/** 免确认收款授权：渠道要会的（provider.ts 的一部分）。 */
/** 发起免确认收款授权。 */
export interface AuthorizationRequest {
  readonly out_authorization_no: string;
  readonly appid: string;
  readonly openid: string;
  readonly scene_id: string;
  /** 授权页上的「开通账号」 */
  readonly display_name: string;
  readonly perception?: string;
}
export interface AuthorizationFacts {
  readonly out_authorization_no: string;
  /** WAIT_USER_CONFIRM 等确认 · TAKING_EFFECT 生效 · CLOSED 关了 */
  readonly state: string;
  readonly appid?: string;
  readonly openid?: string;
  readonly scene_id?: string;
  /** 网关的原话，只给商户自己的云函数 */
  readonly said: Readonly<Record<string, unknown>>;
}
/** 免确认收款授权。@throws PayError ORDER_NOT_FOUND 没有这一份 */
export interface TransferAuthorizations<Own> {
  create(account: Own, request: AuthorizationRequest): Promise<AuthorizationFacts>;
  query(account: Own, out_authorization_no: string): Promise<AuthorizationFacts>;
  close(account: Own, out_authorization_no: string): Promise<AuthorizationFacts>;
}
