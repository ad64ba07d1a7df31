/** 免确认收款授权：发起、查询、解除（docs/protocols/wxpay.md §2.6）。收款人在客户端答应；结果以 state 为准。 */
import { PayError } from '../../kernel/pay-error';
import type { AuthorizationCapability, AuthorizationFacts, AuthorizationRequest } from '../authorizations';
import type { Json } from '../kit/json';
import type { WxpayAccount } from './account';
import { readAuthorization } from './authorization';
import type { WxpayClient } from './client';
import { isSendable } from './plain-text';

const PATH = '/v3/fund-app/mch-transfer/user-confirm-authorization';
const MAX_APPID_OPENID = 64;

const ownPath = (no: string): string => `${PATH}/out-authorization-no/${encodeURIComponent(no)}`;

function check({ credentials: { partner } }: WxpayAccount, { openid, display_name, perception }: AuthorizationRequest): void {
  if (partner) throw new PayError('PERMISSION', { msg: '服务商替特约商户收款的账号不转账' });
  const problems: { field: string; problem: string }[] = [];
  if (openid.length > MAX_APPID_OPENID) problems.push({ field: 'openid', problem: '不能超过 64 个字符' });
  for (const [field, text] of [
    ['user_display_name', display_name],
    ['user_recv_perception', perception],
  ] as const)
    if (text !== undefined && !isSendable(text)) problems.push({ field, problem: '不能含表情等四字节字符' });
  if (problems.length > 0) throw PayError.param(problems);
}

function requireSame(json: Json, no: string): AuthorizationFacts {
  const facts = readAuthorization(json);
  if (facts.out_authorization_no !== no) throw new PayError('SIGNATURE', { outcome: 'unknown', detail: '授权应答的单号不符' });
  return facts;
}

async function unlessMissing(work: Promise<Json>, no: string): Promise<AuthorizationFacts> {
  try {
    return requireSame(await work, no);
  } catch (error) {
    if (error instanceof PayError && error.kind === 'ORDER_NOT_FOUND' && error.outcome === 'none')
      return { out_authorization_no: no, state: 'NOT_EXIST' };
    throw error;
  }
}

export function wxpayAuthorizations(client: WxpayClient): AuthorizationCapability<WxpayAccount> {
  return {
    check,
    async create(account, request) {
      const { out_authorization_no } = request;
      const body = {
        out_authorization_no,
        appid: request.appid,
        openid: request.openid,
        transfer_scene_id: request.scene_id,
        user_display_name: request.display_name,
        authorization_notify_url: account.notifyUrl,
        ...(request.perception ? { user_recv_perception: request.perception } : {}),
      };
      return requireSame(await client.call(account, 'authorize', 'POST', PATH, body), out_authorization_no);
    },
    query: (account, no) => unlessMissing(client.call(account, 'queryAuthorization', 'GET', ownPath(no)), no),
    close: (account, no) => unlessMissing(client.call(account, 'closeAuthorization', 'POST', `${ownPath(no)}/close`, {}), no),
  };
}
