// issue「体检」：每一种查得出来的事各弄坏一次，说得出是什么、在哪里、怎么办；没有弄坏的时候一件也不说；连不上网是查出来的事，不是崩溃。
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findingOf, type Examined } from '../../common/contract/doctor/doctor';
import { DOCTOR_AREAS, FINDINGS, type FindingKind } from '../../common/contract/doctor/findings';
import { alipaySections } from '../../local/gateways/alipay/account';
import { wxpaySections } from '../../local/gateways/wxpay/account';
import type { DevelopmentKeys } from '../../local/keys';
import { keysAt } from '../keys';
import { createOperationPort, LocalDatabase } from '../../local/unicloud/database';
import { fileChecks } from '../../scripts/doctor/file-checks';
import { exitCodeOf, report } from '../../scripts/doctor/report';
import { ConfigError, loadConfig, type Config } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/config/config';
import { CHECKS, examine } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/doctor/examine';
import type { Kernel } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/kernel';
import { PayError } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/pay-error';
import type { GatewayRequest, GatewayResponse } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import type { ConfigProblem } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/credentials';
import { createProviders } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/registry';
import { openSpace, type Space } from '../stats/space';

const ROOT = join(__dirname, '../..');
const DATABASE = join(ROOT, 'uniCloud-aliyun/database');
const NOW = Date.UTC(2026, 10, 26);
const DAY = 86_400_000;
const CIPHER = `k1:${Buffer.alloc(32, 7).toString('base64')}`;

type Sections = Record<string, Record<string, unknown>>;
let keys: DevelopmentKeys;
beforeAll(async () => {
  keys = await keysAt(NOW - DAY);
}, 60_000);

let space: Space;
const folders: string[] = [];
afterEach(() => {
  space.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'vk-pay-doctor-'));
  folders.push(made);
  return made;
}

/** 一处弄坏。 */
interface Broken {
  readonly uniPay?: (own: { notifyUrl: string; wxpay: Sections; alipay: Sections }) => object;
  readonly vkPay?: object;
  readonly env?: Record<string, string>;
  /** 表与索引的定义 */
  readonly databaseDir?: string;
  readonly rows?: (db: LocalDatabase) => Promise<unknown>;
  readonly http?: (request: GatewayRequest) => Promise<GatewayResponse>;
  readonly root?: string;
  readonly now?: number;
  readonly fault?: Space['fault'];
}

/** 网关答了话，`Date` 是它的钟；别的请求连不上（不是拒绝）。 */
const gateway =
  (date: number) =>
  async ({ url }: GatewayRequest): Promise<GatewayResponse> => {
    if (url.endsWith('/')) return { status: 404, headers: { date: new Date(date).toUTCString() }, body: '' };
    throw new PayError('NETWORK', { outcome: 'unknown' });
  };

/** 除了 `broken` 都是好的。 */
async function examined(broken: Broken = {}): Promise<Examined> {
  const { vkPay = {}, env = {}, http = gateway(NOW), now = NOW } = broken;
  space = openSpace(now, broken.databaseDir ?? DATABASE);
  const own = {
    notifyUrl: 'https://shop.example/pay-notify',
    wxpay: wxpaySections(keys.wxpay, 'publicKey') as Sections,
    alipay: alipaySections(keys.alipay, 'certificate') as Sections,
  };
  const files: Record<string, unknown> = { 'uni-pay': broken.uniPay?.(own) ?? own, 'vk-pay': { base: vkPay } };
  const providers = createProviders({ http, now: () => now, nonce: () => 'n', claim: async () => true });
  let config: Config | undefined;
  let problems: readonly ConfigProblem[];
  try {
    config = loadConfig({
      configCenter: ({ pluginId }) => ({ requireFile: () => files[pluginId] }),
      env: { VK_PAY_ENV: 'production', VK_PAY_ENCRYPTION_KEYS: CIPHER, ...env },
      spaceId: 'mp-1',
      providers,
    });
    problems = config.problems;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    problems = error.problems;
  }
  const db = new LocalDatabase(space.engine, createOperationPort());
  await (
    broken.rows ??
    (async (all) => {
      await all.collection('uni-id-users').add({ _id: 'boss', role: ['pay-admin'] });
      await all.collection('payment_stats').add({ _id: 'cursor', span: 'cursor', minute: 1, update_date: now - 60_000 });
    })
  )(db);
  if (broken.fault) space.fault = broken.fault;
  const kernel = config && ({ ...space.kernel(), config } as Kernel);
  const environment = env['VK_PAY_ENV'] ?? 'production';
  const about = { environment, config, problems, providers, http, now: () => now, kernel };
  return examine(about, fileChecks(broken.root ?? ROOT));
}

