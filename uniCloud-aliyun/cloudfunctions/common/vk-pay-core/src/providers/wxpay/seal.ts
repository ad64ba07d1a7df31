/** 敏感字段用微信的公钥加密（docs/protocols/wxpay.md §1.8）；应答的验签也会用请求头里点名的这一把。 */
import { constants, publicEncrypt } from 'node:crypto';
import type { WxpayAccount } from './account';
import type { KeyRing } from './keys';

export interface Sealer {
  /** 放进 Wechatpay-Serial 的序列号 */
  readonly serial: string;
  seal(text: string): string;
}

/** @throws PayError 暂时取不到公钥 */
export async function sealerOf(ring: KeyRing, account: WxpayAccount): Promise<Sealer> {
  const { serial, key } = await ring.current(account);
  const options = { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
  return { serial, seal: (text) => publicEncrypt(options, Buffer.from(text, 'utf8')).toString('base64') };
}
