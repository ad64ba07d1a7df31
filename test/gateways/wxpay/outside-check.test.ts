// 从外部核对模拟网关：wechatpay-axios-plugin 的请求被它接受，它的应答与回调被插件的验签与解密接受。
import { createServer } from 'node:net';
import { serve, type ServerType } from '@hono/node-server';
import type { DevelopmentKeys } from '../../../local/keys';
import { START, keysAt, keysOfToday } from '../../keys';
import { createWxpayGateway, type WxpayGateway } from '../../../local/gateways/wxpay';

// eslint-disable-next-line @typescript-eslint/no-require-imports
const { Wechatpay, Rsa, Aes, Formatter } = require('wechatpay-axios-plugin') as Plugin;

interface Plugin {
  readonly Wechatpay: new (options: object) => {
    readonly v3: { pay: { transactions: { native: Chain; outTradeNo: Record<string, Chain> } }; refund: { domestic: { refunds: Chain } } };
  };
  readonly Rsa: { from(pem: string, kind: string): unknown; verify(message: string, signature: string, key: unknown): boolean };
  readonly Aes: { AesGcm: { decrypt(ciphertext: string, key: string, nonce: string, aad: string): string } };
  readonly Formatter: { joinedByLineFeed(...parts: (string | number)[]): string };
}
interface Chain {
  post(body: object): Promise<{ status: number; data: Record<string, string> }>;
  get(options: object): Promise<{ status: number; data: Record<string, unknown> }>;
}

let keys: DevelopmentKeys;
let gateway: WxpayGateway;
let server: ServerType;
let base: string;
let callbacks: { headers: Record<string, string>; body: string }[];

async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

beforeAll(async () => {
  keys = await keysOfToday();
  const { wxpay } = keys;
  const port = await freePort();
  base = `http://localhost:${port}`;
  callbacks = [];
  gateway = createWxpayGateway({
    dataFile: ':memory:',
    publicBaseUrl: base,
    merchants: [
      {
        mchid: wxpay.mchid,
        appids: Object.values(wxpay.appids),
        apiV3Key: wxpay.apiV3Key,
        serialNo: wxpay.merchant.serialNo,
        certificatePem: wxpay.merchant.certificatePem,
        mode: 'publicKey',
      },
    ],
    platformKeys: wxpay.platform,
    deliver: async ({ headers, body }) => {
      callbacks.push({ headers: headers as Record<string, string>, body });
      return { status: 200, body: '' };
    },
  });
  server = serve({ fetch: gateway.app.fetch, port });
});
afterAll(async () => {
  server.close();
  await gateway.close();
});

function plugin(): InstanceType<Plugin['Wechatpay']> {
  const { wxpay } = keys;
  const [publicKey] = wxpay.platform.publicKeys;
  return new Wechatpay({
    mchid: wxpay.mchid,
    serial: wxpay.merchant.serialNo,
    privateKey: wxpay.merchant.privateKeyPem,
    certs: { [publicKey!.id]: publicKey!.publicKeyPem },
    baseURL: `${base}/`,
  });
}

test('the plugin signs an order, the simulator accepts it, and the plugin verifies the signed answer', async () => {
  const { wxpay } = keys;
  const { status, data } = await plugin().v3.pay.transactions.native.post({
    appid: wxpay.appids.h5,
    mchid: wxpay.mchid,
    description: '外部核对',
    out_trade_no: 'OUTSIDE0001',
    notify_url: 'https://merchant.example/notify',
    amount: { total: 100, currency: 'CNY' },
  });
  expect([status, data['code_url']]).toEqual([200, expect.stringMatching(/^weixin:\/\/wxpay\/bizpayurl/)]);
  expect(gateway.ledger.order('OUTSIDE0001')).toMatchObject({ state: 'NOTPAY', total: 100 });
});

test('an order signed with another key is refused', async () => {
  const other = await keysAt(START, 'second');
  const { wxpay } = keys;
  const [publicKey] = wxpay.platform.publicKeys;
  const stranger = new Wechatpay({
    mchid: wxpay.mchid,
    serial: wxpay.merchant.serialNo,
    privateKey: other.wxpay.merchant.privateKeyPem,
    certs: { [publicKey!.id]: publicKey!.publicKeyPem },
    baseURL: `${base}/`,
  });
  await expect(
    stranger.v3.pay.transactions.native.post({
      appid: wxpay.appids.h5,
      mchid: wxpay.mchid,
      description: 'x',
      out_trade_no: 'OUTSIDE0002',
      notify_url: 'https://merchant.example/notify',
      amount: { total: 1 },
    }),
  ).rejects.toMatchObject({ response: { status: 401, data: { code: 'SIGN_ERROR' } } });
});

test('the callback of the simulator verifies and decrypts with the plugin', async () => {
  const { wxpay } = keys;
  gateway.pay('OUTSIDE0001');
  await gateway.deliverDue();
  const { headers, body } = callbacks.at(-1)!;
  const [publicKey] = wxpay.platform.publicKeys;
  expect(headers['Wechatpay-Serial']).toBe(publicKey!.id);
  const message = Formatter.joinedByLineFeed(headers['Wechatpay-Timestamp']!, headers['Wechatpay-Nonce']!, body);
  expect(Rsa.verify(message, headers['Wechatpay-Signature']!, publicKey!.publicKeyPem)).toBe(true);
  const { resource } = JSON.parse(body) as { resource: { ciphertext: string; nonce: string; associated_data: string } };
  expect(JSON.parse(Aes.AesGcm.decrypt(resource.ciphertext, wxpay.apiV3Key, resource.nonce, resource.associated_data))).toMatchObject({
    out_trade_no: 'OUTSIDE0001',
    trade_state: 'SUCCESS',
    amount: { total: 100 },
  });
});
