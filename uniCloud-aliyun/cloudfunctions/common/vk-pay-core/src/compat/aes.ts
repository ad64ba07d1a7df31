/**
 * `crypto.aes`：用 uni-pay/config.js 的 notifyKey 加密要交给别的云函数、别的系统的数据。
 * 缺省 AES-256-GCM，改一个字就解不开；密文只有这里（同一把 notifyKey）解得开。
 * `mode: 'aes-256-ecb'` 是 uni-pay 2 的公开文档给别的语言解密的那一种：密钥取 notifyKey 的前 32 位，PKCS7，base64。
 * 它认不出改过的密文，所以只在调用方点名要它时用。
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { PayError } from '../kernel/pay-error';

const IV_BYTES = 12;
const TAG_BYTES = 16;
const MIN_KEY = 32;

function requireSecret(secret: unknown): string {
  if (typeof secret !== 'string' || secret.length < MIN_KEY)
    throw new PayError('PARAM', { msg: `uni-pay/config.js 的 notifyKey 至少要 ${MIN_KEY} 个字符` });
  return secret;
}
const keyOf = (secret: unknown): Buffer =>
  createHash('sha256')
    .update(`vk-pay crypto.aes ${requireSecret(secret)}`)
    .digest();

const ECB = 'aes-256-ecb';
const ecbKeyOf = (secret: unknown): Buffer => Buffer.from(requireSecret(secret).slice(0, 32), 'latin1');

/** @throws PayError PARAM 不认识的 mode */
function isEcb(mode: unknown): boolean {
  if (mode === undefined || mode === ECB) return mode === ECB;
  throw new PayError('PARAM', { msg: `crypto.aes 的 mode 只有 ${ECB}，或不写` });
}

/** @param data 任何 JSON。@throws PayError 没有密钥 */
export function encryptWith(secret: unknown, data: unknown, mode?: unknown): string {
  if (isEcb(mode)) {
    const cipher = createCipheriv(ECB, ecbKeyOf(secret), null);
    return Buffer.concat([cipher.update(JSON.stringify(data ?? null), 'utf8'), cipher.final()]).toString('base64');
  }
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), iv);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(data ?? null), 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
}

/** @throws PayError SIGNATURE：不是它加密的，或被改过 */
export function decryptWith(secret: unknown, text: unknown, mode?: unknown): unknown {
  const key = isEcb(mode) ? ecbKeyOf(secret) : keyOf(secret);
  try {
    const bytes = Buffer.from(String(text), 'base64');
    if (isEcb(mode)) {
      const old = createDecipheriv(ECB, key, null);
      return JSON.parse(Buffer.concat([old.update(bytes), old.final()]).toString('utf8')) as unknown;
    }
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')) as unknown;
  } catch (cause) {
    throw new PayError('SIGNATURE', { msg: '解不开：不是用这把 notifyKey 加密的', cause });
  }
}
