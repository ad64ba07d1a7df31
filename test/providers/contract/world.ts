/**
 * 渠道契约测试的世界：一个真实的渠道、它的模拟网关、一只虚拟时钟，没有云函数与数据库。
 * 每个渠道用同样的几个动作描述「付款人与网关那一侧」，契约本身不认识任何协议。
 */
import type { Platform, ProviderName } from '../../../common/contract/channels';
import { createAlipayGateway, type AlipayFault } from '../../../local/gateways/alipay';
import type { OutgoingRequest } from '../../../local/gateways/kit/delivery';
import { createWxpayGateway, type WxpayFault } from '../../../local/gateways/wxpay';
import type { DevelopmentKeys } from '../../../local/keys';
import { alipaySections, gatewayApps, type AlipayKeyMode } from '../../../local/stack/alipay-account';
import { gatewayMerchants, wxpaySections, type WxpayKeyMode } from '../../../local/stack/wxpay-account';
import { PayError } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/pay-error';
import type {
  Account,
  CreateResult,
  Provider,
  ProviderPorts,
  RawNotify,
} from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import { createProviders } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/registry';

export const START = Date.UTC(2026, 10, 23, 4, 0, 0);
const GATEWAY = 'http://gateway.local';

export type Operation = 'create' | 'query' | 'close' | 'refund' | 'queryRefund';
/** 两个网关都会的故障；结果一律应是「不知道」。 */
export const UNCLEAR = [
  'lostRequest',
  'lostAnswer',
  'committedThenBusy',
  'serverError',
  'falseSignature',
  'unsigned',
  'truncated',
] as const;
export type Unclear = (typeof UNCLEAR)[number];

export interface World {
  readonly provider: Provider;
  readonly account: Account;
  /** 创建时就向网关建单（而不是只在本地签名） */
  readonly createsAtGateway: boolean;
  /** 付款人拿着下单结果打开收银台（扫码），还没付 */
  open(out_trade_no: string, created: CreateResult): Promise<void>;
  pay(out_trade_no: string, created: CreateResult): Promise<void>;
  /** 网关账本：金额（分）、是否已付、累计已退（分） */
  ledger(out_trade_no: string): { total: number; paid: boolean; refunded: number } | undefined;
  fault(operation: Operation, kind: Unclear): void;
  /** 让受理中的退款出结果 */
  finishRefund(out_refund_no: string): void;
  /** 把网关此刻要发的通知取出来 */
  notices(): Promise<RawNotify[]>;
  /** 各种不该被接受的支付通知 */
  badNotices(out_trade_no: string): Readonly<Record<string, RawNotify>>;
  tick(ms: number): void;
  now(): number;
  close(): Promise<void>;
}

const rawOf = ({ headers, body }: OutgoingRequest): RawNotify => ({
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  body: Buffer.from(body, 'utf8'),
});

interface Parts {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly section: Readonly<Record<string, unknown>>;
}

function portsFor(fetch: Parts['fetch'], now: () => number): ProviderPorts {
  let nonces = 0;
  return {
    async http({ method, url, headers, body }) {
      try {
        const response = await fetch(new Request(url, { method, headers: { ...headers }, ...(body === undefined ? {} : { body }) }));
        return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
      } catch (cause) {
        throw new PayError('NETWORK', { outcome: 'unknown', cause });
      }
    },
    now,
    nonce: () => String((nonces += 1)).padStart(32, 'N'),
    claim: () => Promise.resolve(true),
  };
}

function open(
  name: ProviderName,
  platform: Platform,
  { fetch, section }: Parts,
  now: () => number,
): { provider: Provider; account: Account } {
  const provider = createProviders(portsFor(fetch, now)).get(name) as Provider;
  const read = provider.readCredentials(section, `${name}.${platform}`, () => {
    throw new Error('契约测试不读文件');
  });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const account: Account = {
    provider: name,
    platform,
    pid: 'default',
    appid: read.appid,
    mchid: read.mchid,
    gatewayUrl: GATEWAY,
    notifyUrl: `https://shop.example/pay-notify/${name}/${platform}`,
    timeoutMs: 1000,
    credentials: read.credentials,
  };
  return { provider, account };
}

