/** 签发证书用到的那几行 DER 编码（RFC 5280），两家的证书共用。 */
import { sign, type KeyObject } from 'node:crypto';

/** 一个元素：标签、长度、内容。 */
export function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const hex = content.length.toString(16);
  const length = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content]);
}
export const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
/** @param hex 已编码的 OID 内容 */
export const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const TRUE = der(0x01, Buffer.from([0xff]));
const BASIC_CONSTRAINTS = '551d13';

/** 2050 年之前用 UTCTime，之后用 GeneralizedTime（RFC 5280 4.1.2.5）。 */
function time(at: number): Buffer {
  const text = `${new Date(at).toISOString().slice(0, 19).replace(/[-T:]/g, '')}Z`;
  return Number(text.slice(0, 4)) < 2050 ? der(0x17, Buffer.from(text.slice(2))) : der(0x18, Buffer.from(text));
}

export interface CertificateParts {
  /** 已编码的 INTEGER */
  readonly serial: Buffer;
  /** 已编码的签名算法 */
  readonly algorithm: Buffer;
  /** 已编码的名称 */
  readonly issuer: Buffer;
  readonly subject: Buffer;
  /** 有效期，毫秒 */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly publicKey: KeyObject;
  readonly issuerPrivateKey: KeyObject;
  /** 是否可以再签发别的证书 */
  readonly isAuthority: boolean;
}

/** 拼出 X.509 v3 证书并签名。@returns PEM 文字 */
export function signCertificate(parts: CertificateParts): string {
  const constraints = sequence(oid(BASIC_CONSTRAINTS), TRUE, der(0x04, sequence(...(parts.isAuthority ? [TRUE] : []))));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    parts.serial,
    parts.algorithm,
    parts.issuer,
    sequence(time(parts.notBefore), time(parts.notAfter)),
    parts.subject,
    parts.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(constraints)),
  );
  const certificate = sequence(body, parts.algorithm, der(0x03, Buffer.from([0]), sign('sha256', body, parts.issuerPrivateKey)));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
