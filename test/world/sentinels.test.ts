// 不变量 I12：哨兵自己会不会叫（test/sentinels.ts），以及测试是不是都从有哨兵的门打开整套系统。
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityFor, Logins } from '../../local/gateways/alipay/logins';
import { openLedgerStore } from '../../local/gateways/kit/ledger-store';
import { openidFor, People } from '../../local/gateways/wxpay/people';
import type { DevelopmentKeys } from '../../local/keys';
import type { StackEvent } from '../../local/stack/stack-event';
import { Engine } from '../../local/unicloud/database';
import { keysOfToday } from '../keys';
import { requireNothingLeft } from '../left-behind';
import { createSentinels, SENTINEL_HEADERS } from '../sentinels';

const SETTINGS = {
  servers: { erp: { secrets: ['c2VydmVyLXNlY3JldC1mb3ItdGVzdHM='], services: ['listOrders'] } },
  encryption: { keys: ['k1:ZW5jcnlwdGlvbi1rZXktZm9yLXRlc3Rz'], fields: [] },
  events: { endpoints: { '*': { url: 'https://example.com/hook', secret: 'whsec_c2lnbmluZy1zZWNyZXQ=' } } },
};
let keys: DevelopmentKeys;
beforeAll(async () => {
  keys = await keysOfToday();
});

type CloudEvent = Extract<StackEvent, { source: 'cloud' }>['event'];
const cloud = (event: CloudEvent): StackEvent => ({ at: 0, source: 'cloud', event });
const written = (text: string, collection = 'payment_logs'): StackEvent =>
  cloud({ type: 'written', collection, id: '1', before: null, after: { _id: '1', note: `before ${text} after` } });
const printed = (text: string): StackEvent => cloud({ type: 'console', level: 'log', name: 'vk-pay', text: `x ${text}` });
const answered = (text: string, url = 'pay/kh/queryPayment'): StackEvent =>
  cloud({ type: 'invoke', phase: 'end', name: 'vk-pay', source: 'client', requestId: 'r', url, input: {}, result: { msg: text } });

