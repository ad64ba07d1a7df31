/**
 * uni-id（旧版公共模块）里路由用到的那部分：登录态的签发与核验，错误码一律为数字。
 * 用户在 uni-id-users；令牌用 HMAC-SHA256 签名，并登记在用户的 token 列表里（退出即作废）。
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Context, Json, UniCloud } from '../vk-unicloud/platform';

declare const uniCloud: UniCloud;

const MIN_SECRET_LENGTH = 32;
const MAX_TOKENS = 20;
const fail = (code: number, message: string): Json => ({ code, message, msg: message });
const UNKNOWN = (): Json => fail(30202, 'token无效，未找到用户');
const EXPIRED = (): Json => fail(30203, 'token已过期');
const INVALID = (): Json => fail(30204, 'token校验未通过');

interface Options {
  readonly context: Context;
  readonly secret: string;
  readonly expiresIn: number;
}

function readOptions(context: Context): Options {
  const vk = uniCloud.vk as { getConfig(key: string, fallback?: unknown): unknown } | undefined;
  const secret = vk?.getConfig('uni.tokenSecret');
  if (typeof secret !== 'string' || secret.length < MIN_SECRET_LENGTH)
    throw new Error(`配置 vk-unicloud 的 uni.tokenSecret 必须至少 ${MIN_SECRET_LENGTH} 位`);
  return { context, secret, expiresIn: Number(vk?.getConfig('uni.tokenExpiresIn', 7200)) };
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const signatureOf = (payload: string, secret: string): string => createHmac('sha256', secret).update(payload).digest('base64url');

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

function readToken(token: string, secret: string): { uid: string; exp: number } | undefined {
  const [payload, signature, ...rest] = token.split('.');
  if (!payload || !signature || rest.length > 0 || !sameText(signature, signatureOf(payload, secret))) return undefined;
  try {
    const { uid, exp } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { uid?: unknown; exp?: unknown };
    return typeof uid === 'string' && typeof exp === 'number' ? { uid, exp } : undefined;
  } catch {
    return undefined;
  }
}

async function findUser(uid: string): Promise<Json | undefined> {
  const { data } = await uniCloud.database().collection('uni-id-users').doc(uid).get();
  return (Array.isArray(data) ? data[0] : data) ?? undefined;
}
const tokensOf = (user: Json): string[] => (Array.isArray(user['token']) ? (user['token'] as string[]) : []);

export function createInstance({ context }: { context: Context }) {
  return {
    async createToken({ uid }: { uid: string }): Promise<Json> {
      const { secret, expiresIn } = readOptions(context);
      const user = await findUser(uid);
      if (!user) return UNKNOWN();
      const tokenExpired = Date.now() + expiresIn * 1000;
      const payload = encode({ uid, exp: Math.floor(tokenExpired / 1000), iat: Date.now() });
      const token = `${payload}.${signatureOf(payload, secret)}`;
      await uniCloud
        .database()
        .collection('uni-id-users')
        .doc(uid)
        .update({ token: [...tokensOf(user), token].slice(-MAX_TOKENS) });
      return { code: 0, token, tokenExpired };
    },

    async checkToken(token: string, { needUserInfo }: { needPermission?: boolean; needUserInfo?: boolean } = {}): Promise<Json> {
      const { secret } = readOptions(context);
      const claims = typeof token === 'string' ? readToken(token, secret) : undefined;
      if (!claims) return INVALID();
      if (claims.exp * 1000 <= Date.now()) return EXPIRED();
      const user = await findUser(claims.uid);
      if (!user || !tokensOf(user).includes(token)) return UNKNOWN();
      const { token: _token, password: _password, ...userInfo } = user;
      return { code: 0, uid: claims.uid, ...(needUserInfo ? { userInfo } : {}) };
    },

    async logout(token: string): Promise<Json> {
      const claims = readToken(token, readOptions(context).secret);
      const user = claims && (await findUser(claims.uid));
      if (!claims || !user) return INVALID();
      await uniCloud
        .database()
        .collection('uni-id-users')
        .doc(claims.uid)
        .update({ token: tokensOf(user).filter((item) => item !== token) });
      return { code: 0 };
    },
  };
}
