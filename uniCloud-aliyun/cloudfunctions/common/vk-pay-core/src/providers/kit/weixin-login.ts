/** 微信小程序的登录（docs/protocols/wxpay.md §12.1、§12.3）：code 换 openid 与会话密钥，开放接口的凭据。 */
import { PayError } from '../../kernel/pay-error';
import type { AccessToken, PayerIdentity } from '../login';
import { integerOf, textOf, type Json } from './json';
import type { OpenQuestion } from './weixin-open';

const SECOND_MS = 1000;

export interface WeixinApp {
  readonly appid: string;
  readonly secret: string;
}
type Ask = (question: OpenQuestion) => Promise<Json>;

function required(answer: Json, field: string): string {
  const value = textOf(answer, field);
  if (value === undefined) throw new PayError('NETWORK', { outcome: 'unknown', detail: `应答缺少 ${field}` });
  return value;
}

/** @throws PayError PARAM 快照页里临时的虚拟用户：用它下的单，真正的付款人付不了 */
export function identityIn(answer: Json): PayerIdentity {
  if (answer['is_snapshotuser'] === 1) throw PayError.param([{ field: 'code', problem: '请先在页面右下角进入完整服务，再付款' }]);
  const unionid = textOf(answer, 'unionid');
  const session_key = textOf(answer, 'session_key');
  return {
    openid: required(answer, 'openid'),
    kind: 'openid',
    ...(unionid ? { unionid } : {}),
    ...(session_key ? { session_key } : {}),
  };
}

/** 小程序的 code → 付款人。 */
export const miniProgramPayer = async (ask: Ask, { appid, secret }: WeixinApp, js_code: string): Promise<PayerIdentity> =>
  identityIn(await ask({ path: '/sns/jscode2session', query: { appid, secret, grant_type: 'authorization_code', js_code } }));

/** stable_token：不会作废别的软件手里的。 */
export async function stableToken(ask: Ask, app: WeixinApp, now: () => number, renew: boolean): Promise<AccessToken> {
  const body = { grant_type: 'client_credential', ...app, ...(renew ? { force_refresh: true } : {}) };
  const answer = await ask({ path: '/cgi-bin/stable_token', body });
  const seconds = integerOf(answer, 'expires_in') ?? 0;
  return { token: required(answer, 'access_token'), expireAt: now() + seconds * SECOND_MS };
}
