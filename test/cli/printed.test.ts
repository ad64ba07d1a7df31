// 不变量 I12：npm run demo、doctor、reconcile 作为真正的进程，打印的每一个字、留下的每一个文件里，没有种在配置与输入里的秘密与个人资料。
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wxpaySections } from '../../local/gateways/wxpay/account';
import { alipaySections } from '../../local/gateways/alipay/account';
import type { DevelopmentKeys } from '../../local/keys';
import { keysOfToday } from '../keys';
import { createSentinels, type Sentinels } from '../sentinels';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'vk-pay-printed-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
  readonly printed: string;
  readonly code: number | null;
}
/** 临时文件也写在 folder 里：留下的才看得见。 */
async function run(args: readonly string[], whileRunning: () => void = () => undefined): Promise<Ran> {
  mkdirSync(join(folder, 'tmp'), { recursive: true });
  const child = spawn(process.execPath, [join(__dirname, '../../scripts/run.cjs'), ...args], {
    env: { ...process.env, NO_COLOR: '1', TMPDIR: join(folder, 'tmp') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part: string) => void (printed += part));
  const watching = setInterval(whileRunning, 20);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(watching);
  return { printed, code };
}

/** 进程自己留在临时文件夹里的；tsx 的编译缓存是代码。 */
function filesLeft(): string[] {
  return readdirSync(join(folder, 'tmp'), { recursive: true, encoding: 'utf8' }).filter(
    (name) => !/^(?:tsx-|node-compile-cache)/.test(name),
  );
}
function requireNone(sentinels: Sentinels, { printed }: Ran): void {
  sentinels.examine('打印的', printed);
  expect(filesLeft()).toEqual([]);
  sentinels.requireNone();
}

describe.each(['wxpay', 'alipay'])('npm run demo, %s', (provider) => {
  test.each([['for people', []] as const, ['as JSON', ['--json']] as const])(
    '%s: no key, token or payer',
    async (_how, more) => {
      // 这次的密钥在跑完时就删了：趁它在的时候读
      let keys: DevelopmentKeys | undefined;
      const file = (): string | undefined => {
        const [made] = readdirSync(join(folder, 'tmp')).filter((name) => name.startsWith('vk-pay-demo-'));
        return made === undefined ? undefined : join(folder, 'tmp', made);
      };
      let token = '';
      const ran = await run(['demo', '--provider', provider, ...more], () => {
        const dataDir = file();
        if (dataDir === undefined) return;
        try {
          keys ??= JSON.parse(readFileSync(join(dataDir, 'keys.json'), 'utf8')) as DevelopmentKeys;
          token = token || readFileSync(join(dataDir, 'token-secret'), 'utf8').trim();
        } catch {
          // 还没有写完
        }
      });
      expect(ran).toMatchObject({ code: 0, printed: expect.stringContaining('SUCCESS') });
      expect([keys !== undefined, token.length > 20]).toEqual([true, true]);
      const sentinels = createSentinels();
      sentinels.watch(keys as DevelopmentKeys, { token });
      requireNone(sentinels, ran);
    },
    180_000,
  );
});

/** 种在配置里每一个写得了秘密的地方：写对的，与写错的（太短、放错了、多出来的）。 */
const PLANTED = 'PLANTED';
const planted = (what: string): string => `${PLANTED}${what}0000000000000000000000000000000000`.slice(0, 32);
const VK_PAY = {
  servers: { erp: { secrets: [planted('server'), 'PLANTEDshort'], services: ['listOrders'] } },
  encryption: { keys: [`k1:${planted('cipher')}`, planted('withoutId')], fields: [] },
  events: { endpoints: { '*': { url: `https://u:${planted('account')}@shop.example/?t=${planted('query')}`, secret: planted('hook') } } },
  alerts: { channels: [{ type: 'dingtalk', url: `http://10.0.0.1/robot?access_token=${planted('robot')}`, secret: planted('robotkey') }] },
  apiV3Key: planted('stranger'),
  requireHTTPS: planted('flag'),
  rateLimit: { windowMs: planted('number'), max: 1 },
  ipWhitelist: [planted('address')],
};
const wrongKeys = {
  appId: 'wx0000000000000001',
  mchId: planted('mchid'),
  secret: planted('secret'),
  v3Key: planted('v3key').slice(1),
  appPrivateKeyContent: `-----BEGIN PRIVATE KEY-----\n${planted('pem')}\n-----END PRIVATE KEY-----`,
  appCertContent: planted('cert'),
  wxpayPublicKeyContent: planted('public'),
  wxpayPublicKeyId: planted('publicid'),
};
const asModule = (value: unknown): string => `module.exports = ${JSON.stringify(value)};\n`;
function center(files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, 'center', name, '..'), { recursive: true });
    writeFileSync(join(folder, 'center', name), text);
  }
  return join(folder, 'center');
}
const MODES = [['for people', []] as const, ['as JSON', ['--json']] as const];

