// 「Errors out」与不变量 I12：每个服务 × 运行时、网关、数据库的各种毛病，答复只有 code、msg、action、requestId，没有一个字是里面的；
// 日志、错误、告警、控制台里也没有秘密。
import { createHmac } from 'node:crypto';
import { signedText } from '../../common/contract/request-signature';
import { SERVER_SERVICES } from '../../common/contract/servers/server-services';
import { SERVICES } from '../../common/contract/services';
import { bareKey } from '../../local/gateways/alipay/keys';
import type { UniClient } from '../../local/stack/client';
import { openShop, type Shop } from '../flow/harness';

const SECRETS = {
  token: 'Bearer sentinel0123456789abcdef',
  openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
  phone: '13987654321',
  card: '6222021234567890128',
} as const;
const TROUBLES: readonly (readonly [string, string])[] = [
  ['bad JSON', `Expected property name or '}' in JSON at position 1 ${SECRETS.token}`],
  ['deep recursion', `Maximum call stack size exceeded openid=${SECRETS.openid}`],
  ['a path', `ENOENT: no such file or directory, open '/var/task/secret/apiclient_key.pem' tel ${SECRETS.phone}`],
  ['a stack', `Error: x\n    at Object.<anonymous> (/opt/node/index.js:1:2) card ${SECRETS.card}`],
];
const INSIDE =
  /Expected property|call stack|ENOENT|\/var\/|\/opt\/|node_modules|at Object|\.js:|\.ts:|Error:|sentinel0123456789|oUpF8uMuAJO|13987654321|6222021234567890128/;
const TABLES = [
  'payment_orders',
  'payment_refunds',
  'payment_transfers',
  'payment_logs',
  'payment_errors',
  'payment_alerts',
  'payment_reviews',
];

/** 商户的服务器（pay/pub/server）：它能叫的每一个服务都叫一遍。 */
const SERVER_SECRET = Buffer.alloc(32, 7).toString('base64');

let shop: Shop;
let client: UniClient;
let trouble: string | undefined;
let console_: string[] = [];
beforeAll(async () => {
  shop = await openShop({
    settings: {
      rateLimit: { windowMs: 60_000, max: 0 },
      servers: { erp: { secrets: [SERVER_SECRET], services: [...SERVER_SERVICES] } },
    },
    runtime: {
      databaseFault({ collection }) {
        if (trouble !== undefined && String(collection).startsWith('payment_') && collection !== 'payment_errors') throw new Error(trouble);
      },
    },
    onEvent: (item) => {
      if (item.source === 'cloud' && item.event.type === 'console') console_.push(item.event.text);
    },
  });
  client = await shop.login('demo-admin');
});
afterEach(() => {
  trouble = undefined;
});
afterAll(() => shop.close());

const services = Object.values(SERVICES).filter((service) => service !== SERVICES.server);
/** 每个服务都往里走得了几步的入参。 */
const LIKELY = {
  provider: 'wxpay',
  data: { type: 'goods', custom: { goods_id: 'mug', quantity: 1 } },
  out_trade_no: 'ERRORSOUT01',
  out_refund_no: 'ERRORSOUT02',
  out_bill_no: 'ERRORSOUT03',
  request_no: 'ERRORSOUT04',
  reason: '核对过',
};

type Answer = Record<string, unknown>;
async function post(body: unknown): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${shop.url}/vk-pay/pay/pub/server`, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await response.json()) as Answer;
}
let nonces = 0;
/** 签得对的一次：门口放行，里面才出毛病。 */
function fromServer(service: string, data: object): Promise<Answer> {
  const timestamp = shop.now();
  const nonce = `errors-out-nonce-${(nonces += 1)}`;
  const text = signedText({ service, data, timestamp, nonce, user: '' });
  const sign = createHmac('sha256', Buffer.from(SERVER_SECRET, 'base64')).update(text).digest('hex');
  return post({ app_key: 'erp', service, data, request_signature: { timestamp, nonce, sign } });
}

function expectClean(service: string, answer: Record<string, unknown>): void {
  if (answer['code'] === 0) return;
  expect([service, Object.keys(answer).sort()]).toEqual([service, ['action', 'code', 'msg', 'requestId']]);
  expect([service, answer['code']]).toEqual([service, expect.any(Number)]);
  expect([service, String(answer['requestId'])]).toEqual([service, expect.stringMatching(/.{8,}/)]);
  expect([service, INSIDE.exec(JSON.stringify(answer))?.[0]]).toEqual([service, undefined]);
}
function expectNothingKept(): void {
  const places = [...TABLES.flatMap((name) => shop.rows(name).map((row) => `${name} ${JSON.stringify(row)}`)), ...console_];
  for (const text of places)
    for (const secret of [
      ...Object.values(SECRETS),
      'sentinel0123456789',
      shop.keys.wxpay.apiV3Key,
      bareKey(shop.keys.alipay.app.privateKeyPem).slice(60, 120),
    ])
      // 哪里漏的一眼看得出
      expect(text.includes(secret) ? `${secret} 在 ${text}` : '').toBe('');
}

test.each(TROUBLES)('%s inside: every service says only what the catalogue says', async (_name, text) => {
  console_ = [];
  for (const service of services) {
    trouble = text;
    const answer = await client.callService(service, LIKELY);
    trouble = undefined;
    expectClean(service, answer);
  }
  for (const service of SERVER_SERVICES) {
    trouble = text;
    const answer = await fromServer(service, LIKELY);
    trouble = undefined;
    expectClean(`server ${service}`, answer);
  }
  await shop.runMonitor();
  expectNothingKept();
});

test.each([
  ['text that is no JSON', '{"a":'],
  ['a list', [{}]],
  ['a number', 7],
  ['nothing', null],
  ['deep', JSON.parse(`${'{"a":'.repeat(300)}1${'}'.repeat(300)}`) as unknown],
])('%s as input: every service refuses or answers in the same form', async (_name, data) => {
  for (const service of services) expectClean(service, await client.callService(service, data));
  // 商户的服务器：整个请求就是它，或签好了名而资料是它。
  expectClean('server', await post(data));
  for (const service of SERVER_SERVICES) expectClean(`server ${service}`, await fromServer(service, data as object));
});

test.each(['wxpay', 'alipay'] as const)('%s: what the gateway writes reaches neither the answer nor a row in clear', async (provider) => {
  console_ = [];
  const { out_trade_no } = await shop.createGoods({ provider });
  for (const operation of ['create', 'query', 'close', 'refund', 'queryRefund'] as const) {
    if (provider === 'wxpay') shop.wxpay.faults.add({ operation, fault: { kind: 'error', code: 'SYSTEM_ERROR' }, times: 1 });
    else shop.alipay.faults.add({ operation, fault: { kind: 'error', subCode: 'ACQ.SYSTEM_ERROR' }, times: 1 });
    expectClean('create', await shop.createGoods({ provider }));
    expectClean('query', await client.callService(SERVICES.reviewPayment, { out_trade_no }));
    expectClean('refund', await client.callService(SERVICES.refund, { out_trade_no, refund_desc: `tel ${SECRETS.phone}` }));
    shop[provider].faults.clear();
  }
  await shop.runMonitor();
  expectNothingKept();
});
