/**
 * 安全模式的推送（docs/protocols/wxpay.md §13.2）：AES-256-CBC，按 32 字节补齐；明文是 16 个随机字节、4 字节长度、消息、appid。
 * 签名验过才解；解不开、appid 不是自己的都不认。
 */
import { createDecipheriv } from 'node:crypto';
import { PayError } from '../../kernel/pay-error';

const RANDOM_BYTES = 16;
const LENGTH_BYTES = 4;
const MAX_PAD = 32;
const BLOCK = 16;
const untrusted = (detail: string): PayError => new PayError('SIGNATURE', { outcome: 'unknown', detail });

/** @throws PayError SIGNATURE 解不开 · PERMISSION 别的应用的 */
export function openMessage(encrypted: string, key: Buffer, appid: string): string {
  const sealed = Buffer.from(encrypted, 'base64');
  if (sealed.length === 0 || sealed.length % BLOCK !== 0) throw untrusted('推送的密文长度不合法');
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, BLOCK)).setAutoPadding(false);
  const plain = Buffer.concat([decipher.update(sealed), decipher.final()]);
  const pad = plain[plain.length - 1] ?? 0;
  const text = plain.subarray(0, plain.length - pad);
  const head = RANDOM_BYTES + LENGTH_BYTES;
  if (pad < 1 || pad > MAX_PAD || text.length < head || !plain.subarray(-pad).every((byte) => byte === pad)) throw untrusted('推送解不开');
  const end = head + text.readUInt32BE(RANDOM_BYTES);
  if (end > text.length) throw untrusted('推送解不开');
  if (text.subarray(end).toString('utf8') !== appid) throw new PayError('PERMISSION', { detail: '推送不是给这个应用的' });
  return text.subarray(head, end).toString('utf8');
}
