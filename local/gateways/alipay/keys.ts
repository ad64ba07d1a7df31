/**
 * 支付宝一方与商户一方的开发密钥：应用密钥、支付宝密钥、证书链、各端的 app_id。
 * 随机生成，只对本机的模拟网关有效，从不进版本库。
 */
import { createPrivateKey, createPublicKey, randomBytes, randomInt, X509Certificate } from 'node:crypto';
import { certificateSn, rootCertificateSn } from './certificate-sn';
import { issueCertificate, type DistinguishedName } from '../kit/certificate';
import { p256Pair, privatePem, publicPem, rsaPair, type KeyPair } from '../kit/key-pair';

const YEAR_MS = 365 * 24 * 3600 * 1000;
const LEAF_YEARS = 5;
const ROOT_YEARS = 30;
/** 证书从两年前起有效，虚拟时钟往回拨也仍在有效期内 */
const AGE_AT_CREATION_MS = 2 * YEAR_MS;

/** 商户在各端的 app_id；键与 uni-pay/config.js 的 alipay 小节相同。 */
export interface AlipayAppIds {
  readonly 'mp-alipay': string;
  readonly 'app-plus': string;
  readonly h5: string;
}

export interface AlipayDevelopmentKeys {
  /** 收款方的 2088 编号 */
  readonly sellerId: string;
  readonly merchantName: string;
  readonly appIds: AlipayAppIds;
  /** 各 app_id 共用一套应用密钥与应用证书 */
  readonly app: {
    readonly privateKeyPem: string;
    readonly publicKeyPem: string;
    readonly certificatePem: string;
    readonly certificateSn: string;
  };
  readonly alipay: {
    readonly privateKeyPem: string;
    readonly publicKeyPem: string;
    /** 文件里先是支付宝证书，后是签发它的证书；序列号与公钥取第一张 */
    readonly certificatePem: string;
    readonly certificateSn: string;
  };
  /** 三张根证书：RSA、ECDSA、RSA；序列号只算两张 RSA 的 */
  readonly root: { readonly certificatePem: string; readonly certificateSn: string };
}

const COUNTRY = 'CN';
const digits = (length: number): string => Array.from({ length }, () => randomInt(10)).join('');
const authority = (commonName: string): DistinguishedName => ({
  country: COUNTRY,
  organization: 'Local Simulator',
  unit: 'Certification Authority',
  commonName,
});

const ROOT_R1 = authority('Local Certification Authority R1');
const ROOT_E1 = authority('Local Certification Authority E1');
const ROOT_G3 = authority('Local Class 2 Root CA - G3');
const CLASS_2 = authority('Local Certification Authority Class 2 R1');

/** 16 字节正整数；首字节不为零，编码里没有多余的前导零。 */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = randomInt(0x01, 0x80);
  return bytes.toString('hex');
}

/** 生成一整套；各级签发私钥用完即弃，没有人能再签出同一个根下的证书。 */
export async function createAlipayKeys(now: number): Promise<AlipayDevelopmentKeys> {
  const [app, alipay, r1, g3, class2, e1] = await Promise.all([rsaPair(), rsaPair(), rsaPair(), rsaPair(), rsaPair(), p256Pair()]);
  const notBefore = Math.floor((now - AGE_AT_CREATION_MS) / 1000) * 1000;
  const issue = (
    subject: DistinguishedName,
    pair: KeyPair,
    issuer: DistinguishedName,
    issuerPair: KeyPair,
    years: number,
    isAuthority: boolean,
  ): Promise<string> =>
    issueCertificate({
      serialNo: serialNumber(),
      subject,
      issuer,
      publicKey: pair.publicKey,
      issuerPrivateKey: issuerPair.privateKey,
      notBefore,
      notAfter: notBefore + years * YEAR_MS,
      isAuthority,
    });
  const root = (own: DistinguishedName, pair: KeyPair): Promise<string> => issue(own, pair, own, pair, ROOT_YEARS, true);
  const leaf = (commonName: string, pair: KeyPair): Promise<string> =>
    issue(
      { country: COUNTRY, organization: 'Local Simulator', unit: 'Open Platform', commonName },
      pair,
      CLASS_2,
      class2,
      LEAF_YEARS,
      false,
    );

  const appIds = { 'mp-alipay': `2021${digits(12)}`, 'app-plus': `2021${digits(12)}`, h5: `2021${digits(12)}` };
  const [appCertificate, alipayLeaf, intermediate, ...roots] = await Promise.all([
    leaf(appIds.h5, app),
    leaf('Local Alipay Simulator', alipay),
    issue(CLASS_2, class2, ROOT_R1, r1, ROOT_YEARS, true),
    root(ROOT_R1, r1),
    root(ROOT_E1, e1),
    root(ROOT_G3, g3),
  ]);
  const alipayCertificate = `${alipayLeaf}${intermediate}`;
  const bundle = roots.join('');
  return {
    sellerId: `2088${digits(12)}`,
    merchantName: '示例商店',
    appIds,
    app: {
      privateKeyPem: privatePem(app),
      publicKeyPem: publicPem(app),
      certificatePem: appCertificate,
      certificateSn: certificateSn(appCertificate),
    },
    alipay: {
      privateKeyPem: privatePem(alipay),
      publicKeyPem: publicPem(alipay),
      certificatePem: alipayCertificate,
      certificateSn: certificateSn(alipayCertificate),
    },
    root: { certificatePem: bundle, certificateSn: rootCertificateSn(bundle) },
  };
}

/** PEM 变成平台交换密钥的样子：一行 base64 的 DER，没有头尾（docs/protocols/alipay.md §1.5）。 */
export function bareKey(pem: string): string {
  return pem.replace(/-----[^-]+-----|\s/g, '');
}

/** 应用私钥的 PKCS#1 形式，一行 base64；不少工具导出的是它。 */
export function pkcs1Key(privateKeyPem: string): string {
  return createPrivateKey(privateKeyPem).export({ type: 'pkcs1', format: 'der' }).toString('base64');
}

/** 读回的文件是否仍然自洽：密钥成对，序列号与证书相符，证书未过期。 */
export function isUsable(keys: AlipayDevelopmentKeys, now: number): boolean {
  const paired = (pair: { privateKeyPem: string; publicKeyPem: string }): boolean =>
    createPublicKey(createPrivateKey(pair.privateKeyPem)).export({ type: 'spki', format: 'pem' }).toString() === pair.publicKeyPem;
  const valid = (pem: string): boolean => Date.parse(new X509Certificate(pem).validTo) > now;
  const sn =
    certificateSn(keys.app.certificatePem) === keys.app.certificateSn &&
    certificateSn(keys.alipay.certificatePem) === keys.alipay.certificateSn;
  return (
    paired(keys.app) &&
    paired(keys.alipay) &&
    sn &&
    rootCertificateSn(keys.root.certificatePem) === keys.root.certificateSn &&
    valid(keys.app.certificatePem) &&
    valid(keys.alipay.certificatePem)
  );
}
