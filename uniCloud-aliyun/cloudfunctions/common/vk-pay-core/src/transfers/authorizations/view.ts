/** 收款授权 → 展示。 */
import type {
  AuthorizationView,
  ConfirmOptions,
  MyAuthorizationAnswer,
  StaffAuthorizationView,
} from '../../../../../../../common/contract/transfers/services';
import type { ReceivingKernel } from '../../kernel/kernel';
import type { AuthorizationRecord } from './record';
import { openPage } from './seal';

const viewAuthorization = (authorization: AuthorizationRecord): AuthorizationView => {
  const { out_authorization_no, provider, status, scene_id, create_date, authorize_date, finish_date } = authorization;
  return {
    out_authorization_no,
    provider,
    status,
    scene_id,
    create_date,
    ...(authorize_date === undefined ? {} : { authorize_date }),
    ...(finish_date === undefined ? {} : { finish_date }),
  };
};

export function viewAuthorizationForStaff(authorization: AuthorizationRecord): StaffAuthorizationView {
  const { platform, user_id, operator, authorization_id, gateway_state, close_reason, failure, close_date } = authorization;
  return {
    ...viewAuthorization(authorization),
    platform,
    user_id,
    operator,
    ...(authorization_id === undefined ? {} : { authorization_id }),
    ...(gateway_state === undefined ? {} : { gateway_state }),
    ...(close_reason === undefined ? {} : { close_reason }),
    ...(failure?.gateway_code === undefined ? {} : { gateway_code: failure.gateway_code }),
    ...(close_date === undefined ? {} : { close_date }),
  };
}

/** 等收款人答应时，客户端拉起授权页要的。 */
export function authorizeOptions(k: ReceivingKernel, authorization: AuthorizationRecord): ConfirmOptions | undefined {
  if (authorization.status !== 'WAIT_CONFIRM' || authorization.close_date !== undefined) return undefined;
  const text = openPage(k, authorization);
  return text === undefined ? undefined : { mchId: authorization.mchid, appId: authorization.appid, package: text };
}

export function viewOwnAuthorization(k: ReceivingKernel, authorization: AuthorizationRecord): MyAuthorizationAnswer['authorization'] {
  const options = authorizeOptions(k, authorization);
  return { ...viewAuthorization(authorization), ...(options ? { options } : {}) };
}
