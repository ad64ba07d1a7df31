/** 免确认收款授权的一张（docs/protocols/wxpay.md §2.6）：应答、查询、回调是同一种形状，窄化成事实。回调函数也用它，所以不与发起放在一起。 */
import { asObject, textOf, timeOf, type Json } from '../kit/json';
import type { AuthorizationFacts, AuthorizationState } from '../authorizations';

const STATES: ReadonlyMap<string, AuthorizationState> = new Map([
  ['WAIT_USER_CONFIRM', 'WAIT_CONFIRM'],
  ['TAKING_EFFECT', 'TAKING_EFFECT'],
  ['CLOSED', 'CLOSED'],
]);

export function readAuthorization(json: Json): AuthorizationFacts {
  const gatewayState = textOf(json, 'state');
  const [mchid, appid, openid, authorization_id, packageInfo] = ['mchid', 'appid', 'openid', 'authorization_id', 'package_info'].map(
    (name) => textOf(json, name),
  );
  const authorizedAt = timeOf(json, 'authorize_time');
  const closeReason = textOf(asObject(json['close_info']) ?? {}, 'close_reason');
  return {
    out_authorization_no: textOf(json, 'out_authorization_no') ?? '',
    state: STATES.get(gatewayState ?? '') ?? 'UNKNOWN',
    ...(mchid ? { mchid } : {}),
    ...(appid ? { appid } : {}),
    ...(openid ? { openid } : {}),
    ...(authorization_id ? { authorization_id } : {}),
    ...(authorizedAt === undefined ? {} : { authorizedAt }),
    ...(closeReason ? { closeReason } : {}),
    ...(packageInfo ? { packageInfo } : {}),
    ...(gatewayState ? { gatewayState } : {}),
  };
}
