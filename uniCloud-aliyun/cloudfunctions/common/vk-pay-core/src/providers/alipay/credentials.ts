/**
 * config.js 里 `alipay[platform]` 一节 → 解析好的密钥。键名与 vk-uni-pay 相同，另可填 `sellerId`（收款方 2088 编号）；
 * 第三方应用（服务商）替商户收款时填 `appAuthToken`，密钥与 appId 是第三方应用自己的。
 * 公钥模式与证书模式都核对：自己的与支付宝的各就各位、成对、出自同一套根证书。不存在「不验签」的配置。
 */
import type { KeyObject, X509Certificate } from 'node:crypto';
import { alipay } from '../../../../../../../common/contract/providers/alipay';
import { fingerprintOf, isSameKey, publicKeyOf } from '../kit/keys';
import { readSection, type SectionReader } from '../kit/section';
import type { CredentialsResult } from '../credentials';
import { certificateSn, chainOf, isRoot, rootCertificateSn } from './certificates';

/** 证书模式的三个 SN；公钥模式没有。 */
export interface CertificateSns {
  readonly app: string;
  readonly root: string;
  readonly alipay: string;
}
export interface AlipayCredentials {
  readonly privateKey: KeyObject;
  /** 支付宝公钥（或支付宝证书里的公钥），用来验签 */
  readonly alipayKey: KeyObject;
  readonly certificates?: CertificateSns;
  /** 收款方 2088…；配置了就核对通知里的 seller_id */
  readonly sellerId?: string;
  /** 第三方应用替商户收款时的应用授权令牌 */
  readonly appAuthToken?: string;
}

type Section = Readonly<Record<string, unknown>>;
const CERTIFICATES = ['appCert', 'alipayPublicCert', 'alipayRootCert'] as const;
const APP_CERT = '应用公钥证书 appCertPublicKey_<appid>.crt';
const ALIPAY_CERT = '支付宝公钥证书 alipayCertPublicKey_RSA2.crt';
const ROOT_CERT = '支付宝根证书 alipayRootCert.crt';

/** 网关的一侧：验签用的公钥，写在哪个键里，证书模式还有三个 SN。 */
interface Trust {
  readonly alipayKey: KeyObject;
  readonly key: string;
  readonly certificates?: CertificateSns;
}

function readKeyMode(reader: SectionReader, privateKey: KeyObject | undefined): Trust | undefined {
  const source = reader.keyText('alipayPublicKey');
  // 没有可验签的公钥就不能收钱：宁可不启动。
  if (!source) return reader.fail('alipayPublicKey', '没有验签用的支付宝公钥或证书');
  const alipayKey = reader.publicKey(source, '支付宝公钥（开放平台上「查看支付宝公钥」）');
  if (alipayKey && privateKey && isSameKey(alipayKey, privateKey)) return reader.fail(source.key, '放成了自己的应用公钥，应为支付宝公钥');
  return alipayKey && { alipayKey, key: source.key };
}

interface CertificateFiles {
  readonly app: readonly [X509Certificate, ...X509Certificate[]];
  readonly alipay: readonly [X509Certificate, ...X509Certificate[]];
  readonly root: readonly X509Certificate[];
  /** 各自写在哪个键里 */
  readonly keys: Readonly<Record<'app' | 'alipay' | 'root', string>>;
}

function readFiles(reader: SectionReader): CertificateFiles | undefined {
  for (const name of CERTIFICATES) if (!reader.has(name)) reader.fail(`${name}Path`, '证书模式下三个证书缺一不可');
  const [app, alipayFile, root] = CERTIFICATES.map((name) => reader.keyText(name));
  const read = {
    app: reader.certificates(app, APP_CERT),
    alipay: reader.certificates(alipayFile, ALIPAY_CERT),
    root: reader.certificates(root, ROOT_CERT),
  };
  if (!read.app || !read.alipay || !read.root || !app || !alipayFile || !root) return undefined;
  return {
    app: read.app as CertificateFiles['app'],
    alipay: read.alipay as CertificateFiles['alipay'],
    root: read.root,
    keys: { app: app.key, alipay: alipayFile.key, root: root.key },
  };
}

/** 应用证书配得上私钥；配不上时说出最可能放错了什么。 */
function checkPairs(reader: SectionReader, { app, alipay: alipayFile, keys }: CertificateFiles, privateKey: KeyObject): void {
  const fits = ([certificate]: CertificateFiles['app']): boolean => {
    const key = publicKeyOf(certificate);
    return key !== undefined && isSameKey(key, privateKey);
  };
  if (fits(app) && fits(alipayFile)) reader.fail(keys.alipay, `放成了自己的应用公钥证书，应为${ALIPAY_CERT}`);
  else if (fits(alipayFile)) {
    reader.fail(keys.app, `与支付宝公钥证书放反了，应为${APP_CERT}`);
    reader.fail(keys.alipay, `与应用公钥证书放反了，应为${ALIPAY_CERT}`);
  } else if (!fits(app)) reader.fail(keys.app, `与应用私钥不是一对，应为${APP_CERT}`);
}

