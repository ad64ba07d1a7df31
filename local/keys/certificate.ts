/**
 * 签发 X.509 v3 证书（RSA、SHA-256），只用 node:crypto 与几行 DER 编码；
 * 证书只对本机的模拟网关有意义。
 */
import { sign, type KeyObject } from 'node:crypto';

export interface CertificateRequest {
  /** 十六进制序列号 */
  readonly serialNo: string;
  /** 主体与签发者的 CN */
  readonly subject: string;
  readonly issuer: string;
  /** 有效期，毫秒 */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly publicKey: KeyObject;
  readonly issuerPrivateKey: KeyObject;
  /** 是否可以再签发别的证书 */
  readonly isAuthority: boolean;
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const hex = content.length.toString(16);
  const length = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content]);
}
const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));

const SHA256_WITH_RSA = sequence(oid('2a864886f70d01010b'), der(0x05));
const COMMON_NAME = '550403';
const BASIC_CONSTRAINTS = '551d13';

const name = (commonName: string): Buffer => sequence(der(0x31, sequence(oid(COMMON_NAME), der(0x0c, Buffer.from(commonName, 'utf8')))));

function integer(hex: string): Buffer {
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  // 最高位为 1 时补零，否则会被当成负数。
  return der(0x02, (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

/** 2050 年之前用 UTCTime，之后用 GeneralizedTime（RFC 5280 4.1.2.5）。 */
function time(at: number): Buffer {
  const text = `${new Date(at).toISOString().slice(0, 19).replace(/[-T:]/g, '')}Z`;
  return Number(text.slice(0, 4)) < 2050 ? der(0x17, Buffer.from(text.slice(2))) : der(0x18, Buffer.from(text));
}

/** @returns PEM 文字 */
export function issueCertificate(request: CertificateRequest): string {
  const constraints = sequence(oid(BASIC_CONSTRAINTS), der(0x01, Buffer.from([0xff])), der(0x04, sequence(...(request.isAuthority ? [der(0x01, Buffer.from([0xff]))] : []))));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    integer(request.serialNo),
    SHA256_WITH_RSA,
    name(request.issuer),
    sequence(time(request.notBefore), time(request.notAfter)),
    name(request.subject),
    request.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(constraints)),
  );
  const signature = sign('sha256', body, request.issuerPrivateKey);
  const certificate = sequence(body, SHA256_WITH_RSA, der(0x03, Buffer.from([0]), signature));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
