/** 登录（docs/protocols/wxpay.md §12.1–12.3）：小程序的 code 换 openid 与会话密钥，公众号的网页授权，开放接口的凭据。 */
import { payWayOf } from '../../../../../../../common/contract/channels';
import { PayError } from '../../kernel/pay-error';
import { encodeForm } from '../kit/form';
import type { Json } from '../kit/json';
import { identityIn, miniProgramPayer, stableToken, type WeixinApp } from '../kit/weixin-login';
import type { OpenQuestion } from '../kit/weixin-open';
import type { LoginCapability } from '../login';
import type { ProviderPorts } from '../provider';
import type { WxpayAccount } from './account';
import { askOpenApi, openApiOf } from './open-api';

/** 公众号的网页授权；别的都是小程序的登录。 */
const isWebPage = ({ platform }: WxpayAccount): boolean => payWayOf('wxpay', platform)?.client?.userAgent !== undefined;

export function wxpayLogin(ports: ProviderPorts): LoginCapability<WxpayAccount> {
  const app = (account: WxpayAccount): WeixinApp => {
    const { secret } = account.credentials;
    if (secret === undefined) throw new PayError('CERTIFICATE', { detail: `wxpay.${account.platform} 没有填 secret（AppSecret）` });
    return { appid: account.appid, secret };
  };
  const asker =
    (account: WxpayAccount) =>
    (question: OpenQuestion): Promise<Json> =>
      askOpenApi(ports, account, question);
  return {
    lacks({ credentials }) {
      if (credentials.secret === undefined) return '没有填 secret（AppSecret）';
      return openApiOf(ports) ? undefined : '这个环境不连微信的开放接口';
    },
    async identify(account, code) {
      if (!isWebPage(account)) return miniProgramPayer(asker(account), app(account), code);
      const query = { ...app(account), grant_type: 'authorization_code', code };
      return identityIn(await askOpenApi(ports, account, { path: '/sns/oauth2/access_token', query }));
    },
    authorizePage(account, redirect_uri, state) {
      const openApi = isWebPage(account) ? openApiOf(ports) : undefined;
      if (!openApi) return undefined;
      // 参数的次序是微信规定的；snsapi_base 不打扰付款人，只给 openid。
      const query = encodeForm({ appid: account.appid, redirect_uri, response_type: 'code', scope: 'snsapi_base', state });
      return `${openApi.pageUrl}/connect/oauth2/authorize?${query}#wechat_redirect`;
    },
    accessToken: async (account, renew) => stableToken(asker(account), app(account), ports.now, renew),
  };
}
