/** 只看配置就知道的：写错的一次全列出来，密钥与证书，环境与网关，通知地址。 */
import { DAY_MS } from '../kernel/clock';
import { isPublicAddress } from '../kernel/public-address';
import type { ConfigProblem } from '../providers/credentials';
import { oncePerCertificate } from '../providers/expiring';
import type { Config } from '../config/config';
import type { Check, Examination, Found } from './examination';

/** 一节里装密钥与证书的键：给内容或给路径的，与只是一个值的。 */
const KEY_FILES = ['appPrivateKey', 'privateKey', 'appCert', 'wxpayPublicKey', 'alipayPublicKey', 'alipayPublicCert', 'alipayRootCert'];
const KEY_VALUES = ['appCertSerialNo', 'wxpayPublicKeyId', 'v3Key', 'appKey', 'sandboxAppKey', 'encodingAESKey'];
const KEY_NAMES = new RegExp(`\\.(?:(?:${KEY_FILES.join('|')})(?:Content|Path)?|${KEY_VALUES.join('|')})$`);

const KINDS: readonly (readonly [(problem: ConfigProblem, loaded: boolean) => boolean, Found['kind']])[] = [
  [({ about }) => about === 'crossing', 'environment-crossing'],
  [({ about }) => about === 'own-key', 'own-key'],
  [({ path }) => path.startsWith('uni-pay.notifyUrl'), 'notify-url'],
  [({ path }) => /^(?:VK_PAY_ENCRYPTION_KEYS|vk-pay\.encryption\.keys)/.test(path), 'encryption-key'],
  [({ path }) => KEY_NAMES.test(path), 'key-problem'],
  [({ path }) => /^uni-pay\.[\w-]+\.[\w-]+/.test(path), 'config-section'],
  // 读得出来却还有话说的：留存要加密的密钥
  [(_problem, loaded) => loaded, 'no-encryption-key'],
  [() => true, 'config-refused'],
];

const kindOf = (problem: ConfigProblem, loaded: boolean): Found['kind'] =>
  KINDS.find(([fits]) => fits(problem, loaded))?.[1] ?? 'config-refused';

function problems({ problems: all, config }: Examination): Found[] {
  return all.map((problem) => ({ kind: kindOf(problem, config !== undefined), subject: problem.path, fact: problem.problem }));
}

const configured = (about: Examination): Config => about.config as Config;

async function certificates(about: Examination): Promise<Found[]> {
  const all = [...configured(about).expiring];
  const asked = new Set<string>();
  for (const account of about.http ? configured(about).accounts() : []) {
    const newest = about.providers.get(account.provider)?.newestCertificate;
    if (!newest || asked.has(account.mchid)) continue;
    asked.add(account.mchid);
    // 问不到的由「网关」那几项说
    const found = await newest(account).catch(() => undefined);
    if (found) all.push(found);
  }
  return oncePerCertificate(all).flatMap(({ path, title, serial, expireAt }): Found[] => {
    const days = Math.floor((expireAt - about.now()) / DAY_MS);
    const fact = `${title}（序列号 ${serial}）${new Date(expireAt).toISOString().slice(0, 10)} 到期`;
    if (days < 0) return [{ kind: 'certificate-expired', subject: path, fact }];
    return days < 30 ? [{ kind: 'certificate-expiring', subject: path, fact: `${fact}，还有 ${days} 天` }] : [];
  });
}

const isLocalHost = (host: string): boolean =>
  /^[\d.]+$|:/.test(host)
    ? !isPublicAddress(host.replace(/^\[|\]$/g, ''))
    : !host.includes('.') || /\.(?:localhost|local|internal|test)$/.test(host);

function notifyUrls(about: Examination): Found[] {
  // 每个端的地址只差最后两段，说一次就够
  const bases = new Set(
    configured(about)
      .accounts()
      .map(({ notifyUrl, provider, platform }) => notifyUrl.slice(0, -`/${provider}/${platform}`.length)),
  );
  return [...bases].flatMap((base): Found[] => {
    const { hostname, pathname } = new URL(base);
    return [
      ...(about.environment === 'production' && isLocalHost(hostname) ? [{ kind: 'notify-local' as const, subject: base }] : []),
      ...(/\/pay-notify$/.test(pathname) ? [] : [{ kind: 'notify-path' as const, subject: base }]),
    ];
  });
}

/** 网页里的微信支付：手机浏览器与公众号。 */
const NEEDS_DOMAIN: readonly string[] = ['mweb', 'h5-weixin'];

function hints(about: Examination): Found[] {
  const { settings, accounts, cipher } = configured(about);
  const production = about.environment === 'production';
  const web = accounts().filter(({ provider, platform }) => provider === 'wxpay' && NEEDS_DOMAIN.includes(platform));
  const found: (Found | false)[] = [
    production && !settings.requireHTTPS && { kind: 'https-off', subject: 'vk-pay.requireHTTPS' },
    production && settings.rateLimit.max === 0 && { kind: 'rate-limit-off', subject: 'vk-pay.rateLimit.max' },
    production && !settings.removeTestEndpoints && { kind: 'test-endpoints', subject: 'vk-pay.removeTestEndpoints' },
    !cipher && !settings.keepNotifies && { kind: 'no-encryption-key', subject: 'VK_PAY_ENCRYPTION_KEYS' },
    web.length > 0 && { kind: 'h5-domain', subject: web.map(({ provider, platform }) => `uni-pay.${provider}.${platform}`).join('、') },
    settings.transfers !== undefined && { kind: 'egress-ip', subject: 'vk-pay.transfers' },
  ];
  return found.filter((one): one is Found => one !== false);
}

export const CONFIG_CHECKS: readonly Check[] = [
  { id: 'config', area: 'config', run: problems },
  {
    id: 'accounts',
    area: 'config',
    needs: 'config',
    run: (about) =>
      configured(about).accounts().length > 0 || about.problems.length > 0 ? [] : [{ kind: 'no-account', subject: 'uni-pay' }],
  },
  { id: 'certificates', area: 'keys', needs: 'config', run: certificates },
  { id: 'notify', area: 'notify', needs: 'config', run: notifyUrls },
  { id: 'settings', area: 'release', needs: 'config', run: hints },
];
