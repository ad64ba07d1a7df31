/** config.js 里 `wxpay[platform]` 一节 → 解析好的密钥。键名与 vk-uni-pay 相同。 */
import { createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import type { ConfigProblem, CredentialsResult } from '../provider';

export interface WxpayCredentials {
  readonly privateKey: KeyObject;
  /** 商户 API 证书序列号，40 位十六进制大写 */
  readonly serialNo: string;
  readonly apiV3Key: Buffer;
  /** 微信支付公钥模式；没有就是平台证书模式（自动下载） */
  readonly publicKey?: { readonly id: string; readonly key: KeyObject };
  /** 公钥模式下是否仍可能收到平台证书的签名（切换期间） */
  readonly platformCertificates: boolean;
  /** H5 场景信息 */
  readonly h5Info: Readonly<Record<string, string>>;
}

type Section = Readonly<Record<string, unknown>>;
const API_V3_KEY_BYTES = 32;

function readH5Info(section: Section): Record<string, string> {
  const scene = (section['sceneInfo'] ?? {}) as { h5_info?: Record<string, unknown> };
  const info = scene.h5_info ?? {};
  const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
  const type = text(info['type']) ?? 'Wap';
  const url = text(info['app_url']) ?? text(info['wap_url']);
  const name = text(info['app_name']) ?? text(info['wap_name']);
  return { type, ...(name ? { app_name: name } : {}), ...(url ? { app_url: url } : {}) };
}

/** 读取并检查一节配置；列出所有问题。 */
export function readWxpayCredentials(section: Section, path: string, readFile: (path: string) => string): CredentialsResult<WxpayCredentials> {
  const problems: ConfigProblem[] = [];
  const fail = (key: string, problem: string): undefined => {
    problems.push({ path: `${path}.${key}`, problem });
    return undefined;
  };
  const attempt = <T>(key: string, read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      return fail(key, error instanceof Error && /ENOENT|EISDIR|EACCES/.test(error.message) ? '文件读不到' : '不是有效的 PEM');
    }
  };
  const text = (key: string): string | undefined => (typeof section[key] === 'string' && section[key] !== '' ? (section[key] as string) : undefined);
  const pem = (name: string): string | undefined => {
    const location = text(`${name}Path`);
    return text(`${name}Content`) ?? (location === undefined ? undefined : attempt(`${name}Path`, () => readFile(location)));
  };

  const appid = text('appId') ?? fail('appId', '不能为空');
  const mchid = text('mchId') ?? fail('mchId', '不能为空');
  const v3Key = text('v3Key');
  const apiV3Key = Buffer.from(v3Key ?? '', 'utf8');
  if (apiV3Key.length !== API_V3_KEY_BYTES) fail('v3Key', `APIv3 密钥必须是 ${API_V3_KEY_BYTES} 个字节`);
  if (section['version'] === 2) fail('version', 'v2 密钥不受支持，请改用 APIv3（version: 3）');

  const privateText = pem('appPrivateKey');
  const privateKey = privateText === undefined ? fail('appPrivateKeyPath', '没有商户 API 私钥') : attempt('appPrivateKeyPath', () => createPrivateKey(privateText));
  const certText = pem('appCert');
  const certificate = certText === undefined ? undefined : attempt('appCertPath', () => new X509Certificate(certText));
  const serialNo = text('appCertSerialNo')?.toUpperCase() ?? certificate?.serialNumber.toUpperCase();
  if (serialNo === undefined && certText === undefined) fail('appCertPath', '没有商户 API 证书（或 appCertSerialNo）');
  if (certificate && privateKey && !certificate.checkPrivateKey(privateKey)) fail('appPrivateKeyPath', '与商户 API 证书不是一对');

  const publicText = pem('wxpayPublicKey');
  const publicId = text('wxpayPublicKeyId');
  const publicKey = publicText === undefined ? undefined : attempt('wxpayPublicKeyPath', () => createPublicKey(publicText));
  if (publicText !== undefined && /BEGIN CERTIFICATE/.test(publicText)) fail('wxpayPublicKeyPath', '应为微信支付公钥 pub_key.pem，而不是证书');
  if (publicText !== undefined && !publicId) fail('wxpayPublicKeyId', '配置了公钥就必须配置公钥 ID');
  if (publicId && publicText === undefined) fail('wxpayPublicKeyPath', '配置了公钥 ID 就必须配置公钥');
  if (publicId && !/^PUB_KEY_ID_\d+$/.test(publicId)) fail('wxpayPublicKeyId', '必须形如 PUB_KEY_ID_0000');
  if (publicKey && privateKey && sameKey(publicKey, createPublicKey(privateKey))) fail('wxpayPublicKeyPath', '放成了自己的公钥，应为微信支付公钥');

  if (problems.length > 0 || !appid || !mchid || !privateKey || !serialNo) return { ok: false, problems };
  return {
    ok: true,
    appid,
    mchid,
    credentials: {
      privateKey,
      serialNo,
      apiV3Key,
      ...(publicKey && publicId ? { publicKey: { id: publicId, key: publicKey } } : {}),
      platformCertificates: publicKey === undefined || section['platformCertificates'] === true,
      h5Info: readH5Info(section),
    },
  };
}

function sameKey(a: KeyObject, b: KeyObject): boolean {
  return a.export({ format: 'der', type: 'spki' }).equals(b.export({ format: 'der', type: 'spki' }));
}
