/** 模拟网关测试的台架：虚拟时钟、测试自己的签名与验签（不借用网关的代码）、记下每次回调。 */
import { createDecipheriv, createPublicKey, randomBytes, sign, verify, X509Certificate } from 'node:crypto';
import {
  createWxpayGateway,
  type GatewayEvent,
  type KeyMode,
  type WxpayGateway,
  type WxpayGatewayOptions,
  type WxpayMerchant,
} from '../../../local/gateways/wxpay';
import type { DevelopmentKeys } from '../../../local/keys';
import { START, testKeys } from '../../keys';

export { START, testKeys };
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const HOST = 'http://localhost:9099';
const NOTIFY_URL = 'https://merchant.example/pay-notify';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly text: string;
  readonly json: Record<string, unknown>;
  /** 五个头齐全且签名与正文相符 */
  readonly verified: boolean;
  /** Request-ID 末段的内部错误号 */
  readonly suffix: number;
}
export interface Callback {
  readonly at: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly verified: boolean;
  /** 验签或解密不成时为 undefined */
  readonly plaintext: Record<string, unknown> | undefined;
}
export interface CallOptions {
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** 改写 Authorization 的各项 */
  readonly items?: Readonly<Record<string, string>>;
  /** 用这个正文签名，而不是发出的正文 */
  readonly signedBody?: string;
  readonly schema?: string;
}

