/** AEAD_AES_256_GCM（docs/protocols/wxpay.md §1.7）：密文末 16 字节是认证标签；密钥就是 APIv3 密钥的 32 个字节。 */
import { createDecipheriv } from 'node:crypto';
import { PayError } from '../../kernel/pay-error';
import { asObject, textOf } from '../kit/json';

export interface EncryptedResource {
  readonly algorithm: string;
  readonly nonce: string;
  readonly associated_data?: string | undefined;
  readonly ciphertext: string;
}
const ALGORITHM = 'AEAD_AES_256_GCM';
const TAG_BYTES = 16;
const NONCE_BYTES = 12;

/** @throws PayError PARAM 缺少字段 */
export function readResource(value: unknown): EncryptedResource {
  const json = asObject(value) ?? {};
  const algorithm = textOf(json, 'algorithm');
  const nonce = textOf(json, 'nonce');
  const ciphertext = textOf(json, 'ciphertext');
  const associated_data = textOf(json, 'associated_data');
  if (!algorithm || !nonce || !ciphertext) throw new PayError('PARAM', { detail: '密文缺少 algorithm、nonce 或 ciphertext' });
  return { algorithm, nonce, ciphertext, associated_data };
}

/** @param encoding 那段 JSON 是怎样读成文字的 @throws PayError CERTIFICATE 解不开：APIv3 密钥不对，或内容被改过 · PARAM 算法或 nonce 不是约定的那一种 */
export function openResource(resource: EncryptedResource, apiV3Key: Buffer, encoding: 'utf8' | 'latin1' = 'utf8'): Buffer {
  // 算法由我们决定，不采用报文里的说法。
  if (resource.algorithm !== ALGORITHM) throw new PayError('PARAM', { detail: '不支持的加密算法' });
  // GCM 收任意长度的随机串，但不是 12 字节的要先过一遍散列，安全性另说；网关只用 12 字节。
  if (Buffer.byteLength(resource.nonce, encoding) !== NONCE_BYTES)
    throw new PayError('PARAM', { detail: `密文的 nonce 必须是 ${NONCE_BYTES} 字节` });
  try {
    const data = Buffer.from(resource.ciphertext, 'base64');
    const end = data.length - TAG_BYTES;
    // 必须写明标签长度：密文不足 16 字节时会切出更短的标签，而 GCM 默认接受 4、8 字节的短标签。
    const decipher = createDecipheriv('aes-256-gcm', apiV3Key, Buffer.from(resource.nonce, encoding), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(data.subarray(end));
    if (resource.associated_data) decipher.setAAD(Buffer.from(resource.associated_data, encoding));
    const plain = decipher.update(data.subarray(0, end));
    // GCM 是流式的：final 只核对标签，不再产出字节。
    decipher.final();
    return plain;
  } catch (cause) {
    throw new PayError('CERTIFICATE', { detail: '解密失败：APIv3 密钥不对或内容被改动', cause });
  }
}
