/**
 * config.js 里 `wxpay[platform]` 一节 → 解析好的密钥。键名与 vk-uni-pay 相同，外加可选的：
 * - `appCertSerialNo` 商户 API 证书序列号，代替证书文件
 * - `platformCertificates: true` 从平台证书切换到公钥期间，两种签名都认（docs/protocols/wxpay.md §1.5）
 * - `subMchId`、`subAppId` 服务商替特约商户收款：`mchId`、`appId` 与密钥是服务商的（§2.9）
 *
 * 没有公钥就是平台证书模式（自动下载）；两者必居其一，不存在「不验签」的配置。
 */
import type { KeyObject } from 'node:crypto';
import { fingerprintOf, isSameKey, publicKeyOf } from '../kit/keys';
import { readSection, type SectionReader } from '../kit/section';
import type { CredentialsResult, DeclaredKey } from '../credentials';
import type { Partner } from './parties';

export interface WxpayCredentials {
  readonly privateKey: KeyObject;
  /** 商户 API 证书序列号，十六进制大写 */
  readonly serialNo: string;
  readonly apiV3Key: Buffer;
  /** 微信支付公钥模式；没有就是平台证书模式（自动下载） */
  readonly publicKey?: { /** 大写 */ readonly id: string; readonly key: KeyObject };
  /** 是否接受（并下载）平台证书 */
  readonly platformCertificates: boolean;
  /** 服务商替特约商户收款（`subMchId`）；没有就是直连商户 */
  readonly partner?: Partner;
  /** 小程序、公众号的 AppSecret：登录凭证换 openid 要用；不自己取 openid 的不必填 */
  readonly secret?: string;
  /** H5 场景信息 */
  readonly h5Info: Readonly<Record<string, string>>;
}

type Section = Readonly<Record<string, unknown>>;
const API_V3_KEY = /^[\x21-\x7e]{32}$/;
const CERTIFICATE_SERIAL = /^[0-9A-F]{8,40}$/;
const PUBLIC_KEY_ID = /^PUB_KEY_ID_\d+$/;
const MERCHANT = /^\d{8,32}$/;
const H5_TYPES: readonly string[] = ['iOS', 'Android', 'Wap'];

/** 微信文档的 app_name / app_url，vk-uni-pay 的 wap_name / wap_url，都认。 */
function readH5Info(section: Section, reader: SectionReader): Record<string, string> {
  const scene = section['sceneInfo'] as { h5_info?: Record<string, unknown> } | undefined | null;
  const info = scene?.h5_info ?? {};
  const text = (...keys: string[]): string | undefined =>
    keys.map((key) => info[key]).find((value): value is string => typeof value === 'string' && value !== '');
  const type = text('type') ?? 'Wap';
  if (!H5_TYPES.includes(type)) reader.fail('sceneInfo.h5_info.type', `必须是 ${H5_TYPES.join('、')} 之一`);
  const limited = (max: number, ...keys: string[]): string | undefined => {
    const value = text(...keys);
    const own = keys.find((key) => info[key] === value) ?? '';
    if (value !== undefined && Buffer.byteLength(value) > max) reader.fail(`sceneInfo.h5_info.${own}`, `不能超过 ${max} 字节`);
    return value;
  };
  const app_name = limited(64, 'app_name', 'wap_name');
  const app_url = limited(128, 'app_url', 'wap_url');
  return { type, ...(app_name ? { app_name } : {}), ...(app_url ? { app_url } : {}) };
}

interface MerchantKey {
  readonly privateKey: KeyObject | undefined;
  readonly serialNo: string | undefined;
  /** 私钥写在哪个键里 */
  readonly key: string;
}

/** 商户自己的一对：私钥用来签名，证书只用来知道序列号。 */
function readMerchantKey(reader: SectionReader): MerchantKey {
  const source = reader.keyText('appPrivateKey');
  if (!source) reader.fail('appPrivateKeyPath', '没有商户 API 私钥');
  const privateKey = reader.privateKey(source, '商户 API 私钥 apiclient_key.pem');

  const certificateText = reader.keyText('appCert');
  const certificate = reader.certificates(certificateText, '商户 API 证书 apiclient_cert.pem')?.[0];
  const certified = certificate && publicKeyOf(certificate);
  if (certificateText && certificate && privateKey && !(certified && isSameKey(certified, privateKey)))
    reader.fail(certificateText.key, '与商户 API 私钥不是一对，应为商户 API 证书 apiclient_cert.pem');

  const stated = reader.text('appCertSerialNo')?.toUpperCase();
  const own = certificate?.serialNumber.toUpperCase();
  if (stated !== undefined && !CERTIFICATE_SERIAL.test(stated)) reader.fail('appCertSerialNo', '必须是证书序列号（十六进制）');
  else if (stated !== undefined && own !== undefined && stated !== own) reader.fail('appCertSerialNo', '与商户 API 证书的序列号不同');
  if (stated === undefined && !certificateText) reader.fail('appCertPath', '没有商户 API 证书（或 appCertSerialNo）');
  return { privateKey, serialNo: stated ?? own, key: source?.key ?? 'appPrivateKey' };
}

