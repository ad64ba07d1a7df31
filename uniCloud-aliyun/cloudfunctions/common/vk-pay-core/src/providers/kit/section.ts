/** 读一节配置：攒下所有问题而不是遇错即停，每个问题都带路径。 */
import { createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import type { ConfigProblem } from '../provider';

/** 一段 PEM 与它出自的键（`…Path` 或 `…Content`），报错时点名用户真正写的那一个。 */
export interface PemText {
  readonly key: string;
  readonly text: string;
}

export interface SectionReader {
  readonly problems: readonly ConfigProblem[];
  /** 记一个问题（每个键只记第一个）；返回 undefined，便于写成一行。 */
  fail(key: string, problem: string): undefined;
  /** 非空字符串；商户号常被写成数字，照样接受。 */
  text(key: string): string | undefined;
  /** `<name>Content`（PEM 内容）优先于 `<name>Path`（文件路径）；都没有返回 undefined。 */
  pem(name: string): PemText | undefined;
  privateKey(pem: PemText): KeyObject | undefined;
  publicKey(pem: PemText): KeyObject | undefined;
  certificate(pem: PemText): X509Certificate | undefined;
}

/** 平台与商户都只用 RSA 2048 以上。 */
const MIN_MODULUS_BITS = 2048;

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

export function readSection(section: Readonly<Record<string, unknown>>, path: string, readFile: (path: string) => string): SectionReader {
  const problems: ConfigProblem[] = [];
  const fail = (key: string, problem: string): undefined => {
    const at = `${path}.${key}`;
    // 一个键只报第一个问题：文件都读不到，就不必再说没有配置。
    if (!problems.some((known) => known.path === at)) problems.push({ path: at, problem });
    return undefined;
  };
  const text = (key: string): string | undefined => {
    const value = section[key];
    if (Number.isSafeInteger(value)) return String(value);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const rsa = (key: KeyObject | undefined, pem: PemText, expected: string): KeyObject | undefined => {
    if (!key) return fail(pem.key, `不是有效的 PEM，应为${expected}`);
    const enough = key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_MODULUS_BITS;
    return enough ? key : fail(pem.key, `必须是 ${MIN_MODULUS_BITS} 位以上的 RSA 密钥`);
  };
  return {
    problems,
    fail,
    text,
    pem(name) {
      const content = text(`${name}Content`);
      if (content !== undefined) return { key: `${name}Content`, text: content };
      const key = `${name}Path`;
      const location = text(key);
      if (location === undefined) return undefined;
      const read = attempt(() => readFile(location));
      return read === undefined ? fail(key, '文件读不到') : { key, text: read };
    },
    privateKey: (pem) =>
      rsa(
        attempt(() => createPrivateKey(pem.text)),
        pem,
        '商户 API 私钥 apiclient_key.pem',
      ),
    publicKey(pem) {
      // createPublicKey 也接受证书和私钥，那正是最常见的放错：必须先看清是什么。
      if (/BEGIN CERTIFICATE/.test(pem.text)) return fail(pem.key, '应为微信支付公钥 pub_key.pem，而不是证书');
      if (/PRIVATE KEY/.test(pem.text)) return fail(pem.key, '应为微信支付公钥 pub_key.pem，而不是私钥');
      return rsa(
        attempt(() => createPublicKey(pem.text)),
        pem,
        '微信支付公钥 pub_key.pem',
      );
    },
    certificate: (pem) =>
      attempt(() => new X509Certificate(pem.text)) ?? fail(pem.key, '不是有效的 PEM，应为商户 API 证书 apiclient_cert.pem'),
  };
}
