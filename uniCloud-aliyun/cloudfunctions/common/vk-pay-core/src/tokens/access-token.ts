/**
 * 开放接口的凭据（access_token）：全部实例共用一个，加密存放。快到期时只有一个实例去换（租约），别的用旧的，没有旧的就等它；
 * 换的人倒下，租约过期别人接手。用它的接口说它失效了，就把那一个作为 `refused` 交回来：换一个，换来还是它才强制刷新，一天最多二十次、
 * 间隔三十秒。失败策略：没有加密密钥就不存，每次去要（没有过期时微信给的是同一个）。
 */
import { COLLECTIONS } from '../kernel/collections';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { claim, redeem } from '../ledger/claim';
import { talk } from '../ledger/talk';
import type { AccessToken, LoginCapability } from '../providers/login';
import type { Account } from '../providers/provider';
import { decryptData, encryptData } from '../security/cipher';
import { findToken, keepToken, type TokenRecord } from './store';

/** 比问一次网关的时限长：租约还在，换的人就还活着。 */
const LEASE_MS = 70_000;
const RENEW_GAP_MS = 30_000;
/** 到期之前这么久就去换；至少留着用这么久。 */
const EARLY_MS = 300_000;
const LEAST_MS = 60_000;
const WAIT_STEP_MS = 100;
const LONGEST_WAIT_MS = 8000;

export interface Token {
  readonly token: string;
  /** 毫秒 */
  readonly expire_date: number;
}

const place = (id: string) => ({ collection: COLLECTIONS.tokens, id, field: 'token' });

/** 还能用的：解得开、没有过期、没有被说失效。 */
function usable(k: Kernel, row: TokenRecord | undefined, refused: string | undefined): Token | undefined {
  if (!row || row.expire_date <= k.now()) return undefined;
  try {
    const token = decryptData(k.config.cipher, row.token, place(row._id));
    return typeof token === 'string' && token !== refused ? { token, expire_date: row.expire_date } : undefined;
  } catch {
    // 换掉了密钥：再要一个就好
    return undefined;
  }
}

function ask(k: Kernel, account: Account, login: LoginCapability<Account>, renew: boolean): Promise<AccessToken> {
  const { provider, platform, pid, mchid, appid } = account;
  const about = { type: 'login', out_trade_no: '', provider, platform, pid, mchid, appid, user_id: '', amount: 0 } as const;
  return talk(
    k,
    about,
    async () => {
      if (!login.accessToken) throw PayError.param([{ field: 'provider', problem: `${provider} 没有这样的凭据` }]);
      return login.accessToken(account, renew);
    },
    () => (renew ? 'token renewed' : 'token'),
  );
}

/** 问网关要；给的还是失效的那一个，才强制刷新。@throws PayError BUSY 刚刷新过 */
async function fetchToken(k: Kernel, account: Account, login: LoginCapability<Account>, refused: string | undefined): Promise<AccessToken> {
  const given = await ask(k, account, login, false);
  if (given.token !== refused) return given;
  if (!(await claim(k, `token-renew:${account.provider}:${account.appid}`, RENEW_GAP_MS)))
    throw new PayError('BUSY', { detail: '凭据刚强制刷新过' });
  return ask(k, account, login, true);
}

async function refresh(k: Kernel, account: Account, login: LoginCapability<Account>, id: string, refused?: string): Promise<Token> {
  const { token, expireAt: expire_date } = await fetchToken(k, account, login, refused);
  const { cipher } = k.config;
  const now = k.now();
  if (cipher) {
    const refresh_date = now + Math.max(LEAST_MS, expire_date - now - EARLY_MS);
    await keepToken(k.vk, { _id: id, token: encryptData(cipher, token, place(id)), expire_date, refresh_date, update_date: now });
  }
  return { token, expire_date };
}

/**
 * 此刻该用的凭据。
 * @param refused 刚刚被开放接口说失效的那一个
 * @throws PayError 40002 / 40009 商户的配置 · 40010 别的实例正在换而迟迟没有换来 · 40004
 */
export async function accessToken(k: Kernel, account: Account, login: LoginCapability<Account>, refused?: string): Promise<Token> {
  const id = `${account.provider}:${account.appid}`;
  if (!k.config.cipher) return refresh(k, account, login, id, refused);
  const lease = `token:${id}`;
  for (let waited = 0; ; waited += WAIT_STEP_MS) {
    const row = await findToken(k.vk, id);
    const held = usable(k, row, refused);
    if (held && row && row.refresh_date > k.now()) return held;
    if (await claim(k, lease, LEASE_MS)) {
      try {
        // 抢到之前，别人可能刚刚换好
        const latest = await findToken(k.vk, id);
        const fresh = usable(k, latest, refused);
        if (fresh && latest && latest.refresh_date > k.now()) return fresh;
        return await refresh(k, account, login, id, refused);
      } catch (error) {
        // 换不来，旧的还没有到期就接着用
        if (held) return held;
        throw error;
      } finally {
        await redeem(k, lease);
      }
    }
    if (held) return held;
    if (waited >= LONGEST_WAIT_MS) throw new PayError('BUSY', { detail: '别的实例正在换凭据' });
    await k.wait(WAIT_STEP_MS);
  }
}
