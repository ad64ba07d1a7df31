import { generateKeyPairSync, type KeyObject } from 'node:crypto';

let key: KeyObject | undefined;

/** 一把谁也不认识的 RSA 私钥，进程内只生成一次：伪造的签名都用它。 */
export function stranger(): KeyObject {
  key ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  return key;
}
