/**
 * 消息推送的签名与加密（docs/protocols/wxpay.md §13.2）：SHA-1 签名、AES-256-CBC（按 32 字节补齐），密文里带着 appid。
 */
import { createCipheriv, createHash, randomBytes } from 'node:crypto';

const BLOCK = 32;

/** 各项排序之后连起来的 SHA-1，十六进制。 */
export const sha1Of = (...parts: readonly string[]): string =>
  createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex');

/**
 * 加密一条消息：16 个随机字节、4 字节长度、消息、appid。
 * @param encodingAesKey 43 个字符 @param random 测试用公布的向量时固定
 */
export function encryptMessage(message: string, encodingAesKey: string, appid: string, random: Buffer = randomBytes(16)): string {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64');
  const text = Buffer.from(message, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  const plain = Buffer.concat([random, length, text, Buffer.from(appid, 'utf8')]);
  const pad = BLOCK - (plain.length % BLOCK);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(pad, pad)), cipher.final()]).toString('base64');
}