export function wxpayWorld(platform: Platform, mode: WxpayKeyMode, keys: DevelopmentKeys): World {
  let now = START;
  const outbox: OutgoingRequest[] = [];
  const deliver = async (request: OutgoingRequest): Promise<{ status: number; body: string }> => {
    outbox.push(request);
    return { status: 200, body: '' };
  };
  const gateway = createWxpayGateway({
    dataFile: ':memory:',
    clock: () => now,
    publicBaseUrl: GATEWAY,
    merchants: gatewayMerchants(keys.wxpay, mode),
    platformKeys: keys.wxpay.platform,
    refundSpacingMs: 0,
    deliver,
  });
  const section = wxpaySections(keys.wxpay, mode)[platform] as Record<string, unknown>;
  const FAULTS: Readonly<Record<Unclear, WxpayFault>> = {
    lostRequest: { kind: 'lostRequest' },
    lostAnswer: { kind: 'lostAnswer' },
    committedThenBusy: { kind: 'systemErrorCommitted' },
    serverError: { kind: 'http', status: 502 },
    falseSignature: { kind: 'falseSignature' },
    unsigned: { kind: 'unsigned' },
    truncated: { kind: 'truncated' },
  };
  const forged = (out_trade_no: string, overrides: object): RawNotify =>
    rawOf(gateway.buildNotification('payment', { outTradeNo: out_trade_no, ...overrides }));
  return {
    ...open('wxpay', platform, { fetch: gateway.fetch, section }, () => now),
    createsAtGateway: true,
    open: async () => undefined,
    pay: async (out_trade_no) => void gateway.pay(out_trade_no),
    ledger(out_trade_no) {
      const order = gateway.ledger.order(out_trade_no);
      const refunded = gateway.ledger
        .refunds(out_trade_no)
        .filter((item) => item.state !== 'CLOSED')
        .reduce((sum, item) => sum + item.refund, 0);
      return order && !order.neverCreated ? { total: order.total, paid: order.payment !== undefined, refunded } : undefined;
    },
    fault: (operation, kind) => gateway.faults.add({ operation, fault: FAULTS[kind] }),
    finishRefund: (out_refund_no) => void gateway.finishRefund(out_refund_no),
    async notices() {
      await gateway.deliverDue();
      return outbox.splice(0).map(rawOf);
    },
    badNotices: (out_trade_no) => {
      const genuine = gateway.buildNotification('payment', { outTradeNo: out_trade_no });
      const altered = { ...genuine, body: genuine.body.replace('TRANSACTION.SUCCESS', 'TRANSACTION.SUCCESS ') };
      const header = (name: string, value: string): RawNotify => {
        const raw = rawOf(genuine);
        return { ...raw, headers: { ...raw.headers, [name]: value } };
      };
      return {
        forged: forged(out_trade_no, { variant: 'forged' }),
        altered: rawOf(altered),
        stale: forged(out_trade_no, { timestamp: Math.floor(now / 1000) - 3600 }),
        'unknown serial': header('wechatpay-serial', 'PUB_KEY_ID_0000000000000000000000000000'),
        'no headers': { headers: {}, body: rawOf(genuine).body },
        empty: { ...rawOf(genuine), body: Buffer.alloc(0) },
      };
    },
    tick: (ms) => void (now += ms),
    now: () => now,
    close: () => gateway.close(),
  };
}

