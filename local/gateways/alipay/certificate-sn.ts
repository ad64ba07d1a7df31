/**
 * 支付宝证书模式的序列号（docs/protocols/alipay.md §3）：按倒序的签发者与十进制序列号计算；根证书文件只算 RSA 签名的。
 */
import '@abraham/reflection';
import { createHash, X509Certificate } from 'node:crypto';
import { X509Certificate as ParsedCertificate } from '@peculiar/x509';

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

/** 证书的签名算法是不是 RSA；只看算法名，国密证书的公钥没有人读得了。 */
const isSignedWithRsa = (pem: string): boolean => new ParsedCertificate(pem).signatureAlgorithm.name.startsWith('RSA');

/** 根证书文件的序列号：按文件次序，只取 RSA 签名的证书，用 _ 连接。 */
export function rootCertificateSn(bundle: string): string {
  return splitCertificates(bundle).filter(isSignedWithRsa).map(certificateSn).join('_');
}
