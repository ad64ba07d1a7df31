/**
 * 免确认收款授权：收款人同意一次，之后凭它转账不用再确认。授权在网关那里，这里不另存；关不关、生效没有，每次都问。
 * 凭授权转账时先核对是不是收款人自己的、生效了没有：额度按收款人占用，钱也只能到他那里。
 */
import { authorizationNumberSchema, createAuthorizationSchema } from '../../../../../../common/contract/transfers/authorization-params';
import type { AccountPlatform, ProviderName } from '../../../../../../common/contract/channels';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import { talk } from '../ledger/talk';
import type { AuthorizationFacts, TransferAuthorizations } from '../providers/authorizations';
import type { Account } from '../providers/provider';
import { appidOf, requirePayingAccount } from './account';

interface Which {
  readonly provider: ProviderName;
  readonly platform?: AccountPlatform | undefined;
  readonly pid?: string | undefined;
}
/** 连同收款人要在哪个商户、哪个应用里同意。 */
export interface Authorized extends AuthorizationFacts {
  readonly mchid: string;
}
type Ask = (channel: TransferAuthorizations<Account>, account: Account) => Promise<AuthorizationFacts>;

async function converse(k: Kernel, account: Account, out_trade_no: string, ask: Ask): Promise<Authorized> {
  const { provider, platform, pid, mchid } = account;
  const facts = await talk(
    k,
    { type: 'authorization', out_trade_no, provider, platform, pid, mchid, user_id: '', amount: 0 },
    async (channel) => {
      if (!channel.authorizations) throw new PayError('PERMISSION', { msg: '这个渠道没有免确认收款授权' });
      return ask(channel.authorizations, account);
    },
    ({ state }) => state,
  );
  return { ...facts, mchid };
}

const accountFor = (k: Kernel, { provider, platform, pid }: Which): Promise<Account> => requirePayingAccount(k, provider, platform, pid);

/** 发起；同号同内容是同一份，等确认的再给一次 package_info。@throws PayError 40001 · 40009 */
export async function createAuthorization(k: Kernel, input: unknown): Promise<Authorized> {
  const wish = requireParams(createAuthorizationSchema, input);
  const account = await accountFor(k, wish);
  const { out_authorization_no, openid, transfer_scene_id: scene_id, user_display_name: display_name, user_recv_perception } = wish;
  const request = {
    out_authorization_no,
    openid,
    scene_id,
    display_name,
    appid: await appidOf(k, account, wish.appid),
    ...(user_recv_perception === undefined ? {} : { perception: user_recv_perception }),
  };
  return converse(k, account, out_authorization_no, (channel, payer) => channel.create(payer, request));
}

/** @throws PayError 40001 · 40005 没有这一份 */
export async function queryAuthorization(k: Kernel, input: unknown): Promise<Authorized> {
  const wish = requireParams(authorizationNumberSchema, input);
  const { out_authorization_no: no } = wish;
  return converse(k, await accountFor(k, wish), no, (channel, account) => channel.query(account, no));
}

/** 解除；解除过的再来一次也一样。@throws PayError 40001 · 40005 */
export async function closeAuthorization(k: Kernel, input: unknown): Promise<Authorized> {
  const wish = requireParams(authorizationNumberSchema, input);
  const { out_authorization_no: no } = wish;
  return converse(k, await accountFor(k, wish), no, (channel, account) => channel.close(account, no));
}

/** 凭授权转账的一笔。 */
export interface Relying {
  readonly account: Account;
  readonly out_authorization_no: string;
  readonly openid: string;
  readonly appid: string;
  readonly scene_id: string | undefined;
}

/** 不凭授权的什么也不问。@throws PayError PARAM 没有生效，或不是这个收款人、这个应用、这个场景的 */
export async function requireAuthorized(k: Kernel, { relying }: { readonly relying?: Relying }): Promise<void> {
  if (!relying) return;
  const { account, out_authorization_no: no, ...wanted } = relying;
  const facts = await converse(k, account, no, (channel, payer) => channel.query(payer, no));
  const refuse = (problem: string): PayError => PayError.param([{ field: 'out_authorization_no', problem }]);
  if (facts.state !== 'TAKING_EFFECT') throw refuse('免确认收款授权没有生效');
  const differs = (['openid', 'appid', 'scene_id'] as const).find((key) => facts[key] !== wanted[key]);
  if (differs) throw refuse(`与免确认收款授权的 ${differs} 不一致`);
}
