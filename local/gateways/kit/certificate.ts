/**
 * 签发 X.509 v3 证书；只对本机的模拟网关有意义。签名算法随签发者的密钥（RSA 或 ECDSA，SHA-256）。
 */
// 证书库经 tsyringe 装配，先要有 Reflect 元数据。
import '@abraham/reflection';
import { webcrypto } from 'node:crypto';
import { BasicConstraintsExtension, Name, X509CertificateGenerator, type JsonAttributeObject } from '@peculiar/x509';

/** 名称的各段，次序就是证书里的次序；缺省的段不出现。 */
export interface DistinguishedName {
  /** 两个字母，按 PrintableString 编码 */
  readonly country?: string;
  readonly organization?: string;
  readonly unit?: string;
  readonly commonName: string;
}

export interface CertificateRequest {
  /** 十六进制序列号；首字节应在 01–7f，保证是正整数且没有前导零 */
  readonly serialNo: string;
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  /** 有效期，毫秒 */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly publicKey: webcrypto.CryptoKey;
  readonly issuerPrivateKey: webcrypto.CryptoKey;
  /** 是否可以再签发别的证书 */
  readonly isAuthority: boolean;
}

const utf8 = (text: string | undefined): JsonAttributeObject[] => (text === undefined ? [] : [{ utf8String: text }]);

function nameOf({ country, organization, unit, commonName }: DistinguishedName): Name {
  const parts: Readonly<Record<string, JsonAttributeObject[]>> = {
    C: country === undefined ? [] : [{ printableString: country }],
    O: utf8(organization),
    OU: utf8(unit),
    CN: utf8(commonName),
  };
  return new Name(Object.entries(parts).flatMap(([type, values]) => (values.length > 0 ? [{ [type]: values }] : [])));
}

/** @returns PEM 文字，以换行结尾 */
export async function issueCertificate(request: CertificateRequest): Promise<string> {
  const { serialNo, subject, issuer, notBefore, notAfter, publicKey, issuerPrivateKey, isAuthority } = request;
  const certificate = await X509CertificateGenerator.create(
    {
      serialNumber: serialNo,
      subject: nameOf(subject),
      issuer: nameOf(issuer),
      notBefore: new Date(notBefore),
      notAfter: new Date(notAfter),
      publicKey,
      signingKey: issuerPrivateKey,
      signingAlgorithm: { name: issuerPrivateKey.algorithm.name, hash: 'SHA-256' },
      extensions: [new BasicConstraintsExtension(isAuthority, undefined, true)],
    },
    webcrypto as Crypto,
  );
  return `${certificate.toString('pem').trim()}\n`;
}