const only = (own: { notifyUrl: string; wxpay: Sections; alipay: Sections }, wxpay: Record<string, unknown>): object => ({
  notifyUrl: own.notifyUrl,
  wxpay: { h5: { ...own.wxpay['h5'], ...wxpay } },
});
const onlyAlipay = (own: { notifyUrl: string; alipay: Sections }, patch: Record<string, unknown> = {}): object => ({
  notifyUrl: own.notifyUrl,
  alipay: { h5: { ...own.alipay['h5'], ...patch } },
});

/** 索引定义少一个的数据库。 */
function databaseWithout(collection: string, index: string): string {
  const dir = folder();
  for (const name of readdirSync(DATABASE)) copyFileSync(join(DATABASE, name), join(dir, name));
  const file = join(dir, `${collection}.index.json`);
  const all = jest.requireActual<{ IndexName: string }[]>(file);
  writeFileSync(file, JSON.stringify(all.filter(({ IndexName }) => IndexName !== index)));
  return dir;
}
/** 仓库里要上传的那几个文件，可以改。 */
function rootWith(edit: (write: (file: string, text: string) => void, root: string) => void): string {
  const root = folder();
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  for (const name of readdirSync(DATABASE).filter((file) => file.endsWith('.schema.json'))) write(`uniCloud-aliyun/database/${name}`, '{}');
  write('uniCloud-aliyun/cloudfunctions/monitor/package.json', JSON.stringify(monitor('20 * * * * * *')));
  write('manifest.json', '{}');
  edit(write, root);
  return root;
}
const monitor = (config: string): object => ({ 'cloudfunction-config': { triggers: [{ name: 't', type: 'timer', config }] } });

