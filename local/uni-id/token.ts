/** 令牌：JWT，HS256。签名的算法是写死的，不看令牌自己说什么。 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export interface Claims {
  readonly uid: string;
  readonly needPermission?: boolean;
  /** 两者都在令牌里时，核验可以不读用户表 */
  readonly role?: readonly string[];
  readonly permission?: readonly string[];
  /** 绑定设备时的 UA 摘要 */
  readonly clientId?: string;
  /** 秒 */
  readonly iat: number;
  readonly exp: number;
}

/** 核验失败；name 与 message 会原样出现在拒绝的 err 里。 */
export class TokenError extends Error {
  constructor(
    name: 'JsonWebTokenError' | 'TokenExpiredError',
    message: string,
    readonly expiredAt?: Date,
  ) {
    super(message);
    this.name = name;
  }
  toJSON(): object {
    const { name, message, expiredAt } = this;
    return { name, message, expiredAt };
  }
}
const invalid = (message: string): TokenError => new TokenError('JsonWebTokenError', message);

const HEADER = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT' })).toString('base64url');
const signatureOf = (text: string, secret: string): string => createHmac('sha256', secret).update(text).digest('base64url');
const seconds = (): number => Math.floor(Date.now() / 1000);

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** @param expiresIn 秒 */
export function sign(claims: Omit<Claims, 'iat' | 'exp'>, secret: string, expiresIn: number): string {
  const iat = seconds();
  const payload = Buffer.from(JSON.stringify({ ...claims, iat, exp: iat + expiresIn })).toString('base64url');
  return `${HEADER}.${payload}.${signatureOf(`${HEADER}.${payload}`, secret)}`;
}

/** @throws TokenError 没有、不像、被改过（JsonWebTokenError）或过期（TokenExpiredError） */
export function verify(token: unknown, secret: string): Claims {
  if (!token) throw invalid('jwt must be provided');
  if (typeof token !== 'string') throw invalid('jwt must be a string');
  const [header = '', payload = '', signature = '', ...rest] = token.split('.');
  if (!signature || rest.length > 0) throw invalid('jwt malformed');
  if (!sameText(signature, signatureOf(`${header}.${payload}`, secret))) throw invalid('invalid signature');
  let claims: Claims;
  try {
    claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Claims;
  } catch {
    throw invalid('invalid token');
  }
  if (seconds() >= claims.exp) throw new TokenError('TokenExpiredError', 'jwt expired', new Date(claims.exp * 1000));
  return claims;
}
