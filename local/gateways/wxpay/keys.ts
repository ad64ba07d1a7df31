/**
 * 微信支付一方与商户一方的开发密钥：商户私钥与证书、平台证书、微信支付公钥、APIv3 密钥。
 * 全部在首次启动时随机生成，只对本机的模拟网关有效，不写进仓库。
 */
import { createPrivateKey, createPublicKey, randomBytes, randomInt } from 'node:crypto';
import { issueCertificate } from '../kit/certificate';
import { privatePem, publicPem, rsaPair, type KeyPair } from '../kit/key-pair';

const YEAR_MS = 365 * 24 * 3600 * 1000;
const CERTIFICATE_YEARS = 5;
/** 首批证书从两年前起有效，虚拟时钟往回拨也仍在有效期内 */
const AGE_AT_CREATION_MS = 2 * YEAR_MS;
const MERCHANT_AUTHORITY = '本地商户根证书';
const PLATFORM_AUTHORITY = '本地平台根证书';
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

export interface PlatformCertificate {
  readonly serialNo: string;
  readonly privateKeyPem: string;
  readonly certificatePem: string;
  /** 毫秒 */
  readonly effectiveAt: number;
  /** 毫秒 */
  readonly expireAt: number;
}

export interface WechatpayPublicKey {
  /** PUB_KEY_ID_ 加数字 */
  readonly id: string;
  readonly privateKeyPem: string;
  readonly publicKeyPem: string;
}

/** 商户在各端的 appid；键与 uni-pay/config.js 的 wxpay 小节相同。 */
export interface WxpayAppIds {
  readonly 'mp-weixin': string;
  readonly 'app-plus': string;
  readonly h5: string;
  readonly 'h5-weixin': string;
  readonly mweb: string;
}

export interface WxpayDevelopmentKeys {
  readonly mchid: string;
  readonly merchantName: string;
  readonly appids: WxpayAppIds;
  /** 32 个 ASCII 字符 */
  readonly apiV3Key: string;
  readonly merchant: {
    readonly serialNo: string;
    readonly privateKeyPem: string;
    readonly certificatePem: string;
    readonly publicKeyPem: string;
  };
  readonly platform: { readonly certificates: readonly PlatformCertificate[]; readonly publicKeys: readonly WechatpayPublicKey[] };
}

const digits = (length: number): string => Array.from({ length }, () => randomInt(10)).join('');
const appid = (): string => `wx${randomBytes(8).toString('hex')}`;

/** 40 位大写十六进制；首字节 0x10–0x7f，保证是正整数且没有前导零。 */
function serialNumber(): string {
  const bytes = randomBytes(20);
  bytes[0] = randomInt(0x10, 0x80);
  return bytes.toString('hex').toUpperCase();
}

/** 可打印、无歧义的 APIv3 密钥，恰好 32 字节（docs/protocols/wxpay.md §1.7）。 */
export function createApiV3Key(): string {
  return Array.from({ length: 32 }, () => BASE62[randomInt(BASE62.length)]).join('');
}

/** 由临时的根证书签发；根私钥用完即弃，没有人能再签出同一个根下的证书。 */
async function certify(
  pair: KeyPair,
  authority: KeyPair,
  issuer: string,
  subject: string,
  effectiveAt: number,
): Promise<{ serialNo: string; certificatePem: string; notBefore: number; notAfter: number }> {
  const notBefore = Math.floor(effectiveAt / 1000) * 1000;
  const notAfter = notBefore + CERTIFICATE_YEARS * YEAR_MS;
  const serialNo = serialNumber();
  const certificatePem = await issueCertificate({
    serialNo,
    subject: { commonName: subject },
    issuer: { commonName: issuer },
    notBefore,
    notAfter,
    publicKey: pair.publicKey,
    issuerPrivateKey: authority.privateKey,
    isAuthority: false,
  });
  return { serialNo, certificatePem, notBefore, notAfter };
}

/** 造一张从 effectiveAt（毫秒）起五年有效的平台证书；轮换平台证书也用它。 */
export async function createPlatformCertificate(effectiveAt: number): Promise<PlatformCertificate> {
  const [authority, pair] = await Promise.all([rsaPair(), rsaPair()]);
  const { serialNo, certificatePem, notBefore, notAfter } = await certify(
    pair,
    authority,
    PLATFORM_AUTHORITY,
    '微信支付平台（本地模拟）',
    effectiveAt,
  );
  return { serialNo, privateKeyPem: privatePem(pair), certificatePem, effectiveAt: notBefore, expireAt: notAfter };
}

/** 造一把微信支付公钥（公钥模式）。 */
export async function createWechatpayPublicKey(): Promise<WechatpayPublicKey> {
  const pair = await rsaPair();
  return { id: `PUB_KEY_ID_01${digits(26)}`, privateKeyPem: privatePem(pair), publicKeyPem: publicPem(pair) };
}

/** 造一个商户的全部密钥与平台一方的密钥。 */
export async function createWxpayKeys(now: number): Promise<WxpayDevelopmentKeys> {
  const effectiveAt = now - AGE_AT_CREATION_MS;
  const [authority, merchant, certificate, publicKey] = await Promise.all([
    rsaPair(),
    rsaPair(),
    createPlatformCertificate(effectiveAt),
    createWechatpayPublicKey(),
  ]);
  const mchid = `19${digits(8)}`;
  const { serialNo, certificatePem } = await certify(merchant, authority, MERCHANT_AUTHORITY, mchid, effectiveAt);
  const site = appid();
  return {
    mchid,
    merchantName: '示例商店',
    appids: { 'mp-weixin': appid(), 'app-plus': appid(), h5: site, 'h5-weixin': site, mweb: site },
    apiV3Key: createApiV3Key(),
    merchant: { serialNo, privateKeyPem: privatePem(merchant), certificatePem, publicKeyPem: publicPem(merchant) },
    platform: { certificates: [certificate], publicKeys: [publicKey] },
  };
}

/** 读回的文件是否仍然自洽：私钥与公钥成对，证书未过期。 */
export function isUsable(keys: WxpayDevelopmentKeys, now: number): boolean {
  try {
    const own = createPublicKey(createPrivateKey(keys.merchant.privateKeyPem)).export({ type: 'spki', format: 'pem' }).toString();
    return (
      own === keys.merchant.publicKeyPem &&
      keys.apiV3Key.length === 32 &&
      keys.platform.certificates.every((certificate) => certificate.expireAt > now)
    );
  } catch {
    return false;
  }
}