/** 一种事：怎样弄坏，说的是哪一处。 */
const BROKEN: Readonly<Record<FindingKind, { readonly broken: () => Broken; readonly subject: string; readonly fact?: string }>> = {
  'config-refused': { broken: () => ({ vkPay: { timeout: 1 } }), subject: 'vk-pay.timeout', fact: '不能小于' },
  'config-section': { broken: () => ({ uniPay: (own) => only(own, { mchId: '' }) }), subject: 'uni-pay.wxpay.h5.mchId' },
  'no-account': { broken: () => ({ uniPay: ({ notifyUrl }) => ({ notifyUrl }) }), subject: 'uni-pay' },
  'https-off': { broken: () => ({ vkPay: { requireHTTPS: false } }), subject: 'vk-pay.requireHTTPS' },
  'rate-limit-off': { broken: () => ({ vkPay: { rateLimit: { windowMs: 60_000, max: 0 } } }), subject: 'vk-pay.rateLimit.max' },
  'key-problem': {
    broken: () => ({ uniPay: (own) => only(own, { appCertContent: keys.alipay.app.certificatePem }) }),
    subject: 'uni-pay.wxpay.h5.appCertContent',
    fact: '不是一对',
  },
  'own-key': {
    // 支付宝的应用私钥，当成了微信支付公钥
    broken: () => ({ uniPay: (own) => ({ ...only(own, { wxpayPublicKeyContent: keys.alipay.app.publicKeyPem }), alipay: own.alipay }) }),
    subject: 'uni-pay.wxpay.h5.wxpayPublicKeyContent',
  },
  'certificate-expired': {
    broken: () => ({ now: NOW + 20_000 * DAY, http: gateway(NOW + 20_000 * DAY) }),
    subject: 'uni-pay.alipay.h5.appCertContent',
  },
  'certificate-expiring': { broken: () => soon(), subject: 'uni-pay.alipay.h5.appCertContent', fact: '还有' },
  'encryption-key': {
    broken: () => ({ env: { VK_PAY_ENCRYPTION_KEYS: 'k1:c2hvcnQ=' } }),
    subject: 'VK_PAY_ENCRYPTION_KEYS.0',
    fact: '32 字节',
  },
  'no-encryption-key': { broken: () => ({ env: { VK_PAY_ENCRYPTION_KEYS: '' } }), subject: 'VK_PAY_ENCRYPTION_KEYS' },
  'environment-crossing': { broken: () => ({ vkPay: { alipay: { sandbox: true } } }), subject: 'uni-pay.alipay.h5', fact: '沙箱' },
  'gateway-unreachable': {
    broken: () => ({ http: () => Promise.reject(new PayError('NETWORK', { outcome: 'unknown', detail: 'getaddrinfo ENOTFOUND' })) }),
    subject: 'https://api.mch.weixin.qq.com',
    fact: 'ENOTFOUND',
  },
  'clock-skew': { broken: () => ({ http: gateway(NOW - 400_000) }), subject: 'https://openapi.alipay.com', fact: '比网关快 400 秒' },
  'clock-drift': { broken: () => ({ http: gateway(NOW + 60_000) }), subject: 'https://openapi.alipay.com', fact: '比网关慢 60 秒' },
  'gateway-refuses': {
    broken: () => ({
      uniPay: (own) => only(own, {}),
      http: async ({ url }) =>
        url.endsWith('/')
          ? gateway(NOW)({ url } as GatewayRequest)
          : { status: 401, headers: {}, body: '{"code":"SIGN_ERROR","message":"商户证书序列号有误"}' },
    }),
    subject: 'uni-pay.wxpay.',
    fact: 'SIGN_ERROR',
  },
  'notify-url': {
    broken: () => ({ uniPay: (own) => ({ ...own, notifyUrl: 'https://shop.example/pay-notify?a=1' }) }),
    subject: 'uni-pay.notifyUrl',
  },
  'notify-local': {
    broken: () => ({ uniPay: (own) => ({ ...own, notifyUrl: 'https://192.168.1.5/pay-notify' }) }),
    subject: 'https://192.168.1.5/pay-notify',
  },
  'notify-path': {
    broken: () => ({ uniPay: (own) => ({ ...own, notifyUrl: 'https://shop.example/notify' }) }),
    subject: 'https://shop.example/notify',
  },
  'unique-index-missing': {
    broken: () => ({ databaseDir: databaseWithout('payment_orders', 'uk_out_trade_no') }),
    subject: 'payment_orders.uk_out_trade_no',
  },
  'index-missing': { broken: () => ({}), subject: 'payment_orders.idx_user_id' },
  'index-untried': {
    broken: () => ({
      fault: ({ kind, collection }) => {
        if (kind === 'add' && collection === 'payment_refunds') throw new Error('没有这张表');
      },
    }),
    subject: 'payment_refunds.uk_out_refund_no',
  },
  'index-unseen': { broken: () => ({}), subject: '个不唯一的索引' },
  'schema-missing': {
    broken: () => ({ root: rootWith((_write, root) => rmSync(join(root, 'uniCloud-aliyun/database/payment_refunds.schema.json'))) }),
    subject: 'payment_refunds.schema.json',
  },
  'timer-silent': {
    broken: () => ({
      rows: (db) => db.collection('payment_stats').add({ _id: 'cursor', span: 'cursor', minute: 1, update_date: NOW - 600_000 }),
    }),
    subject: 'monitor',
    fact: '10 分钟',
  },
  'timer-never': { broken: () => ({ rows: async () => undefined }), subject: 'monitor' },
  'timer-undeclared': {
    broken: () => ({
      root: rootWith((write) => write('uniCloud-aliyun/cloudfunctions/monitor/package.json', JSON.stringify(monitor('* * * * * * *')))),
    }),
    subject: 'uniCloud-aliyun/cloudfunctions/monitor/package.json',
  },
  'permission-missing': {
    broken: () => ({
      rows: (db) =>
        db
          .collection('uni-id-permissions')
          .doc('pay-refund')
          .update({ url: ['pay/sys/refund'] }),
    }),
    subject: 'pay-refund',
    fact: 'pay/sys/transfer',
  },
  'role-missing': { broken: () => ({ rows: (db) => db.collection('uni-id-roles').doc('pay-viewer').remove() }), subject: 'pay-viewer' },
  'nobody-staff': { broken: () => ({ rows: async () => undefined }), subject: 'uni-id-users' },
  'test-endpoints': { broken: () => ({ vkPay: { removeTestEndpoints: false } }), subject: 'vk-pay.removeTestEndpoints' },
  'manifest-appid': { broken: () => ({}), subject: 'manifest.json mp-weixin.appid', fact: 'touristappid' },
  'h5-domain': { broken: () => ({}), subject: 'uni-pay.wxpay.mweb' },
  'egress-ip': { broken: () => ({ vkPay: { transfers: { maxFee: 100, dayFee: 1000, personDayFee: 500 } } }), subject: 'vk-pay.transfers' },
  'check-failed': {
    broken: () => ({
      fault: ({ collection }) => {
        if (collection === 'uni-id-roles') throw new Error('数据库断了');
      },
    }),
    subject: 'permissions',
    fact: '数据库断了',
  },
};
/** 应用证书还有二十几天到期的那一刻。 */
function soon(): Broken {
  const { validTo } = new (jest.requireActual<typeof import('node:crypto')>('node:crypto').X509Certificate)(keys.alipay.app.certificatePem);
  const now = Date.parse(validTo) - 20 * DAY;
  return { now, http: gateway(now) };
}
/** 样子就是如此、不算弄坏的：这个仓库的 manifest 是游客的，内置数据库看不见不唯一的索引。 */
const USUAL: readonly FindingKind[] = ['index-unseen', 'h5-domain', 'manifest-appid'];
/** 要换一条路才弄得坏的，在下面单独证明。 */
const ELSEWHERE: readonly FindingKind[] = ['index-missing'];

