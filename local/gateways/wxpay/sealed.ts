/**
 * AEAD_AES_256_GCM 加密（docs/protocols/wxpay.md §1.7），与协议里的时间写法（§2.2）。
 */
import { createCipheriv } from 'node:crypto';
import { beijingTime } from '../kit/beijing-time';
import { nonce } from './signature';

export interface Sealed {
  readonly algorithm: 'AEAD_AES_256_GCM';
  readonly ciphertext: string;
  readonly associated_data: string;
  readonly nonce: string;
}

const NONCE_LENGTH = 12;

/** 用 APIv3 密钥加密；密文后面接 16 字节标签。 */
export function seal(plaintext: string, associatedData: string, apiV3Key: string): Sealed {
  const iv = nonce(NONCE_LENGTH);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(apiV3Key, 'utf8'), Buffer.from(iv, 'utf8'));
  cipher.setAAD(Buffer.from(associatedData, 'utf8'));
  const sealed = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { algorithm: 'AEAD_AES_256_GCM', ciphertext: sealed.toString('base64'), associated_data: associatedData, nonce: iv };
}

/** 毫秒 → 东八区 RFC 3339，如 2026-11-01T10:20:30+08:00。 */
export const rfc3339 = (ms: number): string => `${beijingTime(ms, 'YYYY-MM-DDTHH:mm:ss')}+08:00`;
