/**
 * 谁在用微信（docs/protocols/wxpay.md §12）：每个应用里的人、登录凭证、会话密钥、开放接口的凭据。
 * 凭证五分钟、只能用一次；换一次凭证，会话密钥就换一把，旧的作废。
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Collection, LedgerStore } from '../kit/ledger-store';
import { OpenApiError } from './open-api-error';
import type { WxpayApp } from './options';

const CODE_MS = 5 * 60_000;
const TOKEN_MS = 7200_000;
/** 最后五分钟里再要就给新的，新旧并存。 */
const TOKEN_TAIL_MS = 5 * 60_000;
const RENEW_GAP_MS = 30_000;
const RENEWALS_A_DAY = 20;
const DAY_MS = 86_400_000;

/** 小程序的登录，还是公众号的网页授权：换的接口不同，不能混用。 */
export type CodeKind = 'mini' | 'web';

interface Code {
  readonly appid: string;
  readonly openid: string;
  readonly kind: CodeKind;
  readonly expiresAt: number;
  readonly used: boolean;
  readonly snapshot: boolean;
}
interface Session {
  readonly session_key: string;
}
interface Token {
  readonly token: string;
  readonly expiresAt: number;
  /** 还在有效期里的上一个 */
  readonly before?: { readonly token: string; readonly expiresAt: number };
  readonly renewedAt: readonly number[];
}

/** 一个人在一个应用里的 openid：恒同，28 个字符。 */
export const openidFor = (appid: string, person: string): string =>
  `oSIM${createHash('sha256').update(`${appid} ${person}`).digest('hex').slice(0, 24)}`;

export class People {
  private readonly codes: Collection<Code>;
  private readonly sessions: Collection<Session>;
  private readonly tokens: Collection<Token>;

  constructor(
    store: LedgerStore,
    private readonly now: () => number,
    private readonly apps: ReadonlyMap<string, WxpayApp>,
  ) {
    this.codes = store.collection('codes');
    this.sessions = store.collection('sessions');
    this.tokens = store.collection('tokens');
  }

  /** @throws OpenApiError 没有这个应用，或 AppSecret 不对 */
  requireApp(appid: string, secret: string): void {
    if (appid === '') throw new OpenApiError(41002, 'appid missing');
    if (secret === '') throw new OpenApiError(41004, 'appsecret missing');
    const app = this.apps.get(appid);
    if (!app) throw new OpenApiError(40013, 'invalid appid');
    if (app.secret !== secret) throw new OpenApiError(40125, 'invalid appsecret');
  }

  isRegistered(appid: string): boolean {
    return this.apps.has(appid);
  }

  /** 这个人打开了应用：客户端得到一个凭证。 */
  issueCode(kind: CodeKind, appid: string, person = 'payer', snapshot = false): string {
    const code = randomBytes(16).toString('hex');
    const expiresAt = this.now() + CODE_MS;
    this.codes.put(code, { appid, openid: openidFor(appid, person), kind, expiresAt, used: false, snapshot }, expiresAt);
    return code;
  }

  /** @throws OpenApiError 凭证无效、过期、用过，或不是这一种 */
  redeem(kind: CodeKind, appid: string, text: string): { readonly openid: string; readonly snapshot: boolean } {
    if (text === '') throw new OpenApiError(41008, 'missing code');
    const code = this.codes.get(text);
    if (!code || code.appid !== appid || code.kind !== kind || code.expiresAt <= this.now()) throw new OpenApiError(40029, 'invalid code');
    if (code.used) throw new OpenApiError(40163, 'code been used');
    this.codes.put(text, { ...code, used: true }, code.expiresAt);
    return code;
  }

  /** 新的会话密钥：从这一刻起旧的不算。 */
  openSession(appid: string, openid: string): string {
    // 十六个字节，开头认得出来：测试的哨兵拿它搜遍表、答复与控制台。
    const session_key = Buffer.concat([Buffer.from('SIMK', 'base64'), randomBytes(13)]).toString('base64');
    this.sessions.put(`${appid} ${openid}`, { session_key }, null);
    return session_key;
  }

  /** 会话过期了：直到下一次登录都没有密钥。 */
  expireSession(appid: string, openid: string): void {
    this.sessions.delete(`${appid} ${openid}`);
  }

  sessionKeyOf(appid: string, openid: string): string | undefined {
    return this.sessions.get(`${appid} ${openid}`)?.session_key;
  }

  /** stable_token：没有快到期就还是那一个；强制刷新的旧的立刻作废。@throws OpenApiError 刷新得太勤 */
  token(appid: string, renew: boolean): { readonly access_token: string; readonly expires_in: number } {
    const now = this.now();
    const known = this.tokens.get(appid);
    const renewals = (known?.renewedAt ?? []).filter((at) => at > now - DAY_MS);
    const answer = ({ token, expiresAt }: Token): { access_token: string; expires_in: number } => ({
      access_token: token,
      expires_in: Math.floor((expiresAt - now) / 1000),
    });
    if (known && !renew && known.expiresAt - now > TOKEN_TAIL_MS) return answer(known);
    if (renew && renewals.some((at) => at > now - RENEW_GAP_MS)) throw new OpenApiError(45011, 'api minute-quota reach limit');
    if (renew && renewals.length >= RENEWALS_A_DAY) throw new OpenApiError(45009, 'reach max api daily quota limit');
    const fresh: Token = {
      token: `${appid.slice(-4)}_SIMT${randomBytes(45).toString('base64url')}`,
      expiresAt: now + TOKEN_MS,
      ...(known && !renew && known.expiresAt > now ? { before: { token: known.token, expiresAt: known.expiresAt } } : {}),
      renewedAt: renew ? [...renewals, now] : renewals,
    };
    this.tokens.put(appid, fresh, null);
    return answer(fresh);
  }

  /** 凭据是哪个应用的。@throws OpenApiError 凭据不对或过期 */
  appidOf(token: string): string {
    if (token === '') throw new OpenApiError(41001, 'access_token missing');
    for (const appid of this.apps.keys()) {
      const known = this.tokens.get(appid);
      const found = [known, known?.before].find((one) => one?.token === token);
      if (found && found.expiresAt <= this.now()) throw new OpenApiError(42001, 'access_token expired');
      if (found) return appid;
    }
    throw new OpenApiError(40001, 'invalid credential, access_token is invalid or not latest');
  }
}
