/** 敏感字段（docs/protocols/wxpay.md §1.8）：商户用微信的公钥加密，请求头 Wechatpay-Serial 说明是哪一把。 */
import { constants, privateDecrypt } from 'node:crypto';
import { GatewayError } from './errors';
import { paramError } from './fields';
import type { PlatformKeys } from './signature';

/** 请求头里的密钥编号 → 解开一个字段。 */
export type Opener = (encrypted: string, pointer: string) => string;

/** @param serial 请求头 Wechatpay-Serial @throws GatewayError PARAM_ERROR 没有说是哪一把，或解不开 */
export function openerOf(keys: Pick<PlatformKeys, 'byId'>, serial: string | undefined): Opener {
  return (encrypted, pointer) => {
    const key = serial === undefined ? undefined : keys.byId(serial);
    if (!key) throw new GatewayError('PARAM_ERROR', { message: `Http头Wechatpay-Serial缺失或不认识，无法解密 ${pointer.slice(1)}` });
    try {
      return privateDecrypt(
        { key: key.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
        Buffer.from(encrypted, 'base64'),
      ).toString('utf8');
    } catch {
      throw paramError({ location: 'body', pointer }, '解密失败，请检查加密使用的公钥');
    }
  };
}
