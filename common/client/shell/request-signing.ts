/**
 * 给请求签名（contract/request-signature）：密钥由登录令牌得来，没有令牌就不签。
 * 总是签：服务端没有打开 requireSignature 时看也不看，打开时不用重新发布前端。
 */
import HmacSHA256 from 'crypto-js/hmac-sha256';
import { SESSION_KEY_LABEL, SIGNATURE_FIELD, signedText, type RequestSignature } from '../../contract/request-signature';
import { currentToken } from './vk/token';

/** 服务端的钟比本机快多少，毫秒；从答复里的 server_date 学来。 */
let ahead = 0;
let counter = 0;

const hmac = (key: string, text: string): string => HmacSHA256(text, key).toString();

/** 记住服务端的钟；答复里没有就不动。 */
export function learnServerClock(answer: unknown, receivedAt = Date.now()): void {
  const { server_date } = (answer ?? {}) as { readonly server_date?: unknown };
  if (typeof server_date === 'number') ahead = server_date - receivedAt;
}

function sign(token: string, service: string, data: object): RequestSignature {
  const key = hmac(token, SESSION_KEY_LABEL);
  const timestamp = Date.now() + ahead;
  counter += 1;
  // 不知道令牌的人猜不到，也不会重
  const nonce = hmac(key, `${timestamp}:${counter}:${Math.random()}`).slice(0, 32);
  return { timestamp, nonce, sign: hmac(key, signedText({ service, data, timestamp, nonce, user: '' })) };
}

/** @returns 带上签名的 data；没有登录时原样返回 */
export function signed<Data extends object>(service: string, data: Data): Data {
  const token = currentToken();
  return token === '' ? data : { ...data, [SIGNATURE_FIELD]: sign(token, service, data) };
}
