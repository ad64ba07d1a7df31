/**
 * uni-id 3.3（旧版公共模块）的本地替身：令牌的签发、核验、换新与作废，错误码一律为数字（docs/protocols/vk-unicloud.md §12）。
 * 与官方一样有一处要命的怪癖：令牌里带着角色与权限、又不要 userInfo、也不临近过期时，**根本不读用户表**——
 * 作废了的令牌、被封的用户照样通过。业务必须自己查。登录、注册等取用户的功能没有收录。
 */
import { createHash } from 'node:crypto';
import type { Context, Json } from '../vk-unicloud/platform';
import { dressed } from './answers';
import { configFor, loadConfig, type UniIdConfig } from './config';
import { sign, TokenError, verify, type Claims } from './token';
import { findUser, permissionsOf, rolesOf, STATUS, tokensOf, updateUser } from './users';

interface TokenInput {
  readonly uid?: string;
  readonly needPermission?: boolean | undefined;
  readonly role?: readonly string[];
  readonly permission?: readonly string[];
}
type Issued = { token: string; tokenExpired: number };
interface CheckOptions {
  readonly needPermission?: boolean;
  readonly needUserInfo?: boolean;
}

class Session {
  private readonly all = loadConfig();
  private found: UniIdConfig | undefined;

  constructor(private readonly context: Context) {}

  /** 用到才查：没有带令牌的公开调用不需要它是对的。 */
  private get config(): UniIdConfig {
    return (this.found ??= configFor(this.all, this.context));
  }

  /** 只签发，不登记到用户上：单用它登录，下一次核验（读用户表的那种）就是 30202。 */
  create({ uid, ...rest }: TokenInput): Issued | Json {
    if (!uid) return { code: 30101 };
    const { tokenSecret, tokenExpiresIn, bindTokenToDevice } = this.config;
    const claims = { uid, ...rest, ...(bindTokenToDevice ? { clientId: this.device() } : {}) };
    return { token: sign(claims, tokenSecret, tokenExpiresIn), tokenExpired: Date.now() + tokenExpiresIn * 1000 };
  }

  async check(token: unknown, { needPermission, needUserInfo = true }: CheckOptions = {}): Promise<Json> {
    const claims = this.read(token);
    if ('code' in claims) return claims;
    const { uid, role, permission, exp, needPermission: wanted, iat: _iat, ...others } = claims;
    const { removePermissionAndRoleFromToken: bare, tokenExpiresThreshold: threshold } = this.config;
    const carriesRole = Boolean(role && permission);
    const renew = bare === carriesRole || (threshold > 0 && exp - Date.now() / 1000 < threshold);
    let user: Json = {};
    if (bare || !carriesRole || needUserInfo || renew) {
      const found = await this.live(uid, token as string);
      if ('code' in found) return found;
      ({ user } = found);
    }
    const answer: Json = { code: 0, uid, ...others };
    if (carriesRole) Object.assign(answer, { role, permission });
    if (needUserInfo) answer['userInfo'] = user;
    if (!renew && (carriesRole || !(needPermission ?? wanted))) return answer;
    const fresh = { role: rolesOf(user), permission: await permissionsOf(rolesOf(user)) };
    Object.assign(answer, fresh);
    if (!renew) return answer;
    const issued = this.create({ uid, ...(bare ? { needPermission: wanted } : fresh) }) as Issued;
    await this.register(uid, tokensOf(user), issued.token);
    return { ...answer, ...issued };
  }

  async refresh({ token }: { token?: unknown } = {}): Promise<Issued | Json> {
    const claims = this.read(token);
    if ('code' in claims) return claims;
    const { uid, needPermission } = claims;
    const user = (await findUser(uid)) ?? {};
    const role = rolesOf(user);
    const bare = this.config.removePermissionAndRoleFromToken;
    const issued = this.create({ uid, ...(bare ? { needPermission } : { role, permission: await permissionsOf(role) }) }) as Issued;
    await this.register(
      uid,
      tokensOf(user).filter((item) => item !== token),
      issued.token,
    );
    return issued;
  }

  async logout(token: unknown): Promise<Json> {
    const { code, uid, ...rest } = await this.check(token);
    if (code !== 0) return { code, ...rest };
    const user = (await findUser(String(uid))) ?? {};
    await updateUser(String(uid), { token: tokensOf(user).filter((item) => item !== token) });
    return { code: 0, msg: '' };
  }

  async mark(uid: string | undefined, status: number): Promise<Json> {
    if (!uid) return { code: 90002 };
    await updateUser(uid, { status, status_update_date: Date.now() });
    return { code: 0 };
  }

  private read(token: unknown): Claims | { code: number; err?: unknown } {
    try {
      const claims = verify(token, this.config.tokenSecret);
      return this.config.bindTokenToDevice && claims.clientId && claims.clientId !== this.device() ? { code: 30201 } : claims;
    } catch (err) {
      return { code: err instanceof TokenError && err.name === 'TokenExpiredError' ? 30203 : 30204, err };
    }
  }

  /** 用户在、没被封、没注销，令牌还登记在他名下。 */
  private async live(uid: string, token: string): Promise<{ user: Json } | { code: number }> {
    const user = await findUser(uid);
    if (!user?.['token']) return { code: 30202 };
    if (user['status'] === STATUS.banned) return { code: 10001 };
    if (user['status'] === STATUS.closed) return { code: 10006 };
    return tokensOf(user).includes(token) ? { user } : { code: 30202 };
  }

  /** 换新时顺手丢掉过期的；旧的那个留着，它还没过期。 */
  private async register(uid: string, known: readonly string[], token: string): Promise<void> {
    const alive = known.filter((item) => {
      try {
        return Boolean(verify(item, this.config.tokenSecret));
      } catch {
        return false;
      }
    });
    await updateUser(uid, { token: [...alive, token], last_login_date: Date.now(), last_login_ip: this.context.CLIENTIP });
  }

  /** 微信里 UA 尾部会随网络变，只取到版本号。 */
  private device(): string {
    const userAgent = (this.context.CLIENTUA ?? '').replace(/(MicroMessenger\S+).*/i, '$1');
    return createHash('md5').update(userAgent).digest('hex');
  }
}

export function createInstance({ context = {} }: { context?: Context } = {}) {
  const session = new Session(context);
  return {
    createToken: async (input: TokenInput = {}): Promise<Json> => dressed({ ...session.create(input) }),
    checkToken: async (token: unknown, options?: CheckOptions): Promise<Json> => dressed(await session.check(token, options)),
    refreshToken: async (input?: { token?: unknown }): Promise<Json> => dressed({ ...(await session.refresh(input)) }),
    logout: async (token: unknown): Promise<Json> => dressed(await session.logout(token)),
    banAccount: async ({ uid }: { uid?: string } = {}): Promise<Json> => dressed(await session.mark(uid, STATUS.banned)),
    unbanAccount: async ({ uid }: { uid?: string } = {}): Promise<Json> => dressed(await session.mark(uid, STATUS.normal)),
    closeAccount: async ({ uid }: { uid?: string } = {}): Promise<Json> => dressed(await session.mark(uid, STATUS.closed)),
  };
}
