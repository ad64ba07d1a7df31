/** 证书模式（docs/protocols/alipay.md §3）：三个 SN，以及每张证书是不是由根证书签下来的。 */
import { createHash, type X509Certificate } from 'node:crypto';
import { childrenOf, elementAt } from '../kit/der';
import { publicKeyOf } from '../kit/keys';

/** RSA 签名算法 OID 1.2.840.113549.1.1.* 的 DER 前缀。 */
const RSA_SIGNATURE_OID = Buffer.from([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01]);
/** 正常只有两三级；更长的是绕回来了。 */
const MAX_DEPTH = 8;

/** 一张证书的 SN：MD5(颁发者 DN + 十进制序列号)。 */
export function certificateSn(certificate: X509Certificate): string {
  const issuer = certificate.issuer.split('\n').reverse().join(',');
  const serial = BigInt(`0x${certificate.serialNumber}`).toString(10);
  return createHash('md5')
    .update(issuer + serial, 'utf8')
    .digest('hex');
}

/** 证书的签名算法是否为 RSA；Node 没有这个属性，直接读 DER。 */
function isRsaSigned({ raw }: X509Certificate): boolean {
  const outer = elementAt(raw, 0);
  const algorithm = outer && childrenOf(raw, outer)?.[1];
  const oid = algorithm && elementAt(raw, algorithm.start);
  return oid !== undefined && raw.subarray(oid.start, oid.start + RSA_SIGNATURE_OID.length).equals(RSA_SIGNATURE_OID);
}

export const isRoot = (certificate: X509Certificate): boolean => certificate.subject === certificate.issuer;

/** 根证书 SN：按文件次序，凡 RSA 签名的，各自的 SN 以 `_` 相连；一张也没有返回 undefined。 */
export function rootCertificateSn(roots: readonly X509Certificate[]): string | undefined {
  const sns = roots.filter(isRsaSigned).map(certificateSn);
  return sns.length > 0 ? sns.join('_') : undefined;
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  const key = publicKeyOf(issuer);
  if (!key || certificate.issuer !== issuer.subject) return false;
  try {
    return certificate.verify(key);
  } catch {
    return false;
  }
}

/** 名字里除了 CN 的部分：同一家签发机构的各级证书相同。 */
const authorityOf = (name: string): string =>
  name
    .split('\n')
    .filter((part) => !part.startsWith('CN='))
    .join('\n');

export type ChainResult = 'trusted' | 'foreign' | 'forged';

/**
 * 这张证书能不能一级一级追到根。
 * 支付宝给的文件有的不带签发它的中级证书：那一级无从验签，只能看签发机构是不是根证书里的那一家。
 * @param file 它所在的文件里的证书，中级证书（若有）在其中
 */
export function chainOf(leaf: X509Certificate, file: readonly X509Certificate[], roots: readonly X509Certificate[]): ChainResult {
  let current = leaf;
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    const named = [...roots, ...file].filter(({ subject }) => subject === current.issuer);
    if (named.length === 0)
      return roots.some(({ subject }) => authorityOf(subject) === authorityOf(current.issuer)) ? 'trusted' : 'foreign';
    const issuer = named.find((candidate) => isIssuedBy(current, candidate));
    if (!issuer) return 'forged';
    if (roots.includes(issuer)) return 'trusted';
    if (isRoot(issuer)) return 'foreign';
    current = issuer;
  }
  return 'foreign';
}
