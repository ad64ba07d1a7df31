/**
 * 密钥与证书的读取（docs/protocols/alipay.md §1.5、§3）。密钥以裸 base64 DER 交换，按 DER 结构判断 PKCS1 / PKCS8，
 * 不靠 PEM 头（写错头的 PEM 在不同 OpenSSL 上时灵时不灵）。
 */
import { createHash, createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';

/** RSA 签名算法 OID 1.2.840.113549.1.1.* 的 DER 前缀。 */
const RSA_SIGNATURE_OID = Buffer.from([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01]);

function toDer(text: string): Buffer {
  return Buffer.from(text.replace(/-----[^-]+-----/g, '').replace(/\s+/g, ''), 'base64');
}

interface DerElement {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

/** 读一个 DER 元素的位置。@throws Error 截断 */
function readElement(der: Buffer, at: number): DerElement {
  const tag = der[at];
  const first = der[at + 1];
  if (tag === undefined || first === undefined) throw new Error('DER 截断');
  if (first < 0x80) return { tag, start: at + 2, end: at + 2 + first };
  const size = first & 0x7f;
  if (size < 1 || size > 4) throw new Error('DER 长度不合法');
  const length = der.readUIntBE(at + 2, size);
  return { tag, start: at + 2 + size, end: at + 2 + size + length };
}

/** 应用私钥：裸 base64 或 PEM，PKCS1 或 PKCS8。@throws Error 不是 RSA 私钥或短于 2048 位 */
export function readPrivateKey(text: string): KeyObject {
  const der = toDer(text);
  const outer = readElement(der, 0);
  const version = readElement(der, outer.start);
  const second = readElement(der, version.end);
  const key = createPrivateKey({ key: der, format: 'der', type: second.tag === 0x30 ? 'pkcs8' : 'pkcs1' });
  requireRsa(key);
  return key;
}

/** 支付宝公钥：裸 base64 或 PEM。@throws Error */
export function readPublicKey(text: string): KeyObject {
  const key = createPublicKey({ key: toDer(text), format: 'der', type: 'spki' });
  requireRsa(key);
  return key;
}

function requireRsa(key: KeyObject): void {
  const bits = key.asymmetricKeyDetails?.modulusLength;
  if (key.asymmetricKeyType !== 'rsa') throw new Error('不是 RSA 密钥');
  if (bits !== undefined && bits < 2048) throw new Error('RSA 密钥短于 2048 位');
}

function splitPem(bundle: string): string[] {
  return bundle.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
}

/** 一张证书的 SN：MD5(颁发者 DN + 十进制序列号)（3）。 */
export function certificateSn(certificate: X509Certificate): string {
  const issuer = certificate.issuer.split('\n').reverse().join(',');
  const serial = BigInt(`0x${certificate.serialNumber}`).toString(10);
  return createHash('md5')
    .update(issuer + serial, 'utf8')
    .digest('hex');
}

/** 文件里的第一张证书（应用证书、支付宝证书）。@throws Error */
export function readFirstCertificate(pem: string): X509Certificate {
  const [first] = splitPem(pem);
  if (!first) throw new Error('不是 PEM 证书');
  return new X509Certificate(first);
}

/** 证书的签名算法是否为 RSA；Node 没有这个属性，直接读 DER。 */
function isRsaSigned(certificate: X509Certificate): boolean {
  const der = certificate.raw;
  const outer = readElement(der, 0);
  const body = readElement(der, outer.start);
  const algorithm = readElement(der, body.end);
  const oid = readElement(der, algorithm.start);
  return der.subarray(oid.start, oid.start + RSA_SIGNATURE_OID.length).equals(RSA_SIGNATURE_OID);
}

/** 根证书 SN：按文件顺序，凡 RSA 签名的证书，各自的 SN 以 `_` 相连（3）。@throws Error 一张也没有 */
export function rootCertificateSn(bundle: string): string {
  const sns = splitPem(bundle)
    .map((pem) => {
      try {
        return new X509Certificate(pem);
      } catch {
        // 国密（SM2）根证书在部分 OpenSSL 上读不了，它本来就不参与。
        return undefined;
      }
    })
    .filter((certificate): certificate is X509Certificate => certificate !== undefined && isRsaSigned(certificate))
    .map(certificateSn);
  if (sns.length === 0) throw new Error('根证书文件里没有 RSA 证书');
  return sns.join('_');
}