export interface Workbench {
  readonly gateway: WxpayGateway;
  readonly keys: DevelopmentKeys;
  readonly events: GatewayEvent[];
  readonly callbacks: Callback[];
  now(): number;
  tick(ms: number): void;
  /** 请求怎么送到网关；缺省为进程内 */
  send: (request: Request) => Promise<Response>;
  /** 接收方怎么回答；抛出表示连不上或超时 */
  receiver: (callback: Callback) => number | { readonly status: number; readonly body: string };
  call(method: 'GET' | 'POST', target: string, body?: unknown, options?: CallOptions): Promise<Answer>;
  /** 不签名地打开模拟页面与控制接口 */
  open(path: string, init?: RequestInit): Promise<Response>;
  order(product: 'native' | 'jsapi' | 'app' | 'h5', changes?: Record<string, unknown>): Record<string, unknown>;
  create(product: 'native' | 'jsapi' | 'app' | 'h5', changes?: Record<string, unknown>): Promise<Answer>;
  query(outTradeNo: string): Promise<Answer>;
  close(outTradeNo: string): Promise<Answer>;
  refund(changes: Record<string, unknown>): Promise<Answer>;
  /** 像接收方那样核对一个手工组成的回调，记进 callbacks */
  inspect(request: { url: string; headers: Readonly<Record<string, string>>; body: string }): Callback;
  /** 用同一个账本文件重新启动网关 */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

function verifyKeys(wxpay: DevelopmentKeys['wxpay']): Map<string, ReturnType<typeof createPublicKey>> {
  const certificates = wxpay.platform.certificates.map(
    ({ serialNo, certificatePem }) => [serialNo, new X509Certificate(certificatePem).publicKey] as const,
  );
  return new Map([
    ...certificates,
    ...wxpay.platform.publicKeys.map(({ id, publicKeyPem }) => [id, createPublicKey(publicKeyPem)] as const),
  ]);
}

/** 解开 AEAD_AES_256_GCM；标签不符时抛出。 */
export function unseal(sealed: { ciphertext: string; nonce: string; associated_data: string }, apiV3Key: string): string {
  const bytes = Buffer.from(sealed.ciphertext, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', apiV3Key, sealed.nonce);
  decipher.setAAD(Buffer.from(sealed.associated_data));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString('utf8');
}

export interface WorkbenchOptions extends Partial<Omit<WxpayGatewayOptions, 'merchants' | 'deliver' | 'clock' | 'onEvent'>> {
  readonly mode?: KeyMode;
  readonly merchant?: Partial<WxpayMerchant>;
}

export async function startWorkbench({ mode = 'publicKey', merchant = {}, ...options }: WorkbenchOptions = {}): Promise<Workbench> {
  const development = await testKeys();
  const { wxpay } = development;
  const trusted = verifyKeys(wxpay);
  let now = START;
  let counter = 0;
  const events: GatewayEvent[] = [];
  const callbacks: Callback[] = [];

  const check = (header: (name: string) => string | null, body: string): boolean => {
    const key = trusted.get(header('Wechatpay-Serial') ?? '');
    const message = `${header('Wechatpay-Timestamp')}\n${header('Wechatpay-Nonce')}\n${body}\n`;
    const complete = header('Wechatpay-Signature-Type') === 'WECHATPAY2-SHA256-RSA2048';
    return (
      complete &&
      key !== undefined &&
      verify('RSA-SHA256', Buffer.from(message), key, Buffer.from(header('Wechatpay-Signature') ?? '', 'base64'))
    );
  };
  const read = (body: string): Record<string, unknown> | undefined => {
    try {
      const { resource } = JSON.parse(body) as { resource: Parameters<typeof unseal>[0] };
      return JSON.parse(unseal(resource, wxpay.apiV3Key)) as Record<string, unknown>;
    } catch {
      return undefined;
    }
  };
  const inspect: Workbench['inspect'] = ({ url, headers, body }) => {
    const callback = { at: now, url, headers, body, verified: check((name) => headers[name] ?? null, body), plaintext: read(body) };
    callbacks.push(callback);
    return callback;
  };
  const open = (): WxpayGateway =>
    createWxpayGateway({
      dataFile: ':memory:',
      publicBaseUrl: HOST,
      platformKeys: wxpay.platform,
      ...options,
      clock: () => now,
      merchants: [
        {
          mchid: wxpay.mchid,
          name: wxpay.merchantName,
          appids: Object.values(wxpay.appids),
          apiV3Key: wxpay.apiV3Key,
          serialNo: wxpay.merchant.serialNo,
          certificatePem: wxpay.merchant.certificatePem,
          mode,
          ...merchant,
        },
      ],
      onEvent: (event) => events.push(event),
      deliver: async (request) => {
        const answer = workbench.receiver(inspect(request));
        return typeof answer === 'number' ? { status: answer, body: '' } : answer;
      },
    });

  const call: Workbench['call'] = async (
    method,
    target,
    body,
    { headers = {}, items = {}, signedBody, schema = 'WECHATPAY2-SHA256-RSA2048' } = {},
  ) => {
    const sent = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const nonce = randomBytes(16).toString('hex');
    const timestamp = items['timestamp'] ?? String(Math.floor(now / 1000));
    const message = `${method}\n${target}\n${timestamp}\n${nonce}\n${signedBody ?? sent}\n`;
    const signature = sign('RSA-SHA256', Buffer.from(message), wxpay.merchant.privateKeyPem).toString('base64');
    const values = { mchid: wxpay.mchid, nonce_str: nonce, timestamp, serial_no: wxpay.merchant.serialNo, signature, ...items };
    const authorization = `${schema} ${Object.entries(values)
      .map(([name, value]) => `${name}="${value}"`)
      .join(',')}`;
    const all = {
      Accept: 'application/json',
      'User-Agent': 'test',
      Authorization: authorization,
      ...(sent ? { 'Content-Type': 'application/json' } : {}),
      ...headers,
    };
    const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const response = await workbench.send(new Request(`${HOST}${target}`, { method, headers: given, ...(sent ? { body: sent } : {}) }));
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    const json = ((): Record<string, unknown> => {
      try {
        return JSON.parse(text) as Record<string, unknown>;
      } catch {
        return {};
      }
    })();
    return {
      status: response.status,
      headers: response.headers,
      bytes,
      text,
      json,
      verified: check((name) => response.headers.get(name), text),
      suffix: Number(response.headers.get('request-id')?.split('-').at(-1)),
    };
  };

  const order: Workbench['order'] = (product, changes = {}) => ({
    appid: product === 'app' ? wxpay.appids['app-plus'] : wxpay.appids.h5,
    mchid: wxpay.mchid,
    description: '测试商品',
    out_trade_no: `ORDER${String((counter += 1)).padStart(6, '0')}`,
    notify_url: NOTIFY_URL,
    amount: { total: 100, currency: 'CNY' },
    ...(product === 'jsapi' ? { payer: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' } } : {}),
    ...(product === 'h5' ? { scene_info: { payer_client_ip: '14.23.150.211', h5_info: { type: 'Wap' } } } : {}),
    ...changes,
  });

  const workbench: Workbench = {
    gateway: undefined as unknown as WxpayGateway,
    keys: development,
    events,
    callbacks,
    send: (request) => workbench.gateway.fetch(request),
    receiver: () => 200,
    now: () => now,
    tick: (ms) => {
      now += ms;
    },
    call,
    open: (path, init) => workbench.gateway.fetch(new Request(`${HOST}${path}`, { redirect: 'manual', ...init })),
    order,
    create: (product, changes) => call('POST', `/v3/pay/transactions/${product}`, order(product, changes)),
    query: (outTradeNo) => call('GET', `/v3/pay/transactions/out-trade-no/${outTradeNo}?mchid=${wxpay.mchid}`),
    close: (outTradeNo) => call('POST', `/v3/pay/transactions/out-trade-no/${outTradeNo}/close`, { mchid: wxpay.mchid }),
    refund: (changes) => call('POST', '/v3/refund/domestic/refunds', { notify_url: NOTIFY_URL, ...changes }),
    inspect,
    async restart() {
      await workbench.gateway.close();
      (workbench as { gateway: WxpayGateway }).gateway = open();
    },
    stop: () => workbench.gateway.close(),
  };
  (workbench as { gateway: WxpayGateway }).gateway = open();
  return workbench;
}

/** 下一笔 Native 单并付款，返回订单号。 */
export async function paidOrder(workbench: Workbench, changes: Record<string, unknown> = {}): Promise<string> {
  const body = workbench.order('native', changes);
  await workbench.call('POST', '/v3/pay/transactions/native', body);
  workbench.gateway.pay(String(body['out_trade_no']));
  return String(body['out_trade_no']);
}
