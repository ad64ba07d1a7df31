/** 支付宝模拟网关测试的台架：虚拟时钟、测试自己的签名与验签（不借用网关的代码）、记下每次通知。 */
import { createPublicKey, sign, verify } from 'node:crypto';
import { createAlipayGateway, type AlipayGateway, type AlipayGatewayOptions, type GatewayEvent } from '../../../local/gateways/alipay';
import type { OutgoingRequest } from '../../../local/gateways/kit/delivery';
import type { AlipayDevelopmentKeys } from '../../../local/gateways/alipay/keys';
import { START, testKeys as allKeys } from '../../keys';

export { START };
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const HOST = 'http://gateway.local';
export const KEY_APP = '2021000000000001';
export const CERT_APP = '2021000000000002';
export const OTHER_APP = '2021000000000003';
export const OTHER_SELLER = '2088999999999999';
export const NOTIFY_URL = 'https://shop.example/notify';
export const OPEN_ID = '074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5';

export const testKeys = async (): Promise<AlipayDevelopmentKeys> => (await allKeys()).alipay;

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly node: Record<string, unknown>;
  /** 节点的原文 */
  readonly raw: string;
  readonly root: string;
  readonly sign: string | undefined;
  readonly certSn: string | undefined;
  /** 签名盖住的正是节点的原文 */
  readonly verified: boolean;
}

export interface CallOptions {
  readonly appId?: string;
  readonly params?: Readonly<Record<string, string | undefined>>;
  /** 参与签名的文字另给 */
  readonly signed?: (text: string) => string;
  /** 改动要发的请求 */
  readonly request?: (url: URL, form: URLSearchParams) => Request;
}

export interface Workbench {
  readonly gateway: AlipayGateway;
  readonly keys: AlipayDevelopmentKeys;
  readonly events: GatewayEvent[];
  readonly notices: {
    readonly at: number;
    readonly request: OutgoingRequest;
    readonly fields: Record<string, string>;
    readonly verified: boolean;
  }[];
  now(): number;
  tick(ms: number): void;
  /** 接收方怎么回答；抛出表示连不上或超时 */
  receiver: () => { status: number; body: string };
  call(method: string, biz: object | string, options?: CallOptions): Promise<Answer>;
  /** 签好名的参数 */
  parameters(method: string, biz: object | string, options?: CallOptions): Record<string, string>;
  open(path: string, init?: RequestInit): Promise<Response>;
  verifyForm(fields: Readonly<Record<string, string>>): boolean;
  /** 用支付宝公钥验一段文字的签名（base64） */
  verifyText(text: string, signature: string): boolean;
}

const textOf = (parameters: Readonly<Record<string, string>>, dropped: readonly string[]): string =>
  Object.keys(parameters)
    .filter((name) => !dropped.includes(name))
    .sort()
    .map((name) => `${name}=${parameters[name]}`)
    .join('&');
const beijing = (at: number): string => new Date(at + 8 * HOUR).toISOString().slice(0, 19).replace('T', ' ');

