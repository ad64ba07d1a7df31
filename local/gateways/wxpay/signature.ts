/**
 * 微信支付一方的签名：应答与回调的五个头、平台证书与微信支付公钥两种密钥（docs/protocols/wxpay.md §1.4、§1.5、§10.2）。
 */
import { createPrivateKey, randomBytes, sign, type KeyObject } from 'node:crypto';
import type { PlatformCertificate, WechatpayPublicKey } from './keys';
import type { KeyMode } from './options';

const SIGNATURE_TYPE = 'WECHATPAY2-SHA256-RSA2048';
export const SIGN_TEST_PREFIX = 'WECHATPAY/SIGNTEST/';

export interface SigningKey {
  /** 平台证书序列号或 PUB_KEY_ID_… */
  readonly id: string;
  readonly privateKey: KeyObject;
}

interface CertificateEntry extends SigningKey {
  readonly certificate: PlatformCertificate;
  /** 从什么时候起用来签名，毫秒 */
  readonly usedFrom: number;
}

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** 头里的随机串：32 个字母数字。 */
export function nonce(length = 32): string {
  return Array.from(randomBytes(length), (byte) => ALPHANUMERIC[byte % ALPHANUMERIC.length]).join('');
}

/** 两个证书序列号是不是同一个：十六进制数不分大小写。 */
export const sameSerial = (a: string, b: string): boolean => a.toUpperCase() === b.toUpperCase();

export interface SignatureOverrides {
  /** 秒 */
  readonly timestamp?: number;
  readonly privateKey?: KeyObject;
  readonly serial?: string;
  readonly signTest?: boolean;
}

/** 对正文签名，返回五个头；204 的正文是空串。 */
export function signatureHeaders(key: SigningKey, body: string, now: number, overrides: SignatureOverrides = {}): Record<string, string> {
  const timestamp = String(overrides.timestamp ?? Math.floor(now / 1000));
  const random = nonce();
  const signature = overrides.signTest
    ? `${SIGN_TEST_PREFIX}${randomBytes(192).toString('base64')}`
    : sign('RSA-SHA256', Buffer.from(`${timestamp}\n${random}\n${body}\n`, 'utf8'), overrides.privateKey ?? key.privateKey).toString(
        'base64',
      );
  return {
    'Wechatpay-Timestamp': timestamp,
    'Wechatpay-Nonce': random,
    'Wechatpay-Signature': signature,
    'Wechatpay-Serial': overrides.serial ?? key.id,
    'Wechatpay-Signature-Type': SIGNATURE_TYPE,
  };
}

/** 平台的全部密钥；新证书先列出，过一段时间才用来签名（§1.6）。 */
export class PlatformKeys {
  private readonly certificates: CertificateEntry[] = [];
  private readonly publicKeys: readonly SigningKey[];

  constructor(
    certificates: readonly PlatformCertificate[],
    publicKeys: readonly WechatpayPublicKey[],
    private readonly now: () => number,
  ) {
    for (const certificate of certificates) this.add(certificate, certificate.effectiveAt);
    this.publicKeys = publicKeys.map(({ id, privateKeyPem }) => ({ id, privateKey: createPrivateKey(privateKeyPem) }));
  }

  add(certificate: PlatformCertificate, usedFrom: number): void {
    this.certificates.push({ id: certificate.serialNo, privateKey: createPrivateKey(certificate.privateKeyPem), certificate, usedFrom });
  }

  /** 未过期的平台证书，新旧并列。 */
  listed(): PlatformCertificate[] {
    return this.certificates.filter(({ certificate }) => certificate.expireAt > this.now()).map(({ certificate }) => certificate);
  }

  byId(id: string): SigningKey | undefined {
    return [...this.certificates, ...this.publicKeys].find((key) => sameSerial(key.id, id));
  }

  /** 应答：请求头 Wechatpay-Serial 指名的密钥；没有指名或这个商户用不了时取缺省的。 */
  forResponse(mode: KeyMode, requested: string | undefined): SigningKey {
    const named = requested === undefined ? undefined : this.usable(mode).find((key) => sameSerial(key.id, requested));
    return named ?? (mode === 'publicKey' ? this.publicKey() : this.certificate());
  }

  /** 回调：both 模式按比例、按通知序号轮流，不靠随机。 */
  forCallback(mode: KeyMode, publicKeyShare: number, sequence: number): SigningKey {
    if (mode === 'publicKey') return this.publicKey();
    if (mode === 'certificate') return this.certificate();
    const turn = Math.floor(sequence * publicKeyShare) > Math.floor((sequence - 1) * publicKeyShare);
    return turn ? this.publicKey() : this.certificate();
  }

  private usable(mode: KeyMode): SigningKey[] {
    const live = this.certificates.filter(({ certificate }) => certificate.expireAt > this.now());
    return [...(mode === 'publicKey' ? [] : live), ...(mode === 'certificate' ? [] : this.publicKeys)];
  }

  private certificate(): SigningKey {
    const now = this.now();
    const usable = this.certificates
      .filter((entry) => entry.usedFrom <= now && entry.certificate.expireAt > now)
      .sort((a, b) => b.usedFrom - a.usedFrom);
    const newest = usable[0];
    if (!newest) throw new Error('没有可用的平台证书：检查 platformKeys.certificates 的有效期');
    return newest;
  }

  private publicKey(): SigningKey {
    const first = this.publicKeys[0];
    if (!first) throw new Error('没有微信支付公钥：检查 platformKeys.publicKeys');
    return first;
  }
}