export function alipayWorld(platform: Platform, mode: AlipayKeyMode, keys: DevelopmentKeys): World {
  let now = START;
  const outbox: OutgoingRequest[] = [];
  const deliver = async (request: OutgoingRequest): Promise<{ status: number; body: string }> => {
    outbox.push(request);
    return { status: 200, body: 'success' };
  };
  const gateway = createAlipayGateway({
    dataFile: ':memory:',
    clock: () => now,
    publicBaseUrl: GATEWAY,
    apps: gatewayApps(keys.alipay, mode),
    alipay: { privateKeyPem: keys.alipay.alipay.privateKeyPem, certSn: keys.alipay.alipay.certificateSn },
    timestampToleranceMs: 60_000,
    extraNotices: ['FULL_REFUND'],
    deliver,
  });
  const sections = alipaySections(keys.alipay, mode);
  const section = (sections[platform] ?? sections['h5']) as Record<string, unknown>;
  const createOperation = platform === 'h5' ? 'precreate' : 'create';
  const FAULTS: Readonly<Record<Unclear, AlipayFault>> = {
    lostRequest: { kind: 'lostRequest' },
    lostAnswer: { kind: 'lostAnswer' },
    committedThenBusy: { kind: 'unknownCommitted' },
    serverError: { kind: 'http', status: 502 },
    falseSignature: { kind: 'falseSignature' },
    unsigned: { kind: 'unsigned' },
    truncated: { kind: 'truncated' },
  };
  const control = async (body: object): Promise<void> => {
    const response = await gateway.fetch(
      new Request(`${GATEWAY}/simulator/alipay/pay`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    );
    if (response.status !== 200) throw new Error(await response.text());
  };
  /** 拿下单结果里的东西打开收银台：二维码、trade_no、订单串、跳转地址。 */
  const handle = async ({ orderInfo }: CreateResult, action: 'pay' | 'cancel'): Promise<void> => {
    if (platform === 'mp-alipay') return control({ trade_no: orderInfo, action });
    if (platform === 'app-plus') return control({ order_string: orderInfo, action });
    const info = orderInfo as Readonly<Record<string, string>>;
    if (platform === 'h5') return control({ qr_code: info['code_url'], action });
    const opened = await gateway.fetch(new Request(info['form_url'] ?? ''));
    const cashier = new URL(opened.headers.get('location') ?? '/nowhere', GATEWAY);
    const acted = await gateway.fetch(new Request(cashier, { method: 'POST', body: new URLSearchParams({ action }) }));
    if (acted.status >= 400) throw new Error(await acted.text());
  };
  const bad = (out_trade_no: string, overrides: object): RawNotify =>
    rawOf(gateway.buildNotification('payment', { outTradeNo: out_trade_no, ...overrides }));
  return {
    ...open('alipay', platform, { fetch: gateway.fetch, section }, () => now),
    createsAtGateway: platform === 'h5' || platform === 'mp-alipay',
    open: (_out_trade_no, created) => handle(created, 'cancel'),
    pay: (_out_trade_no, created) => handle(created, 'pay'),
    ledger(out_trade_no) {
      const trade = gateway.ledger.trade(out_trade_no);
      return trade && { total: trade.total, paid: trade.paidAt !== undefined, refunded: trade.refunded };
    },
    fault: (operation, kind) =>
      gateway.faults.add({ operation: operation === 'create' ? createOperation : operation, fault: FAULTS[kind] }),
    finishRefund: () => undefined,
    async notices() {
      await gateway.deliverDue();
      return outbox.splice(0).map(rawOf);
    },
    badNotices: (out_trade_no) => ({
      forged: bad(out_trade_no, { variant: 'forged' }),
      altered: bad(out_trade_no, { variant: 'tampered' }),
      unsigned: bad(out_trade_no, { variant: 'unsigned' }),
      stale: bad(out_trade_no, { at: now - 30 * 24 * 3600_000 }),
      'for another app': bad(out_trade_no, { variant: 'foreignApp' }),
      'for another seller': bad(out_trade_no, { variant: 'foreignSeller' }),
      empty: { headers: {}, body: Buffer.alloc(0) },
    }),
    tick: (ms) => void (now += ms),
    now: () => now,
    close: () => gateway.close(),
  };
}
