/**
 * 支付宝证书模式用的 X.509 证书与序列号（alipay.md §3）。
 * 名称有 C、O、OU、CN 四段，签名有 RSA 与 ECDSA 两种，好让「序列号按倒序的签发者计算」「根证书只算 RSA 签名的」
 * 这两条规则都被用到。证书只对本机的模拟网关有意义。
 */
import { createHash, randomBytes, X509Certificate, type KeyObject } from 'node:crypto';
import { der, oid, sequence, signCertificate } from './der';

/** 证书内的次序：C、O、OU、CN。 */
export interface DistinguishedName {
  readonly organization: string;
  readonly unit: string;
  readonly commonName: string;
}

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export interface CertificateRequest {
  readonly subject: DistinguishedName;
  readonly publicKey: KeyObject;
  readonly issuer: DistinguishedName;
  readonly issuerPrivateKey: KeyObject;
  /** 有效期，毫秒 */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly isAuthority: boolean;
}

const COUNTRY = 'CN';
const OID = {
  country: '550406',
  organization: '55040a',
  unit: '55040b',
  commonName: '550403',
  sha256WithRsa: '2a864886f70d01010b',
  sha256WithEcdsa: '2a8648ce3d040302',
};
const RSA_SIGNATURE_PREFIX = Buffer.from('2a864886f70d0101', 'hex');
const MAX_SERIAL_FIRST_BYTE = 0x7f;

const attribute = (type: string, value: string, tag = 0x0c): Buffer => der(0x31, sequence(oid(type), der(tag, Buffer.from(value, 'utf8'))));
const PRINTABLE = 0x13;

const name = ({ organization, unit, commonName }: DistinguishedName): Buffer =>
  sequence(
    attribute(OID.country, COUNTRY, PRINTABLE),
    attribute(OID.organization, organization),
    attribute(OID.unit, unit),
    attribute(OID.commonName, commonName),
  );

/** 16 字节正整数；首字节不为零，编码里没有多余的前导零。 */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) % MAX_SERIAL_FIRST_BYTE) + 1;
  return bytes;
}

/** @returns PEM 文字；签名算法随签发者的密钥 */
export function issueAlipayCertificate({ subject, issuer, ...rest }: CertificateRequest): string {
  const ecdsa = rest.issuerPrivateKey.asymmetricKeyType === 'ec';
  const algorithm = ecdsa ? sequence(oid(OID.sha256WithEcdsa)) : sequence(oid(OID.sha256WithRsa), der(0x05));
  return signCertificate({ ...rest, serial: der(0x02, serialNumber()), algorithm, issuer: name(issuer), subject: name(subject) });
}

/** 拆开一个可能装着几张证书的 PEM 文件。 */
export function splitCertificates(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}

/** 文件里第一张证书的序列号：MD5(倒序的签发者 + 十进制序列号)，32 位小写十六进制。 */
export function certificateSn(pem: string): string {
  const certificate = new X509Certificate(splitCertificates(pem)[0] ?? pem);
  const issuer = certificate.issuer.split('\n').reverse().join(',');
  return createHash('md5')
    .update(`${issuer}${BigInt(`0x${certificate.serialNumber}`)}`, 'utf8')
    .digest('hex');
}

/** 一段 DER 的内容与它之后的部分。 */
function element(bytes: Buffer): { content: Buffer; rest: Buffer } {
  const first = bytes[1] ?? 0;
  const lengthBytes = first & 0x80 ? first & 0x7f : 0;
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(2, lengthBytes);
  const start = 2 + lengthBytes;
  return { content: bytes.subarray(start, start + length), rest: bytes.subarray(start + length) };
}

/** 证书的签名算法是不是 RSA（OID 1.2.840.113549.1.1.*）；国密证书的公钥 OpenSSL 可能读不了，所以只看 DER。 */
function isSignedWithRsa(pem: string): boolean {
  const bytes = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const algorithm = element(element(element(bytes).content).rest).content;
  return element(algorithm).content.subarray(0, RSA_SIGNATURE_PREFIX.length).equals(RSA_SIGNATURE_PREFIX);
}

/** 根证书文件的序列号：按文件次序，只取 RSA 签名的证书，用 _ 连接。 */
export function rootCertificateSn(bundle: string): string {
  return splitCertificates(bundle).filter(isSignedWithRsa).map(certificateSn).join('_');
}
