/**
 * 认出付款人：前端取到的一次性凭证，问网关他是谁，加密记下，以后下单就找得到。
 * 网页授权带着 state：它是为这个登录用户发的、只认一次，别人的凭证塞不进来（CSRF）。
 */
import { createHash } from 'node:crypto';
import type { AuthorizePayerAnswer } from '../../../../../../common/contract/payers/services';
import { authorizePayerSchema, identifyPayerSchema } from '../../../../../../common/contract/payers/params';
import type { OkAnswer } from '../../../../../../common/contract/answer';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import { claim, redeem } from '../ledger/claim';
import { talk } from '../ledger/talk';
import type { PayerIdentity } from '../providers/login';
import { sealPayer } from './kept/record';
import { keepPayer } from './kept/store';
import { requireCipher, requireLogin, type Login } from './login';

/** 授权页来回一趟的时限。 */
const STATE_MS = 10 * 60_000;

/** 只留指纹：数据库里的一行拼不回网址里的 state；换一个用户、换一个应用就对不上。 */
function stateName({ account: { provider, appid } }: Login, user_id: string, state: string): string {
  const hash = createHash('sha256').update([provider, appid, user_id, state].join('\n'));
  return `authorize:${hash.digest('base64url').slice(0, 32)}`;
}

/** 问网关他是谁；成败都留痕，编号不进日志。@throws PayError */
export function askWho(k: Kernel, { account, login }: Login, code: string, user_id: string): Promise<PayerIdentity> {
  const { provider, platform, pid } = account;
  const about = { type: 'login', out_trade_no: '', provider, platform, pid, user_id, amount: 0 } as const;
  return talk(
    k,
    about,
    () => login.identify(account, code),
    ({ kind }) => kind,
  );
}

export async function remember(k: Kernel, { account }: Login, user_id: string, payer: PayerIdentity): Promise<void> {
  await keepPayer(k.vk, sealPayer(requireCipher(k), account, user_id, payer, k.now()));
}

/** @throws PayError 40001 凭证无效、过期或用过，state 不对（再取一个） · 40003 商户的配置不全 */
export async function identifyPayer(k: Kernel, input: unknown, user_id: string): Promise<Omit<OkAnswer, 'code' | 'msg' | 'requestId'>> {
  const { provider, platform, pid, code, state } = requireParams(identifyPayerSchema, input);
  requireCipher(k);
  const own = await requireLogin(k, provider, platform, pid);
  const isWebPage = own.login.authorizePage?.(own.account, '', '') !== undefined;
  if (isWebPage && (state === undefined || !(await redeem(k, stateName(own, user_id, state)))))
    throw PayError.param([{ field: 'state', problem: '不是刚才为你发的，或已经用过、过期' }]);
  await remember(k, own, user_id, await askWho(k, own, code, user_id));
  return {};
}

/** @throws PayError 40001 这个端不用网页授权 · 40003 商户的配置不全 */
export async function authorizePayer(
  k: Kernel,
  input: unknown,
  user_id: string,
): Promise<Omit<AuthorizePayerAnswer, 'code' | 'msg' | 'requestId'>> {
  const { provider, platform, pid, return_url } = requireParams(authorizePayerSchema, input);
  requireCipher(k);
  const own = await requireLogin(k, provider, platform, pid);
  const state = k.ids.nonce();
  const url = own.login.authorizePage?.(own.account, return_url, state);
  if (url === undefined) throw PayError.param([{ field: 'platform', problem: '不用网页授权' }]);
  await claim(k, stateName(own, user_id, state), STATE_MS);
  return { url };
}
