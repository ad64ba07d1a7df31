/** 登录（docs/protocols/wxpay.md §12.1–12.3）：小程序的 code 换 openid 与会话密钥，公众号的网页授权，开放接口的凭据。 */
import { payWayOf } from '../../../../../../../common/contract/channels';
import { PayError } from '../../kernel/pay-error';
import { encodeForm } from '../kit/form';
import { integerOf, textOf, type Json } from '../kit/json';
import type { AccessToken, LoginCapability, PayerIdentity } from '../login';
import type { ProviderPorts } from '../provider';
import type { WxpayAccount } from './account';
import { askOpenApi, openApiOf } from './open-api';

const SECOND_MS = 1000;

/** 公众号的网页授权；别的都是小程序的登录。 */
const isWebPage = ({ platform }: WxpayAccount): boolean => payWayOf('wxpay', platform)?.client?.userAgent !== undefined;

function required(answer: Json, field: string): string {
  const value = textOf(answer, field);
  if (value === undefined) throw new PayError('NETWORK', { outcome: 'unknown', detail: `应答缺少 ${field}` });
  return value;
}

function identityIn(answer: Json): PayerIdentity {
  // 快照页里是临时的虚拟用户：用它下的单，真正的付款人付不了。
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

export function wxpayLogin(ports: ProviderPorts): LoginCapability<WxpayAccount> {
  const app = (account: WxpayAccount): { appid: string; secret: string } => {
    const { secret } = account.credentials;
    if (secret === undefined) throw new PayError('CERTIFICATE', { detail: `wxpay.${account.platform} 没有填 secret（AppSecret）` });
    return { appid: account.appid, secret };
  };
  return {
    lacks({ credentials }) {
      if (credentials.secret === undefined) return '没有填 secret（AppSecret）';
      return openApiOf(ports) ? undefined : '这个环境不连微信的开放接口';
    },
    async identify(account, code) {
      const query = { ...app(account), grant_type: 'authorization_code' };
      return identityIn(
        isWebPage(account)
          ? await askOpenApi(ports, account, { path: '/sns/oauth2/access_token', query: { ...query, code } })
          : await askOpenApi(ports, account, { path: '/sns/jscode2session', query: { ...query, js_code: code } }),
      );
    },
    authorizePage(account, redirect_uri, state) {
      const openApi = isWebPage(account) ? openApiOf(ports) : undefined;
      if (!openApi) return undefined;
      // 参数的次序是微信规定的；snsapi_base 不打扰付款人，只给 openid。
      const query = encodeForm({ appid: account.appid, redirect_uri, response_type: 'code', scope: 'snsapi_base', state });
      return `${openApi.pageUrl}/connect/oauth2/authorize?${query}#wechat_redirect`;
    },
    async accessToken(account, renew): Promise<AccessToken> {
      const body = { grant_type: 'client_credential', ...app(account), ...(renew ? { force_refresh: true } : {}) };
      const answer = await askOpenApi(ports, account, { path: '/cgi-bin/stable_token', body });
      const seconds = integerOf(answer, 'expires_in') ?? 0;
      return { token: required(answer, 'access_token'), expireAt: ports.now() + seconds * SECOND_MS };
    },
  };
}