/** 从正文里切出根节点的原文：这里的正文都是网关写的，根在最前。 */
function sliceRoot(body: string): { root: string; raw: string; rest: string } {
  const match = /^\{"(\w+)":/.exec(body);
  if (!match) return { root: '', raw: '', rest: '' };
  let depth = 0;
  let quoted = false;
  const start = match[0].length;
  for (let i = start; i < body.length; i += 1) {
    const c = body[i];
    if (c === '\\') i += 1;
    else if (c === '"') quoted = !quoted;
    else if (!quoted && c === '{') depth += 1;
    else if (!quoted && c === '}') {
      depth -= 1;
      if (depth === 0) return { root: match[1] ?? '', raw: body.slice(start, i + 1), rest: body.slice(i + 1) };
    }
  }
  return { root: match[1] ?? '', raw: '', rest: '' };
}

export async function createWorkbench(options: Partial<AlipayGatewayOptions> = {}): Promise<Workbench> {
  const keys = await testKeys();
  let now = START;
  const events: GatewayEvent[] = [];
  const notices: Workbench['notices'] = [];
  const alipayKey = createPublicKey(keys.alipay.publicKeyPem);
  const verifyText = (text: string, signature: string): boolean =>
    verify('sha256', Buffer.from(text), alipayKey, Buffer.from(signature, 'base64'));
  const verifyForm: Workbench['verifyForm'] = (fields) => verifyText(textOf(fields, ['sign', 'sign_type']), fields['sign'] ?? '');
  const common = { sellerId: keys.sellerId, name: '示例商店', appPublicKeyPem: keys.app.publicKeyPem };
  const workbench: { receiver: Workbench['receiver'] } = { receiver: () => ({ status: 200, body: 'success' }) };
  const gateway = createAlipayGateway({
    dataFile: ':memory:',
    clock: () => now,
    publicBaseUrl: HOST,
    apps: [
      { ...common, appId: KEY_APP, mode: 'key' },
      {
        ...common,
        appId: CERT_APP,
        mode: 'certificate',
        appCertSn: keys.app.certificateSn,
        rootCertSn: keys.root.certificateSn,
        appCertExpiresAt: START + 2 * 365 * DAY,
      },
      { ...common, appId: OTHER_APP, mode: 'key', sellerId: OTHER_SELLER },
    ],
    alipay: { privateKeyPem: keys.alipay.privateKeyPem, certSn: keys.alipay.certificateSn },
    onEvent: (event) => events.push(event),
    deliver: async (request) => {
      const fields = Object.fromEntries(new URLSearchParams(request.body));
      notices.push({ at: now, request, fields, verified: verifyForm(fields) });
      return workbench.receiver();
    },
    ...options,
  });

  const parameters: Workbench['parameters'] = (
    method,
    biz,
    { appId = KEY_APP, params = {}, signed = (text: string): string => text } = {},
  ) => {
    const certificates = appId === CERT_APP ? { app_cert_sn: keys.app.certificateSn, alipay_root_cert_sn: keys.root.certificateSn } : {};
    const all: Record<string, string | undefined> = {
      app_id: appId,
      method,
      format: 'JSON',
      charset: 'utf-8',
      sign_type: 'RSA2',
      timestamp: beijing(now),
      version: '1.0',
      notify_url: NOTIFY_URL,
      ...certificates,
      biz_content: typeof biz === 'string' ? biz : JSON.stringify(biz),
      ...params,
    };
    const present = Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
    return { sign: sign('sha256', Buffer.from(signed(textOf(present, ['sign']))), keys.app.privateKeyPem).toString('base64'), ...present };
  };

  const call: Workbench['call'] = async (method, biz, callOptions = {}) => {
    const { biz_content = '', ...rest } = parameters(method, biz, callOptions);
    const url = new URL('/gateway.do', HOST);
    for (const [name, value] of Object.entries(rest)) url.searchParams.set(name, value);
    const form = new URLSearchParams({ biz_content });
    const response = await gateway.fetch(callOptions.request?.(url, form) ?? new Request(url, { method: 'POST', body: form }));
    const text = await response.text();
    const { root, raw, rest: tail } = sliceRoot(text);
    const signature = /"sign":"([^"]+)"/.exec(tail)?.[1];
    return {
      status: response.status,
      text,
      root,
      raw,
      node: raw === '' ? {} : (JSON.parse(raw) as Record<string, unknown>),
      sign: signature,
      certSn: /"alipay_cert_sn":"([^"]+)"/.exec(tail)?.[1],
      verified: signature !== undefined && verifyText(raw, signature),
    };
  };

  return Object.assign(workbench, {
    gateway,
    keys,
    events,
    notices,
    now: () => now,
    tick: (ms: number) => void (now += ms),
    call,
    parameters,
    open: (path: string, init?: RequestInit) => gateway.fetch(new Request(new URL(path, HOST), init)),
    verifyForm,
    verifyText,
  });
}

/** 一次预下单的业务参数。 */
export const qrOrder = (out_trade_no: string, more: object = {}): object => ({
  out_trade_no,
  total_amount: '12.34',
  subject: '杯子 50% + 盒子',
  product_code: 'QR_CODE_OFFLINE',
  ...more,
});
