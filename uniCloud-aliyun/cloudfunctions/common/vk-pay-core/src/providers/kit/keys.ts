/** 块 → 密钥与证书，并说出放错了什么。自己的与网关的从不许是同一把。 */
import { createHash, createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import type { DerKind } from './der';
import { readPem, type PemBlock } from './pem';

/** 平台与商户都只用 RSA 2048 以上。 */
const MIN_MODULUS_BITS = 2048;

export type KeyResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

const NAMES: Readonly<Record<DerKind, string>> = {
  certificate: '证书',
  pkcs8: '私钥',
  pkcs1: '私钥',
  sec1: '私钥',
  spki: '公钥',
  'pkcs1-public': '公钥',
  encrypted: '加了密码的私钥',
  pkcs12: '.p12 证书包',
  unknown: '别的东西',
};

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

const isWanted = (kinds: readonly DerKind[], { kind }: PemBlock): boolean => kinds.includes(kind);

/** 文字里该有的那一种块；没有就说出里面装的是什么。@param expected 应该放什么，如「商户 API 私钥 apiclient_key.pem」 */
function blocksOf(text: string, kinds: readonly DerKind[], expected: string): KeyResult<readonly PemBlock[]> {
  const read = readPem(text);
  if (!read.ok) return { ok: false, problem: `${read.problem}，应为${expected}` };
  const wanted = read.blocks.filter((block) => isWanted(kinds, block));
  if (wanted.length > 0) return { ok: true, value: wanted };
  const found = read.blocks[0]?.kind ?? 'unknown';
  return { ok: false, problem: found === 'unknown' ? `读不出密钥或证书，应为${expected}` : `放成了${NAMES[found]}，应为${expected}` };
}

function rsa(key: KeyObject | undefined, expected: string): KeyResult<KeyObject> {
  if (!key) return { ok: false, problem: `读不出密钥，应为${expected}` };
  const enough = key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_MODULUS_BITS;
  return enough ? { ok: true, value: key } : { ok: false, problem: `必须是 ${MIN_MODULUS_BITS} 位以上的 RSA 密钥` };
}

export function readPrivateKey(text: string, expected: string): KeyResult<KeyObject> {
  const read = blocksOf(text, ['pkcs8', 'pkcs1', 'sec1'], expected);
  if (!read.ok) return read;
  const [block] = read.value as [PemBlock];
  const type = block.kind as 'pkcs8' | 'pkcs1' | 'sec1';
  return rsa(
    attempt(() => createPrivateKey({ key: block.der, format: 'der', type })),
    expected,
  );
}

export function readPublicKey(text: string, expected: string): KeyResult<KeyObject> {
  const read = blocksOf(text, ['spki', 'pkcs1-public'], expected);
  if (!read.ok) return read;
  const [block] = read.value as [PemBlock];
  const type = block.kind === 'spki' ? 'spki' : 'pkcs1';
  return rsa(
    attempt(() => createPublicKey({ key: block.der, format: 'der', type })),
    expected,
  );
}

/** 文件里的全部证书，按次序；个别读不了的（国密证书在部分 OpenSSL 上）跳过，一张也读不了算错。 */
export function readCertificates(text: string, expected: string): KeyResult<readonly X509Certificate[]> {
  const read = blocksOf(text, ['certificate'], expected);
  if (!read.ok) return read;
  const certificates = read.value.flatMap(({ der }) => attempt(() => new X509Certificate(der)) ?? []);
  return certificates.length > 0
    ? { ok: true, value: certificates }
    : { ok: false, problem: `证书读不出来（申请证书用的 .csr 不是证书），应为${expected}` };
}

/** 证书里的公钥；这台机器的 OpenSSL 不认识的算法返回 undefined。 */
export function publicKeyOf(certificate: X509Certificate): KeyObject | undefined {
  return attempt(() => certificate.publicKey);
}

/** 公钥的指纹：两把密钥是不是同一把，只比它。私钥取它的公钥。 */
export function fingerprintOf(key: KeyObject): string {
  const own = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256')
    .update(own.export({ format: 'der', type: 'spki' }))
    .digest('base64');
}

export const isSameKey = (a: KeyObject, b: KeyObject): boolean => fingerprintOf(a) === fingerprintOf(b);
