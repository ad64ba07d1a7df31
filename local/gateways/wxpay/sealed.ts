/**
 * AEAD_AES_256_GCM 加密与东八区时间（docs/protocols/wxpay.md §1.7、§2.2）。
 */
import { createCipheriv } from 'node:crypto';
import { nonce } from './platform-signature';

export interface Sealed {
  readonly algorithm: 'AEAD_AES_256_GCM';
  readonly ciphertext: string;
  readonly associated_data: string;
  readonly nonce: string;
}

const NONCE_LENGTH = 12;
const BEIJING_OFFSET_MS = 8 * 3600_000;

/** 用 APIv3 密钥加密；密文后面接 16 字节标签。 */
export function seal(plaintext: string, associatedData: string, apiV3Key: string): Sealed {
  const iv = nonce(NONCE_LENGTH);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(apiV3Key, 'utf8'), Buffer.from(iv, 'utf8'));
  cipher.setAAD(Buffer.from(associatedData, 'utf8'));
  const sealed = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { algorithm: 'AEAD_AES_256_GCM', ciphertext: sealed.toString('base64'), associated_data: associatedData, nonce: iv };
}

/** 毫秒 → 东八区 RFC 3339，如 2026-11-01T10:20:30+08:00；与进程所在时区无关。 */
export function beijingTime(ms: number): string {
  return `${new Date(ms + BEIJING_OFFSET_MS).toISOString().slice(0, 19)}+08:00`;
}

/** 毫秒 → 东八区日期 YYYY-MM-DD。 */
export const beijingDate = (ms: number): string => beijingTime(ms).slice(0, 10);
