/** 读一节配置：攒下所有问题而不是遇错即停，每个问题都带路径。 */
import type { KeyObject, X509Certificate } from 'node:crypto';
import type { ConfigProblem, Expiring } from '../credentials';
import { readCertificates, readPrivateKey, readPublicKey, type KeyResult } from './keys';

/** 一段文字与它出自的键（`…Path`、`…Content` 或它自己），报错时点名用户真正写的那一个。 */
export interface KeyText {
  readonly key: string;
  readonly text: string;
}

export interface SectionReader {
  readonly problems: readonly ConfigProblem[];
  /** 读过的证书什么时候过期 */
  readonly expiring: readonly Expiring[];
  /** 这一节里的键在整份配置里的路径 */
  pathOf(key: string): string;
  /** 记一个问题（每个键只记第一个）；返回 undefined，便于写成一行。 */
  fail(key: string, problem: string): undefined;
  /** 非空字符串；商户号常被写成数字，照样接受。 */
  text(key: string): string | undefined;
  /** 文字或字节（PEM 或 DER）：直接写在 `<name>` 里的，`<name>Content`（内容），再到 `<name>Path`（文件路径）；都没有返回 undefined。 */
  keyText(name: string): KeyText | undefined;
  /** 是否写了这个名字的任何一种形式（文件读不到也算写了）。 */
  has(name: string): boolean;
  /** @param expected 应该放什么，报错时说给人听 */
  privateKey(source: KeyText | undefined, expected: string): KeyObject | undefined;
  publicKey(source: KeyText | undefined, expected: string): KeyObject | undefined;
  certificates(source: KeyText | undefined, expected: string): readonly X509Certificate[] | undefined;
}

/** DER 都以 SEQUENCE 开头；PEM 与 base64 的文字不会（那是字符 0）。 */
const DER_SEQUENCE = 0x30;

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

export function readSection(section: Readonly<Record<string, unknown>>, path: string, readFile: (path: string) => string): SectionReader {
  const problems: ConfigProblem[] = [];
  const pathOf = (key: string): string => `${path}.${key}`;
  const fail = (key: string, problem: string): undefined => {
    // 一个键只报第一个问题：文件都读不到，就不必再说没有配置。
    if (!problems.some((known) => known.path === pathOf(key))) problems.push({ path: pathOf(key), problem });
    return undefined;
  };
  const text = (key: string): string | undefined => {
    const value = section[key];
    if (Number.isSafeInteger(value)) return String(value);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  /** 字节：PEM 的就是文字，DER 的写成 base64。 */
  const content = (key: string): string | undefined => {
    const value = section[key];
    if (!(value instanceof Uint8Array) || value.length === 0) return text(key);
    const bytes = Buffer.from(value);
    return bytes[0] === DER_SEQUENCE ? bytes.toString('base64') : bytes.toString('utf8');
  };
  const expiring: Expiring[] = [];
  /** 根证书一个文件里有几张，最晚的那张过期了才要换；其余文件看第一张，后面的是签发它的。 */
  const note = (key: string, title: string, certificates: readonly X509Certificate[]): void => {
    const roots = certificates.every(({ subject, issuer }) => subject === issuer);
    const [last] = roots ? [...certificates].sort((a, b) => Date.parse(b.validTo) - Date.parse(a.validTo)) : certificates;
    if (last) expiring.push({ path: pathOf(key), title, serial: last.serialNumber.toUpperCase(), expireAt: Date.parse(last.validTo) });
  };
  const readThem = (source: KeyText | undefined, expected: string): readonly X509Certificate[] | undefined => {
    const found = take(readCertificates)(source, expected);
    if (source && found) note(source.key, expected, found);
    return found;
  };
  const take =
    <T>(read: (text: string, expected: string) => KeyResult<T>) =>
    (source: KeyText | undefined, expected: string): T | undefined => {
      if (!source) return undefined;
      const result = read(source.text, expected);
      return result.ok ? result.value : fail(source.key, result.problem);
    };
  return {
    problems,
    expiring,
    pathOf,
    fail,
    text,
    has: (name) => [name, `${name}Content`, `${name}Path`].some((key) => content(key) !== undefined),
    keyText(name) {
      for (const key of [name, `${name}Content`]) {
        const written = content(key);
        if (written !== undefined) return { key, text: written };
      }
      const key = `${name}Path`;
      const location = text(key);
      if (location === undefined) return undefined;
      const read = attempt(() => readFile(location));
      return read === undefined ? fail(key, '文件读不到') : { key, text: read };
    },
    privateKey: take(readPrivateKey),
    publicKey: take(readPublicKey),
    certificates: readThem,
  };
}
