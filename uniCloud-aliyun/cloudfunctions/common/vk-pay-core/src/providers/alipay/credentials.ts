/** config.js 里 `alipay[platform]` 一节 → 解析好的密钥。键名与 vk-uni-pay 相同。 */
import type { KeyObject } from 'node:crypto';
import { alipay } from '../../../../../../../common/contract/providers/alipay';
import type { ConfigProblem, CredentialsResult } from '../provider';
import { certificateSn, readFirstCertificate, readPrivateKey, readPublicKey, rootCertificateSn } from './keys';

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
}

type Section = Readonly<Record<string, unknown>>;

/** 读取并检查一节配置；列出所有问题。 */
export function readAlipayCredentials(
  section: Section,
  path: string,
  readFile: (path: string) => string,
): CredentialsResult<AlipayCredentials> {
  const problems: ConfigProblem[] = [];
  const attempt = <T>(key: string, read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      problems.push({
        path: `${path}.${key}`,
        problem: error instanceof Error && /ENOENT|EISDIR|EACCES/.test(error.message) ? '文件读不到' : '格式不正确',
      });
      return undefined;
    }
  };
  const text = (key: string): string | undefined =>
    typeof section[key] === 'string' && section[key] !== '' ? (section[key] as string) : undefined;
  const file = (name: string): string | undefined => {
    const content = text(`${name}Content`);
    const location = text(`${name}Path`);
    return content ?? (location === undefined ? undefined : attempt(`${name}Path`, () => readFile(location)));
  };

  const appid = text('appId');
  if (!appid) problems.push({ path: `${path}.appId`, problem: '不能为空' });
  const sellerId = text('sellerId');
  if (sellerId && !/^2088\d{12}$/.test(sellerId)) problems.push({ path: `${path}.sellerId`, problem: '必须是 2088 开头的 16 位数字' });

  const privateText = text('privateKey');
  if (!privateText) problems.push({ path: `${path}.privateKey`, problem: '不能为空' });
  const privateKey = privateText ? attempt('privateKey', () => readPrivateKey(privateText)) : undefined;

  const appCert = file('appCert');
  const alipayCert = file('alipayPublicCert');
  const rootCert = file('alipayRootCert');
  const publicText = text('alipayPublicKey');
  const wantsCertificates = ['appCert', 'alipayPublicCert', 'alipayRootCert'].some((name) => text(`${name}Path`) ?? text(`${name}Content`));

  let alipayKey: KeyObject | undefined;
  let certificates: CertificateSns | undefined;
  if (wantsCertificates) {
    for (const [name, value] of [
      ['appCert', appCert],
      ['alipayPublicCert', alipayCert],
      ['alipayRootCert', rootCert],
    ] as const) {
      if (value === undefined && !text(`${name}Path`))
        problems.push({ path: `${path}.${name}Path`, problem: '证书模式下三个证书缺一不可' });
    }
    const app = appCert === undefined ? undefined : attempt('appCertPath', () => certificateSn(readFirstCertificate(appCert)));
    const root = rootCert === undefined ? undefined : attempt('alipayRootCertPath', () => rootCertificateSn(rootCert));
    const alipay = alipayCert === undefined ? undefined : attempt('alipayPublicCertPath', () => readFirstCertificate(alipayCert));
    if (app && root && alipay) {
      certificates = { app, root, alipay: certificateSn(alipay) };
      alipayKey = alipay.publicKey;
      if (appCert !== undefined && sameKey(readFirstCertificate(appCert).publicKey, alipayKey)) {
        problems.push({ path: `${path}.alipayPublicCertPath`, problem: '放成了自己的应用证书，应为支付宝公钥证书' });
      }
    }
  } else if (publicText) {
    alipayKey = attempt('alipayPublicKey', () => readPublicKey(publicText));
  } else {
    // 没有可验签的公钥就不能收钱：宁可不启动。
    problems.push({ path: `${path}.alipayPublicKey`, problem: '没有验签用的支付宝公钥或证书' });
  }
  if (problems.length > 0 || !appid || !privateKey || !alipayKey) return { ok: false, problems };
  return {
    ok: true,
    appid,
    mchid: sellerId ?? '',
    ...(section['sandbox'] === true ? { gatewayUrl: alipay.sandboxUrl } : {}),
    credentials: { privateKey, alipayKey, ...(certificates ? { certificates } : {}), ...(sellerId ? { sellerId } : {}) },
  };
}

function sameKey(a: KeyObject, b: KeyObject): boolean {
  return a.export({ format: 'der', type: 'spki' }).equals(b.export({ format: 'der', type: 'spki' }));
}