const said = (items: readonly StackEvent[]): string => {
  const sentinels = createSentinels();
  sentinels.watch(keys, SETTINGS);
  for (const item of items) sentinels.note(item);
  try {
    sentinels.requireNone();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

/** 模拟网关此刻真的发出来的：样子改了，哨兵就认不出，这里先红。 */
function simulated(): [string, string][] {
  const store = openLedgerStore(':memory:');
  const people = new People(store, () => 0, new Map([['wx0000000000000001', { appid: 'wx0000000000000001', secret: 's' }]]));
  const logins = new Logins(store, () => 0);
  const code = logins.issue('2021', 'payer', 'open_id');
  const alipay = logins.grant('2021', { grant_type: 'authorization_code', code });
  const openid = openidFor('wx0000000000000001', 'payer');
  const found: [string, string][] = [
    ['the openid of a login', openid],
    ['a session key', people.openSession('wx0000000000000001', openid)],
    ['an access token', people.token('wx0000000000000001', false).access_token],
    ['a token of a user', `user_${openid.slice(1, 20)}`],
    ['an open_id of Alipay', String(alipay['open_id'])],
    ['a user_id of Alipay', identityFor('2021', 'payer', 'user_id')],
    ['a token of a user of Alipay', String(alipay['access_token'])],
  ];
  store.close();
  return found;
}

const bodyOf = (pem: string): string => pem.replace(/-----[^-]+-----|\s/g, '');
const secrets = (): readonly (readonly [string, string])[] => [
  ['the API key', keys.wxpay.apiV3Key],
  ['a private key of the merchant', keys.alipay.app.privateKeyPem],
  ['its body alone', bodyOf(keys.alipay.app.privateKeyPem)],
  ['a secret of a server', SETTINGS.servers.erp.secrets[0] ?? ''],
  ['a key of the encryption', SETTINGS.encryption.keys[0] ?? ''],
  ['a secret of an endpoint', SETTINGS.events.endpoints['*'].secret],
  ['a header', SENTINEL_HEADERS.authorization],
  ['a cookie', SENTINEL_HEADERS.cookie],
  ['the openid that the gateway told', 'oSIM0123456789abcdef01234567'],
  ['the openid of a payer', 'demo_openid_mp_weixin'],
  ['a login token', 'eyJhbGciOiJIUzI1NiJ9.eyJ1aWQiOiJ4In0.c2lnbmF0dXJl'],
  ['a phone number', '13987654321'],
  ...simulated(),
];

test('every sentinel is seen in a table, in an answer and on the console', () => {
  for (const [name, secret] of secrets())
    for (const item of [written(secret), printed(secret), answered(secret)])
      expect([name, said([item])]).toEqual([name, expect.stringContaining('I12')]);
});

test('also what came before the keys were known; nothing else is taken for a secret', () => {
  const sentinels = createSentinels();
  sentinels.note(printed(keys.wxpay.apiV3Key));
  sentinels.watch(keys, SETTINGS);
  expect(() => sentinels.requireNone()).toThrow('控制台');
  const harmless = ['VPAY20261123000001', '付款成功', 'https://example.com/hook', 'listOrders', '6500', 'k1'];
  expect(said(harmless.flatMap((text) => [written(text), printed(text), answered(text)]))).toBe('');
  // 说话的人自己说过的，答复里可以有；表里还是不行。
  const own = {
    ...answered('13987654321'),
    event: { ...(answered('13987654321') as { event: CloudEvent }).event, input: { tel: '13987654321' } },
  } as StackEvent;
  expect(said([own])).toBe('');
  // 商户自己的云函数可以答给它的：付款人是谁、开放接口的凭据；不能答别的。
  const isItsOwn = ([name]: [string, string]): boolean => !/key|token of/.test(name);
  expect(
    said(
      simulated()
        .filter(isItsOwn)
        .map(([, value]) => answered(value, 'shop/pub/pay')),
    ),
  ).toBe('');
  for (const [name, value] of simulated().filter((one) => !isItsOwn(one)))
    expect([name, said([answered(value, 'shop/pub/pay')])]).toEqual([name, expect.stringContaining('I12')]);
  // 框架自己的表、登录的答复：令牌与 openid 本来就在那里。
  expect(said([written('demo_openid_mp_weixin', 'uni-id-users'), answered('eyJhbGciOiJI.eyJ1aWQiOi.c2ln', 'user/pub/loginDemo')])).toBe('');
});

describe('what a process of its own leaves behind', () => {
  let dataDir: string;
  beforeEach(() => void (dataDir = mkdtempSync(join(tmpdir(), 'vk-pay-left-'))));
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  /** 像 npm start 留下的：密钥、一张表一行。 */
  const leave = (collection: string, note: string): void => {
    writeFileSync(join(dataDir, 'keys.json'), JSON.stringify(keys));
    const engine = new Engine(join(dataDir, 'space.db'), join(__dirname, '../../uniCloud-aliyun/database'), 'NORMAL', () => 0);
    engine.apply([{ collection, id: '1', next: { _id: '1', note }, insert: true }]);
    engine.close();
  };
  const left = (printed = ''): Promise<void> => requireNothingLeft({ printed, dataDir });

  test('a secret that was printed, a row, or a file that nobody knows is told', async () => {
    await expect(left('登录成功 eyJhbGciOiJIUzI1NiJ9.eyJ1aWQiOiJ4In0.c2lnbmF0dXJl')).rejects.toThrow('打印的');
    leave('payment_logs', `x ${keys.wxpay.apiV3Key}`);
    await expect(left()).rejects.toThrow('表 payment_logs');
    rmSync(join(dataDir, 'space.db'));
    writeFileSync(join(dataDir, 'debug.log'), 'paid by demo_openid_mp_weixin');
    await expect(left()).rejects.toThrow('文件 debug.log');
  });

  test('a secret in its own place, and rows of the framework, are not', async () => {
    leave('uni-id-users', 'demo_openid_mp_weixin');
    writeFileSync(join(dataDir, 'token-secret'), 'the-secret-of-the-login-tokens');
    await left('VPAY20261123000001 付款成功');
    await expect(left('the-secret-of-the-login-tokens')).rejects.toThrow('打印的');
  });
});

test('every test opens the whole system with sentinels', () => {
  const root = join(__dirname, '..');
  const opened = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter(
      (file) =>
        file.endsWith('.ts') &&
        /import \{[^}]*\bcreateStack\b[^}]*\} from '[./]+local\/stack\/stack'/.test(readFileSync(join(root, file), 'utf8')),
    );
  expect(opened).toEqual(['watched-stack.ts']);
});
