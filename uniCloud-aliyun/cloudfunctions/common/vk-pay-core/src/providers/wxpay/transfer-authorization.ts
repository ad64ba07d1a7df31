/** 免确认收款授权（docs/protocols/wxpay.md §2.6）：发起、查询、解除。钱不从这里走，只凭它转账时不用收款人再确认。 */
import { PayError } from '../../kernel/pay-error';
import type { AuthorizationFacts, AuthorizationRequest, TransferAuthorizations } from '../authorizations';
import type { WxpayAccount } from './account';
import type { WxpayClient } from './client';
import { textOf, type Json } from '../kit/json';

const PATH = '/v3/fund-app/mch-transfer/user-confirm-authorization';
const pathOf = (no: string): string => `${PATH}/out-authorization-no/${encodeURIComponent(no)}`;

function readAuthorization(json: Json, no: string): AuthorizationFacts {
  if (textOf(json, 'out_authorization_no') !== no) throw new PayError('SIGNATURE', { outcome: 'unknown', detail: '授权应答的单号不符' });
  const [state, appid, openid, scene_id] = ['state', 'appid', 'openid', 'transfer_scene_id'].map((name) => textOf(json, name));
  return {
    out_authorization_no: no,
    state: state ?? 'UNKNOWN',
    ...(appid ? { appid } : {}),
    ...(openid ? { openid } : {}),
    ...(scene_id ? { scene_id } : {}),
    said: json,
  };
}

function refusePartner({ credentials: { partner } }: WxpayAccount): void {
  if (partner) throw new PayError('PERMISSION', { msg: '服务商替特约商户收款的账号不转账' });
}

export function wxpayAuthorizations(client: WxpayClient): TransferAuthorizations<WxpayAccount> {
  return {
    async create(account: WxpayAccount, { out_authorization_no, appid, openid, scene_id, display_name, perception }: AuthorizationRequest) {
      refusePartner(account);
      const body = {
        out_authorization_no,
        appid,
        openid,
        transfer_scene_id: scene_id,
        user_display_name: display_name,
        ...(perception ? { user_recv_perception: perception } : {}),
        authorization_notify_url: account.notifyUrl,
      };
      return readAuthorization(await client.call(account, 'authorization', 'POST', PATH, body), out_authorization_no);
    },
    async query(account, no) {
      refusePartner(account);
      return readAuthorization(await client.call(account, 'authorization', 'GET', pathOf(no)), no);
    },
    async close(account, no) {
      refusePartner(account);
      return readAuthorization(await client.call(account, 'authorization', 'POST', `${pathOf(no)}/close`, {}), no);
    },
  };
}
