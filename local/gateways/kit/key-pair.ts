/** 密钥对：RSA 2048 与 P-256，一律由 Web Crypto 生成，证书库直接用它们签发。 */
import { KeyObject, webcrypto } from 'node:crypto';

export type KeyPair = webcrypto.CryptoKeyPair;

const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) } as const;
const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;

export const rsaPair = (): Promise<KeyPair> => webcrypto.subtle.generateKey(RSA, true, ['sign', 'verify']);
export const p256Pair = (): Promise<KeyPair> => webcrypto.subtle.generateKey(P256, true, ['sign', 'verify']);

/** PKCS#8 的 PEM */
export const privatePem = ({ privateKey }: KeyPair): string =>
  KeyObject.from(privateKey).export({ type: 'pkcs8', format: 'pem' }).toString();
/** SPKI 的 PEM */
export const publicPem = ({ publicKey }: KeyPair): string => KeyObject.from(publicKey).export({ type: 'spki', format: 'pem' }).toString();
