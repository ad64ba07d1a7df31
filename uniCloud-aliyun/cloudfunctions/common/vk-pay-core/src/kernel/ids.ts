/** 注入的随机性。 */
import { randomBytes, randomInt, randomUUID } from 'node:crypto';

export interface Ids {
  /** 32 位字母数字随机串（请求签名用） */
  nonce(): string;
  /** 十位随机数字：业务单号的后半截 */
  digits(): string;
  /** 没有平台 requestId 时的替代 */
  requestId(): string;
  /** [0, 1) 之间的一个数：错开同时再来的人 */
  fraction(): number;
}

const DIGITS = 10;

export const systemIds: Ids = {
  nonce: () => randomUUID().replace(/-/g, ''),
  digits: () => String(randomInt(0, 10 ** DIGITS)).padStart(DIGITS, '0'),
  requestId: () => randomBytes(12).toString('base64url'),
  fraction: () => randomInt(0, 1_000_000) / 1_000_000,
};
