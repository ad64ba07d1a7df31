/** AEAD_AES_256_GCM（1.7）：密文末 16 字节是认证标签；密钥就是 APIv3 密钥的 32 个字节。 */
import { createDecipheriv } from 'node:crypto';
import { PayError } from '../../errors/pay-error';

export interface EncryptedResource {
  readonly algorithm: string;
  readonly nonce: string;
  readonly associated_data?: string;
  readonly ciphertext: string;
}
const TAG_BYTES = 16;

/** @throws PayError CERTIFICATE 解不开：APIv3 密钥不对，或内容被改过 */
export function openResource(resource: EncryptedResource, apiV3Key: Buffer): Buffer {
  // 算法由我们决定，不采用报文里的说法。
  if (resource.algorithm !== 'AEAD_AES_256_GCM') throw new PayError('PARAM', { detail: '不支持的加密算法' });
  try {
    const data = Buffer.from(resource.ciphertext, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', apiV3Key, Buffer.from(resource.nonce, 'utf8'));
    decipher.setAuthTag(data.subarray(data.length - TAG_BYTES));
    decipher.setAAD(Buffer.from(resource.associated_data ?? '', 'utf8'));
    return Buffer.concat([decipher.update(data.subarray(0, data.length - TAG_BYTES)), decipher.final()]);
  } catch (cause) {
    throw new PayError('CERTIFICATE', { detail: '解密失败：APIv3 密钥不对或内容被改动', cause });
  }
}