/** 三个文件出自同一套：根证书文件里确是根证书，另外两张都由它签下来。 */
function checkChains(reader: SectionReader, { app, alipay: alipayFile, root, keys }: CertificateFiles): void {
  if (!root.every(isRoot)) return reader.fail(keys.root, `里面有不是根证书的，应为${ROOT_CERT}`);
  for (const [key, file, expected] of [
    [keys.app, app, APP_CERT],
    [keys.alipay, alipayFile, ALIPAY_CERT],
  ] as const) {
    const [leaf] = file;
    if (root.some(({ fingerprint256 }) => fingerprint256 === leaf.fingerprint256)) reader.fail(key, `放成了根证书，应为${expected}`);
    else if (chainOf(leaf, file, root) !== 'trusted') reader.fail(key, `不是由 ${keys.root} 里的根证书签发的，应为${expected}`);
  }
}

function readCertificateMode(reader: SectionReader, privateKey: KeyObject | undefined, isSandbox: boolean): Trust | undefined {
  const files = readFiles(reader);
  if (!files) return undefined;
  if (privateKey) checkPairs(reader, files, privateKey);
  // 沙箱的证书由一套测试用的根签发，那套根不在公布的根证书文件里。
  if (!isSandbox) checkChains(reader, files);
  const alipayKey = publicKeyOf(files.alipay[0]);
  if (!alipayKey || alipayKey.asymmetricKeyType !== 'rsa') return reader.fail(files.keys.alipay, `里面不是 RSA 公钥，应为${ALIPAY_CERT}`);
  const root = rootCertificateSn(files.root) ?? reader.fail(files.keys.root, `里面没有 RSA 签名的证书，应为${ROOT_CERT}`);
  if (!root) return undefined;
  return {
    alipayKey,
    key: files.keys.alipay,
    certificates: { app: certificateSn(files.app[0]), root, alipay: certificateSn(files.alipay[0]) },
  };
}

/** 读取并检查一节配置；列出所有问题，从不抛出。 */
export function readAlipayCredentials(
  section: Section,
  path: string,
  readFile: (path: string) => string,
): CredentialsResult<AlipayCredentials> {
  const reader = readSection(section, path, readFile);
  const appid = reader.text('appId') ?? reader.fail('appId', '不能为空');
  const sellerId = reader.text('sellerId');
  if (sellerId && !/^2088\d{12}$/.test(sellerId)) reader.fail('sellerId', '必须是 2088 开头的 16 位数字');

  const appAuthToken = reader.text('appAuthToken');
  if (appAuthToken && !/^[\x21-\x7e]{1,128}$/.test(appAuthToken)) reader.fail('appAuthToken', '不是一个令牌');
  // 同一个第三方应用下的商户，密钥与 app_id 都相同，只有收款方分得出谁是谁。
  if (appAuthToken && !sellerId) reader.fail('sellerId', '替商户收款（appAuthToken）必须写明收款方的 2088 编号');

  const privateText = reader.keyText('privateKey');
  if (!privateText) reader.fail('privateKey', '不能为空');
  const privateKey = reader.privateKey(privateText, '应用私钥');
  const isSandbox = section['sandbox'] === true;
  const wantsCertificates = CERTIFICATES.some((name) => reader.has(name));
  const trust = wantsCertificates ? readCertificateMode(reader, privateKey, isSandbox) : readKeyMode(reader, privateKey);

  if (reader.problems.length > 0 || !appid || !privateKey || !privateText || !trust) return { ok: false, problems: reader.problems };
  const { alipayKey, certificates } = trust;
  return {
    ok: true,
    appid,
    mchid: sellerId ?? '',
    ...(isSandbox ? { gatewayUrl: alipay.sandboxUrl } : {}),
    expiring: reader.expiring,
    keys: [
      { path: reader.pathOf(privateText.key), provider: 'alipay', owner: 'merchant', fingerprint: fingerprintOf(privateKey) },
      { path: reader.pathOf(trust.key), provider: 'alipay', owner: 'gateway', fingerprint: fingerprintOf(alipayKey) },
    ],
    credentials: {
      privateKey,
      alipayKey,
      ...(certificates ? { certificates } : {}),
      ...(sellerId ? { sellerId } : {}),
      ...(appAuthToken ? { appAuthToken } : {}),
    },
  };
}
