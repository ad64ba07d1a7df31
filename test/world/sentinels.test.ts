// 不变量 I12：哨兵自己会不会叫（test/sentinels.ts），以及测试是不是都从有哨兵的门打开整套系统。
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DevelopmentKeys } from '../../local/keys';
import { keysOfToday } from '../keys';
import type { StackEvent } from '../../local/stack/stack-event';
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
  // 框架自己的表、登录的答复：令牌与 openid 本来就在那里。
  expect(said([written('demo_openid_mp_weixin', 'uni-id-users'), answered('eyJhbGciOiJI.eyJ1aWQiOi.c2ln', 'user/pub/loginDemo')])).toBe('');
});

/** 子进程与仓库副本里的：父进程看不到它们的控制台，或没有这个文件夹。 */
const UNWATCHED = ['flow/kill-child.ts', 'projects/toypay-walk.ts', 'world/kills/child.ts', 'watched-stack.ts'];
test('every test opens the whole system with sentinels', () => {
  const root = join(__dirname, '..');
  const opened = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter(
      (file) =>
        file.endsWith('.ts') &&
        /import \{[^}]*\bcreateStack\b[^}]*\} from '[./]+local\/stack\/stack'/.test(readFileSync(join(root, file), 'utf8')),
    );
  expect(opened.sort()).toEqual([...UNWATCHED].sort());
});
