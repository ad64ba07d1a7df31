/**
 * 静态加密（规范 encryptData / decryptData）：AES-256-GCM，每次新的 12 字节 IV；哪张表、哪一行、哪个字段写进附加数据，
 * 密文搬到别处就解不开；密钥编号写在密文里，换密钥只是多加一把。
 * 失败策略：没有密钥就不加密也不收（由调用方拒绝）；解不开就抛出，绝不当作空的。
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { CipherKeys } from '../config/encryption';
import { PayError } from '../kernel/pay-error';

/** 密文放在哪里 */
export interface SealedPlace {
  readonly collection: string;
  readonly id: string;
  readonly field: string;
}

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const PREFIX = 'enc:1:';
const SEALED = /^enc:1:([0-9A-Za-z_-]{1,32}):([0-9A-Za-z_-]+)$/;

/** 三段各占一行；名字里有换行的分不出是哪一段，不封也不解。 */
function placeText({ collection, id, field }: SealedPlace): Buffer {
  const parts = [collection, id, field];
  if (parts.some((part) => part.includes('\n'))) throw new Error('表、行、字段的名字不能有换行');
  return Buffer.from(parts.join('\n'), 'utf8');
}

/** 任何 JSON 值 → 可以存进数据库的文字。 */
export function encryptData({ current, byId }: CipherKeys, value: unknown, place: SealedPlace): string {
  const key = byId.get(current);
  if (!key) throw new Error(`没有密钥 ${current}`);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(placeText(place));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
  return `${PREFIX}${current}:${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`;
}

export const isSealed = (value: unknown): value is string => typeof value === 'string' && SEALED.test(value);

/** 密文是用哪把密钥封的。 */
export const sealedWith = (sealed: string): string => SEALED.exec(sealed)?.[1] ?? '';

/** @throws PayError CERTIFICATE 没有这把密钥、被改过，或不是放在这里的 */
export function decryptData(keys: CipherKeys | undefined, sealed: string, place: SealedPlace): unknown {
  const [, keyId = '', body = ''] = SEALED.exec(sealed) ?? [];
  const key = keys?.byId.get(keyId);
  if (!key) throw new PayError('CERTIFICATE', { detail: `没有加密密钥 ${keyId}，解不开 ${place.field}` });
  const bytes = Buffer.from(body, 'base64url');
  try {
    const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(placeText(place));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    const plain = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
    return JSON.parse(plain.toString('utf8')) as unknown;
  } catch (cause) {
    throw new PayError('CERTIFICATE', { cause, detail: `${place.field} 解不开：密文被改过或搬动过` });
  }
}
