/** 商户自己的云函数：登录凭证换付款人是谁，参数与 vk-uni-pay 相同。会话密钥只加密存放，从不在答复里。 */
import { isStandIn, payersOf, PROVIDERS, type Platform, type ProviderName } from '../../../../../../common/contract/channels';
import type { ErrorAnswer } from '../../../../../../common/contract/errors';
import { accessTokenSchema, codeToSessionSchema } from '../../../../../../common/contract/payers/params';
import type { OkAnswer } from '../../../../../../common/contract/answer';
import type { ClientContext } from '../kernel/client-context';
import type { Kernel } from '../kernel/kernel';
import { requireParams } from '../kernel/validate';
import { accountsOf } from '../merchants/account';
import { askWho, remember } from '../payers/identify';
import { unnamedUser } from '../payers/kept/record';
import { requireLogin } from '../payers/login';
import type { PayerIdentity } from '../providers/login';
import type { Account } from '../providers/provider';
import { accessToken } from '../tokens/access-token';

interface CodeInput {
  readonly context?: ClientContext;
  /** uni.login、网页授权或支付宝授权得到的凭证；只能用一次 */
  readonly code: string;
  readonly pid?: string;
  /** 给了就记在这个用户名下，以后替他下单不必再给 openid；要先配置 encryption */
  readonly user_id?: string;
}
export interface CodeAnswer extends OkAnswer {
  /** 付款人在这个应用里的编号：下单时的 openid。支付宝老应用是 2088 开头的用户号 */
  readonly openid: string;
  readonly appid: string;
  readonly unionid?: string;
  /** 只有支付宝的老应用有，与 openid 相同 */
  readonly user_id?: string;
}
type CodeToSession = (input: CodeInput) => Promise<CodeAnswer | ErrorAnswer>;

interface TokenInput {
  readonly context?: ClientContext;
  /** 缺省 wxpay */
  readonly provider?: ProviderName;
  /** 哪个端的应用，缺省 mp-weixin */
  readonly platform?: Platform;
  readonly pid?: string;
  /** 刚刚被开放接口以 40001、42001 拒绝的那一个：换一个 */
  readonly refused?: string;
}
export interface TokenAnswer extends OkAnswer {
  readonly access_token: string;
  /** 毫秒 */
  readonly expire_date: number;
}

export interface MerchantLogins {
  /** 微信开放接口的凭据（stable_token）：全部实例共用一个，加密存放；只在服务端用，不要交给前端 */
  getAccessToken(input?: TokenInput): Promise<TokenAnswer | ErrorAnswer>;
  readonly code2SessionWeixinMP: CodeToSession;
  readonly code2SessionWeixinH5: CodeToSession;
  readonly code2SessionAlipay: CodeToSession;
}

type Call = <Body extends object>(
  input: { readonly context?: ClientContext } | undefined,
  run: (k: Kernel) => Promise<Body>,
) => Promise<(OkAnswer & Body) | ErrorAnswer>;

/** 没有说是哪个用户时记不记：应用开通了虚拟支付的要记，它用会话密钥签名。 */
async function unnamed(k: Kernel, account: Account, { openid, session_key }: PayerIdentity): Promise<string | undefined> {
  if (session_key === undefined || !k.config.cipher) return undefined;
  const others = PROVIDERS.filter((name) => isStandIn(name) && payersOf(name) === account.provider);
  const theirs = (await Promise.all(others.map((name) => accountsOf(k, name, account.pid)))).flat();
  return theirs.some(({ appid }) => appid === account.appid) ? unnamedUser(account.appid, openid) : undefined;
}

export function merchantLogins(call: Call): MerchantLogins {
  const on =
    (provider: ProviderName, platform: Platform): CodeToSession =>
    (input) =>
      call(input, async (k) => {
        const { code, pid, user_id } = requireParams(codeToSessionSchema, input);
        const own = await requireLogin(k, provider, platform, pid);
        const payer = await askWho(k, own, code, user_id ?? '');
        const user = user_id ?? (await unnamed(k, own.account, payer));
        if (user !== undefined) await remember(k, own, user, payer);
        const { openid, kind, unionid } = payer;
        return {
          openid,
          appid: own.account.appid,
          ...(unionid === undefined ? {} : { unionid }),
          ...(kind === 'user_id' ? { user_id: openid } : {}),
        };
      });
  return {
    getAccessToken: (input) =>
      call(input, async (k) => {
        const { provider, platform, pid, refused } = requireParams(accessTokenSchema, input ?? {});
        const { account, login } = await requireLogin(k, provider, platform, pid);
        const { token, expire_date } = await accessToken(k, account, login, refused);
        return { access_token: token, expire_date };
      }),
    code2SessionWeixinMP: on('wxpay', 'mp-weixin'),
    code2SessionWeixinH5: on('wxpay', 'h5-weixin'),
    code2SessionAlipay: on('alipay', 'mp-alipay'),
  };
}