interface GatewayKey {
  readonly id: string;
  readonly publicKey: KeyObject;
  readonly key: string;
}

function readGatewayKey(reader: SectionReader, privateKey: KeyObject | undefined): GatewayKey | undefined {
  const source = reader.keyText('wxpayPublicKey');
  const id = reader.text('wxpayPublicKeyId')?.toUpperCase();
  if (id !== undefined && !PUBLIC_KEY_ID.test(id)) reader.fail('wxpayPublicKeyId', '必须形如 PUB_KEY_ID_0000');
  if (source && id === undefined) reader.fail('wxpayPublicKeyId', '配置了公钥就必须配置公钥 ID');
  if (!source) return id === undefined ? undefined : reader.fail('wxpayPublicKeyPath', '配置了公钥 ID 就必须配置公钥');
  const publicKey = reader.publicKey(source, '微信支付公钥 pub_key.pem');
  // 放成自己的公钥，等于谁都能用泄露的商户密钥伪造到账通知。
  if (publicKey && privateKey && isSameKey(publicKey, privateKey))
    return reader.fail(source.key, '放成了商户自己的公钥，应为微信支付公钥 pub_key.pem');
  return publicKey && id !== undefined ? { id, publicKey, key: source.key } : undefined;
}

/** 收钱的是谁：没有 `subMchId` 是直连商户自己。 */
function readOwner({ text, fail }: SectionReader, mchid: string, appid: string): { mchid: string; appid: string; partner?: Partner } {
  const [sub, subAppid] = [text('subMchId'), text('subAppId')];
  if (sub === undefined) {
    if (subAppid !== undefined) fail('subAppId', '配置了特约商户的应用就必须配置 subMchId');
    return { mchid, appid };
  }
  if (!MERCHANT.test(sub)) fail('subMchId', '必须是特约商户号（数字）');
  if (sub === mchid) fail('subMchId', '与服务商自己的商户号相同');
  return { mchid: sub, appid: subAppid ?? appid, partner: { mchid, appid, ...(subAppid === undefined ? {} : { subAppid }) } };
}

/** 读取并检查一节配置；列出所有问题，从不抛出。 */
export function readWxpayCredentials(
  section: Section,
  path: string,
  readFile: (path: string) => string,
): CredentialsResult<WxpayCredentials> {
  const reader = readSection(section, path, readFile);
  const { fail, text } = reader;
  const appid = text('appId') ?? fail('appId', '不能为空');
  const mchid = text('mchId') ?? fail('mchId', '不能为空');
  const v3Key = text('v3Key') ?? '';
  if (!API_V3_KEY.test(v3Key)) fail('v3Key', 'APIv3 密钥必须是 32 个 ASCII 字符');
  if (section['version'] === 2) fail('version', 'v2 密钥不受支持，请改用 APIv3（version: 3）');
  const both = section['platformCertificates'];
  if (both !== undefined && typeof both !== 'boolean') fail('platformCertificates', '必须是布尔值');

  const { privateKey, serialNo, key } = readMerchantKey(reader);
  const gateway = readGatewayKey(reader, privateKey);
  const platformCertificates = both === true || gateway === undefined;
  if (both === false && gateway === undefined) fail('wxpayPublicKeyPath', '关闭了平台证书又没有公钥，无法验签');
  const h5Info = readH5Info(section, reader);
  const secret = text('secret');
  const { partner, ...owner } = readOwner(reader, mchid ?? '', appid ?? '');

  if (reader.problems.length > 0 || !appid || !mchid || !privateKey || !serialNo) return { ok: false, problems: reader.problems };
  const declare = (owner: DeclaredKey['owner'], name: string, own: KeyObject): DeclaredKey => ({
    path: reader.pathOf(name),
    provider: 'wxpay',
    owner,
    fingerprint: fingerprintOf(own),
  });
  return {
    ok: true,
    ...owner,
    expiring: reader.expiring,
    keys: [declare('merchant', key, privateKey), ...(gateway ? [declare('gateway', gateway.key, gateway.publicKey)] : [])],
    credentials: {
      privateKey,
      serialNo,
      apiV3Key: Buffer.from(v3Key, 'utf8'),
      ...(gateway ? { publicKey: { id: gateway.id, key: gateway.publicKey } } : {}),
      platformCertificates,
      ...(partner ? { partner } : {}),
      ...(secret === undefined ? {} : { secret }),
      h5Info,
    },
  };
}