describe('npm run doctor', () => {
  test.each(MODES)(
    '%s: a configuration that is right shows none of its secrets',
    async (_how, more) => {
      const keys = await keysOfToday();
      const uniPay = {
        notifyUrl: { default: 'https://shop.example/pay-notify' },
        wxpay: wxpaySections(keys.wxpay, 'publicKey'),
        alipay: alipaySections(keys.alipay, 'certificate'),
      };
      const settings = { servers: { erp: { secrets: [Buffer.alloc(32, 5).toString('base64')], services: ['listOrders'] } } };
      const dir = center({ 'uni-pay/config.js': asModule(uniPay), 'vk-pay/config.js': asModule({ base: settings }) });
      const ran = await run(['doctor', '--env', 'production', '--config', dir, '--offline', ...more]);
      const sentinels = createSentinels();
      sentinels.watch(keys, settings);
      requireNone(sentinels, ran);
    },
    60_000,
  );

  test.each(MODES)(
    '%s: a configuration that is wrong everywhere is told by path, never by value',
    async (_how, more) => {
      const uniPay = {
        notifyUrl: { default: 'https://shop.example/pay-notify' },
        wxpay: { 'mp-weixin': wrongKeys },
        alipay: { 'mp-alipay': { appId: planted('app'), privateKey: planted('private'), alipayPublicKey: planted('alipay') } },
      };
      const dir = center({ 'uni-pay/config.js': asModule(uniPay), 'vk-pay/config.js': asModule({ base: VK_PAY }) });
      const ran = await run(['doctor', '--env', 'production', '--config', dir, '--offline', ...more]);
      expect(ran.code).toBe(1);
      expect(ran.printed).toContain('vk-pay.servers.erp.secrets.1');
      expect(ran.printed).toContain('appPrivateKeyContent');
      expect(ran.printed).not.toContain(PLANTED);
      expect(filesLeft()).toEqual([]);
    },
    60_000,
  );

  test.each(MODES)(
    '%s: a file of secrets that is no JSON is not quoted',
    async (_how, more) => {
      const broken = `{ "secret": "${planted('in-a-file')}" oops "${planted('after')}" }`;
      const dir = center({
        'uni-pay/config.js': `module.exports = JSON.parse(${JSON.stringify(broken)});\n`,
        'vk-pay/config.js': `module.exports = JSON.parse(${JSON.stringify(planted('first'))});\n`,
      });
      const ran = await run(['doctor', '--env', 'production', '--config', dir, '--offline', ...more]);
      expect(ran.code).toBe(1);
      expect(ran.printed).toContain('读不出来');
      expect(ran.printed).not.toMatch(/PLANTED|0000000000/);
    },
    60_000,
  );
});

describe('npm run reconcile', () => {
  const OPENID = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6';
  const PHONE = '13987654321';
  const CARD = '6222021234567890128';
  const HEAD =
    '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
  const cells = (number: string, fee = '50.00', state = 'SUCCESS'): string =>
    [
      '2026-11-20 12:00:00',
      'wx1',
      '1900000001',
      '0',
      '',
      `42000${number}`,
      number,
      OPENID,
      'NATIVE',
      state,
      'OTHERS',
      'CNY',
      fee,
      '0.00',
      '0',
      '0',
      '0.00',
      '0.00',
      '',
      '',
      `${PHONE} 的杯子`,
      CARD,
      '0.30000',
      '0.60%',
      '50.00',
      '0.00',
      PHONE,
    ]
      .map((cell) => `\`${cell}`)
      .join(',');
  const BILL = [
    HEAD,
    cells('VPFLOW0001'),
    cells('VPFLOW0001'),
    cells('VPFLOW0002', `五十 ${OPENID} ${PHONE}`),
    cells('VPFLOW0003', '50.00', OPENID),
    `\`2026-11-20 12:00:00,\`${OPENID},\`${PHONE}`,
    '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额',
    '`4,`200.00,`0.00,`0.00,`1.20000,`200.00,`0.00',
  ];
  const ORDERS = {
    orders: [
      {
        out_trade_no: 'VPFLOW0001',
        transaction_id: '42000VPFLOW0001',
        total_fee: 4000,
        paid_fee: 4000,
        status: 'SUCCESS',
        pay_date: Date.UTC(2026, 10, 20, 4),
        openid: OPENID,
        subject: PHONE,
        custom: { user_info: PHONE },
      },
    ],
    refunds: [],
  };
  const EXPORTS: readonly (readonly [string, string | undefined, RegExp])[] = [
    ['without orders', undefined, /读不懂|brokenLines/],
    ['orders that differ', JSON.stringify(ORDERS), /¥40\.00/],
    ['orders that are no JSON at their start', `${OPENID} ${PHONE} {`, /读不了/],
    ['orders that are no JSON in the middle', `{"openid":"${OPENID}" x"${PHONE}"}`, /读不了/],
    [
      'orders whose sums are none',
      JSON.stringify({ orders: [{ ...ORDERS.orders[0], total_fee: OPENID, paid_fee: PHONE }], refunds: [] }),
      /整数分/,
    ],
  ];
  test.each(EXPORTS.flatMap(([name, orders, says]) => MODES.map(([how, more]) => [name, how, orders, says, more] as const)))(
    '%s, %s: no payer, phone or card of the files',
    async (_name, _how, orders, says, more) => {
      writeFileSync(join(folder, 'bill.csv'), BILL.join('\r\n'));
      if (orders !== undefined) writeFileSync(join(folder, 'orders.json'), orders);
      const given = orders === undefined ? [] : ['--orders', join(folder, 'orders.json')];
      const ran = await run(['reconcile', '--file', join(folder, 'bill.csv'), '--provider', 'wxpay', ...given, ...more]);
      expect(ran.printed).toMatch(says);
      const sentinels = createSentinels();
      sentinels.watch(await keysOfToday(), {});
      requireNone(sentinels, ran);
      for (const part of [OPENID.slice(0, 8), PHONE.slice(0, 8)]) expect(ran.printed).not.toContain(part);
    },
    60_000,
  );
});
