/** 登录：小程序的 code 换 openid 与会话密钥（docs/protocols/wxpay.md §12.1），开放接口的凭据（§12.3）。 */
import type { Json } from '../kit/json';
import { miniProgramPayer, stableToken, type WeixinApp } from '../kit/weixin-login';
import { askWeixin, type OpenQuestion } from '../kit/weixin-open';
import type { LoginCapability } from '../login';
import type { ProviderPorts } from '../provider';
import type { VirtualAccount } from './account';

export function virtualLogin(ports: ProviderPorts): LoginCapability<VirtualAccount> {
  const asker =
    ({ gatewayUrl: url, timeoutMs, debug }: VirtualAccount) =>
    (question: OpenQuestion): Promise<Json> =>
      askWeixin(ports, { url, timeoutMs, debug }, question);
  const app = ({ appid, credentials: { secret } }: VirtualAccount): WeixinApp => ({ appid, secret });
  return {
    lacks: () => undefined,
    identify: (account, code) => miniProgramPayer(asker(account), app(account), code),
    accessToken: (account, renew) => stableToken(asker(account), app(account), ports.now, renew),
  };
}
