/** 渠道的「免确认收款授权」：收款人答应一次，此后的转账不必再确认。什么也不推进，只说网关怎么讲。 */

export type AuthorizationState = 'WAIT_CONFIRM' | 'TAKING_EFFECT' | 'CLOSED' | 'NOT_EXIST' | 'UNKNOWN';

/** 同号再来时每一项都必须与首次相同。 */
export interface AuthorizationRequest {
  readonly out_authorization_no: string;
  readonly appid: string;
  /** 收款人在这个应用里的编号 */
  readonly openid: string;
  readonly scene_id: string;
  /** 收款人看到的「开通账号」 */
  readonly display_name: string;
  readonly perception?: string;
}
export interface AuthorizationFacts {
  readonly out_authorization_no: string;
  readonly state: AuthorizationState;
  readonly mchid?: string;
  readonly appid?: string;
  readonly openid?: string;
  /** 网关的授权单号 */
  readonly authorization_id?: string;
  /** 收款人答应的时间，毫秒 */
  readonly authorizedAt?: number;
  readonly closeReason?: string;
  /** 收款人拉起授权页的凭据 */
  readonly packageInfo?: string;
  readonly gatewayState?: string;
}

export interface AuthorizationCapability<Own> {
  /** 只凭内容就能判断的问题。@throws PayError PARAM 点名字段 · PERMISSION 这个账号做不了 */
  check(own: Own, request: AuthorizationRequest): void;
  /** 同号同内容无论发几次都是同一张。@throws PayError outcome 'unknown'：可能已受理，须查询 */
  create(own: Own, request: AuthorizationRequest): Promise<AuthorizationFacts>;
  /** 网关说没有这一张时返回 NOT_EXIST。@throws PayError */
  query(own: Own, out_authorization_no: string): Promise<AuthorizationFacts>;
  /** 解除；没有这一张返回 NOT_EXIST。@throws PayError */
  close(own: Own, out_authorization_no: string): Promise<AuthorizationFacts>;
}
