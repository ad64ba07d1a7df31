/**
 * 请求签名的唯一定义：前端（crypto-js）与云端（node:crypto）都按它拼出要签的文字，HMAC-SHA256、十六进制小写。
 * 前端的密钥由登录令牌得来（`SESSION_KEY_LABEL` 用令牌作密钥的 HMAC）；服务器的密钥是配置里的 app key 对应的 secret。
 */

import { canonicalJson } from './canonical-json';

/** 签名放在 data 的这一个键里；云端核对之后取走，业务看不见它。 */
export const SIGNATURE_FIELD = 'request_signature';
/** 由登录令牌得到会话密钥：HMAC-SHA256(密钥 = 令牌, 文字 = 这一句) 的十六进制。 */
export const SESSION_KEY_LABEL = 'vk-pay session key v1';
/** 双方的钟最多差多少，毫秒 */
export const SIGNATURE_WINDOW_MS = 5 * 60_000;
export const NONCE_PATTERN = /^[0-9A-Za-z_-]{16,64}$/;

export interface RequestSignature {
  /** 毫秒；按服务端的钟（答复里的 server_date） */
  readonly timestamp: number;
  /** 只用一次 */
  readonly nonce: string;
  readonly sign: string;
}

/** 框架会往 data 里添、改、删的键，不在签名之内。 */
const FRAMEWORK_KEYS = /^(?:uid|uni_id_token|vk_\w+)$/;

export interface SignedRequest {
  /** 服务名，如 `pay/kh/createPayment` */
  readonly service: string;
  readonly data: unknown;
  readonly timestamp: number;
  readonly nonce: string;
  /** 代表哪个用户；会话签名是空的：密钥已经是这个人的 */
  readonly user: string;
}

/** 要签的文字：版本、服务、时间、随机串、用户、排好序的数据，各占一行。 */
export function signedText({ service, data, timestamp, nonce, user }: SignedRequest): string {
  // 先过一遍 JSON：日期、undefined 到了云端就是 JSON 里的样子。
  const plain: unknown = JSON.parse(JSON.stringify(data ?? {}));
  const own =
    typeof plain === 'object' && plain !== null && !Array.isArray(plain)
      ? Object.fromEntries(Object.entries(plain).filter(([key]) => key !== SIGNATURE_FIELD && !FRAMEWORK_KEYS.test(key)))
      : plain;
  return ['vk-pay-1', service, String(timestamp), nonce, user, canonicalJson(own)].join('\n');
}