test('a sound configuration and space say nothing but what is always said', async () => {
  const { findings, checks } = await examined();
  expect([...new Set(findings.map(({ kind }) => kind))].sort()).toEqual([...USUAL].sort());
  expect(checks.filter(({ skipped }) => skipped)).toEqual([]);
  expect(checks.length).toBe(CHECKS.length + fileChecks(ROOT).length);
});

const KINDS = (Object.keys(FINDINGS) as FindingKind[]).filter((kind) => !ELSEWHERE.includes(kind));
test.each(KINDS)('%s is found', async (kind) => {
  const { broken, subject, fact = '' } = BROKEN[kind];
  const { findings } = await examined(broken());
  const found = findings.filter((finding) => finding.kind === kind);
  expect(found.map((finding) => finding.subject).join('\n')).toContain(subject);
  expect(found.map((finding) => finding.fact).join('\n')).toContain(fact);
  expect(found[0]).toEqual({ ...findingOf(kind, found[0]?.subject ?? '', found[0]?.fact), area: found[0]?.area });
});

test('a plain index that is missing is found where indexes can be listed', async () => {
  space = openSpace(NOW, databaseWithout('payment_orders', 'idx_user_id'));
  const list = async (collection: string) => space.engine.indexesOf(collection).map(({ paths, ...rest }) => ({ ...rest, fields: paths }));
  const about = { environment: 'development', config: undefined, problems: [], providers: new Map(), http: undefined, now: () => NOW };
  const { findings } = await examine({ ...about, kernel: undefined, list });
  expect(findings.map(({ kind, subject }) => [kind, subject])).toEqual([['index-missing', 'payment_orders.idx_user_id']]);
});

test('a test endpoint that was built beside the sources is found', async () => {
  const root = rootWith((write) => write('uniCloud-aliyun/cloudfunctions/vk-pay/service/user/pub/loginDemo.js', ''));
  const { findings } = await examined({ root });
  expect(findings.filter(({ kind }) => kind === 'test-endpoints').map(({ subject }) => subject)).toEqual([
    'uniCloud-aliyun/cloudfunctions/vk-pay/service/user/pub/loginDemo.js',
  ]);
});

test('all mistakes of the configuration are in one list, and the other checks say why they were not done', async () => {
  const { findings, checks } = await examined({
    vkPay: { timeout: 1, nonsense: true },
    uniPay: (own) => ({ ...onlyAlipay(own, { appId: '' }), notifyUrl: 'ftp://x' }),
    env: { VK_PAY_ENCRYPTION_KEYS: 'short' },
  });
  expect(findings.filter(({ severity }) => severity === 'error').map(({ subject }) => subject)).toEqual(
    expect.arrayContaining([
      'vk-pay.timeout',
      'vk-pay.nonsense',
      'uni-pay.notifyUrl',
      'uni-pay.alipay.h5.appId',
      'VK_PAY_ENCRYPTION_KEYS.0',
    ]),
  );
  expect(checks.find(({ id }) => id === 'indexes')?.skipped).toContain('配置改好');
});

test('the worst come first, no secret is told, and the exit code follows the severity', async () => {
  const broken = await examined({ vkPay: { removeTestEndpoints: false, requireHTTPS: false } });
  const severities = broken.findings.map(({ severity }) => severity);
  expect(severities).toEqual(
    [...severities].sort((a, b) => ['error', 'warning', 'info'].indexOf(a) - ['error', 'warning', 'info'].indexOf(b)),
  );
  expect(exitCodeOf(broken)).toBe(1);
  const text = JSON.stringify(broken) + report(broken);
  for (const secret of [keys.wxpay.apiV3Key, CIPHER.slice(3), 'PRIVATE KEY']) expect(text).not.toContain(secret);
  expect(exitCodeOf({ ...broken, findings: broken.findings.filter(({ severity }) => severity !== 'error') })).toBe(3);
  expect(exitCodeOf({ ...broken, findings: broken.findings.filter(({ severity }) => severity === 'info') })).toBe(0);
});

test('the page of the terminal says what, why and what to do, area by area', async () => {
  const text = report(await examined({ vkPay: { removeTestEndpoints: false } }));
  const { what, why, todo } = FINDINGS['test-endpoints'];
  for (const words of [what, why, `→ ${todo}`, '定时任务', '处错误']) expect(text).toContain(words);
  expect(DOCTOR_AREAS.length).toBe(new Set(Object.values(FINDINGS).map(({ area }) => area)).size);
});

test('looking writes nothing', async () => {
  await examined();
  expect(space.operations.filter((name) => /^(commit|update|remove|updateAndReturn) /.test(name))).toEqual([]);
  expect(space.rows('payment_orders')).toEqual([]);
});
