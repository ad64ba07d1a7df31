/**
 * 签发微信支付用的 X.509 v3 证书（RSA、SHA-256，名称只有 CN）；
 * 证书只对本机的模拟网关有意义。
 */
import type { KeyObject } from 'node:crypto';
import { der, oid, sequence, signCertificate } from './der';

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

const SHA256_WITH_RSA = sequence(oid('2a864886f70d01010b'), der(0x05));
const COMMON_NAME = '550403';

const name = (commonName: string): Buffer => sequence(der(0x31, sequence(oid(COMMON_NAME), der(0x0c, Buffer.from(commonName, 'utf8')))));

function integer(hex: string): Buffer {
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  // 最高位为 1 时补零，否则会被当成负数。
  return der(0x02, (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

/** @returns PEM 文字 */
export function issueCertificate({ serialNo, subject, issuer, ...rest }: CertificateRequest): string {
  return signCertificate({ ...rest, serial: integer(serialNo), algorithm: SHA256_WITH_RSA, issuer: name(issuer), subject: name(subject) });
}
