/**
 * 渠道契约测试的世界：一个真实的渠道、它的模拟网关、一只虚拟时钟，没有云函数与数据库。
 * 「付款人与网关那一侧」由模拟网关的 rehearsal.ts 给出，契约本身不认识任何协议。
 */
import { sectionsOf, type AccountPlatform, type ProviderName } from '../../../common/contract/channels';
import { SIMULATORS } from '../../../local/gateways';
import type { OutgoingRequest } from '../../../local/gateways/kit/delivery';
import {
  UNCLEAR,
  type AnySimulator,
  type CounterRehearsal,
  type LedgerEntry,
  type LoginRehearsal,
  type RehearsedOperation,
  type SharingRehearsal,
  type TransferRehearsal,
  type Unclear,
} from '../../../local/gateways/kit/simulator';
import type { DevelopmentKeys } from '../../../local/keys';
import { PayError } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/pay-error';
import type { PayerIdentity } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/login';
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

export interface World {
  readonly provider: Provider;
  readonly account: Account;
  /** 合格的付款人标识 */
  readonly openid?: string;
  /** 下单之后网关那里有什么：一笔交易、一个码，或什么也没有（只在本地签名） */
  readonly afterCreate: 'trade' | 'code' | 'nothing';
  /** 付款人拿着下单结果打开收银台（扫码），还没付 */
  open(out_trade_no: string, created: CreateResult): Promise<void>;
  pay(out_trade_no: string, created: CreateResult): Promise<void>;
  /** 这家会遇上哪几种不明 */
  readonly unclear: readonly Unclear[];
  /** 网关账本：金额（分）、是否已付、累计已退（分） */
  ledger(out_trade_no: string): LedgerEntry | undefined;
  fault(operation: RehearsedOperation, kind: Unclear): void;
  /** 让受理中的退款出结果 */
  finishRefund(out_refund_no: string): void;
  /** 会登录的渠道才有 */
  readonly login?: LoginRehearsal;
  /** 会转账的渠道才有 */
  readonly transfers?: TransferRehearsal;
  /** 会分账的渠道才有 */
  readonly sharing?: SharingRehearsal;
  /** 收付款码的渠道才有 */
  readonly counter?: CounterRehearsal;
  /** 把网关此刻要发的通知取出来 */
  notices(): Promise<RawNotify[]>;
  /** 各种不该被接受的支付通知 */
  badNotices(out_trade_no: string): Readonly<Record<string, RawNotify>>;
  tick(ms: number): void;
  now(): number;
  close(): Promise<void>;
}

const rawOf = ({ url, headers, body }: OutgoingRequest): RawNotify => ({
  query: Object.fromEntries(new URL(url).searchParams),
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
    openApi: () => ({ url: GATEWAY, pageUrl: GATEWAY }),
    now,
    nonce: () => String((nonces += 1)).padStart(32, 'N'),
    claim: () => Promise.resolve(true),
  };
}

function open(
  name: ProviderName,
  platform: AccountPlatform,
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

/** 要凭据与付款人的渠道，带上它们：登录一次，凭据要一次。 */
function accompanied({ provider, account }: Pick<World, 'provider' | 'account'>, login: LoginRehearsal | undefined): Provider {
  if (!provider.aided || !provider.login || !login) return provider;
  const own = provider.login;
  let payer: Promise<PayerIdentity> | undefined;
  let token: Promise<string> | undefined;
  return provider.aided({
    token: () => (token ??= (own.accessToken?.(account, false) ?? Promise.reject(new Error('no token'))).then((one) => one.token)),
    payer: () => (payer ??= own.identify(account, login.issue(account.platform, account.appid).code)),
  });
}

/** 一个渠道、一个端、一种密钥模式：打开它的模拟网关，读它在商户配置里的那一节。 */
export function openWorld(name: ProviderName, platform: AccountPlatform, mode: string, keys: DevelopmentKeys): World {
  let now = START;
  const outbox: OutgoingRequest[] = [];
  const simulator: AnySimulator = SIMULATORS[name];
  const gateway = simulator.open(
    keys[name],
    mode,
    {
      dataFile: ':memory:',
      clock: () => now,
      publicBaseUrl: GATEWAY,
      // 应答的内容不要紧：一份通知只取一次；核对地址的照原样答回去。
      deliver: async (request) => {
        if (request.method === 'POST') outbox.push(request);
        return { status: 200, body: new URL(request.url).searchParams.get('echostr') ?? 'success' };
      },
    },
    simulator.rehearsalOptions,
  );
  const sections = simulator.sections(keys[name], mode);
  const section =
    sectionsOf(name, platform)
      .map((candidate) => sections[candidate])
      .find((found) => found !== undefined) ?? {};
  const rehearsal = simulator.rehearse(gateway, keys[name]);
  const world = open(name, platform, { fetch: (request) => gateway.fetch(request), section }, () => now);
  let subscribed: Promise<unknown> | undefined;
  const subscribe = (): Promise<unknown> =>
    (subscribed ??= simulator.subscribe?.(gateway, keys[name], mode, world.account.notifyUrl) ?? Promise.resolve());
  return {
    account: world.account,
    provider: accompanied(world, rehearsal.login),
    unclear: rehearsal.unclear ?? UNCLEAR,
    ...(rehearsal.openid === undefined ? {} : { openid: rehearsal.openid }),
    afterCreate: rehearsal.afterCreate(platform),
    async open(out_trade_no, { orderInfo }) {
      await subscribe();
      return rehearsal.open(platform, out_trade_no, orderInfo);
    },
    async pay(out_trade_no, { orderInfo }) {
      await subscribe();
      return rehearsal.pay(platform, out_trade_no, orderInfo);
    },
    ledger: (out_trade_no) => rehearsal.ledger(out_trade_no),
    fault: (operation, kind) => rehearsal.fault(platform, operation, kind),
    finishRefund: (out_refund_no) => rehearsal.finishRefund(out_refund_no),
    ...(rehearsal.login ? { login: rehearsal.login } : {}),
    ...(rehearsal.transfers ? { transfers: rehearsal.transfers } : {}),
    ...(rehearsal.sharing ? { sharing: rehearsal.sharing } : {}),
    ...(rehearsal.counter ? { counter: rehearsal.counter } : {}),
    async notices() {
      await gateway.deliverDue();
      return outbox.splice(0).map(rawOf);
    },
    badNotices: (out_trade_no) =>
      Object.fromEntries(Object.entries(rehearsal.badNotices(out_trade_no, now)).map(([title, request]) => [title, rawOf(request)])),
    tick: (ms) => void (now += ms),
    now: () => now,
    close: () => gateway.close(),
  };
}
