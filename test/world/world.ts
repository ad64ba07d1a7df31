/**
 * 一个世界：真实的云函数运行时、两家模拟网关、供应商、虚拟时钟，全在一个进程里。
 * 人的动作从不抛错（应答丢了就是没听到）；每一次写入之后都看一眼退款有没有超额（不变量 I3 说的是任何时刻）。
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ProviderName } from '../../common/contract/channels';
import { createClient, type UniClient } from '../../local/stack/client';
import { CLIENT_SECRET, SPACE_ID } from '../../local/stack/space';
import { alipaySections } from '../../local/gateways/alipay/account';
import type { Stack, StackOptions } from '../../local/stack/stack';
import { createStack } from '../watched-stack';
import { wxpaySections } from '../../local/gateways/wxpay/account';
import type { OutgoingRequest } from '../../local/gateways/kit/delivery';
import type { DatabaseOperation, RuntimeOptions } from '../../local/unicloud';
import { prepareGround, START, type Ground } from './ground';
import type { Books, Row } from './books';
import { merchantsOf, type Merchants } from './merchants';
import { findInstantFaults, findUndurableAck } from './oracle';
import { findWrongName } from './oracle-merchants';
import { Ports } from './ports';
import type { Supplier } from './supplier';
import { createTill, TILLED, type Till } from './till';
import { createWorldTimers } from './timing';
import { MINI_PROGRAM, openMiniProgram, virtualSetting, virtualTill, type PushMode } from './virtual';

/** 云函数的答复；没有听到答复时 code 为 -1。 */
export type Answer = Readonly<Record<string, unknown>> & { readonly code: number };

export interface World extends Books {
  readonly stack: Stack;
  readonly supplier: Supplier;
  now(): number;
  tick(ms: number): void;
  /** 付款人调用一个服务 */
  user(service: string, data: object): Promise<Answer>;
  /** 员工调用一个服务 */
  staff(service: string, data: object): Promise<Answer>;
  /** 另一个管理员调用一个服务：要两个人的事 */
  deputy(service: string, data: object): Promise<Answer>;
  /** 大家都重新登录：登录态过几小时就失效 */
  signIn(): Promise<void>;
  /** 把一个请求送到回调函数；返回它算不算被确认 */
  post(request: OutgoingRequest): Promise<boolean>;
  /** 投递两家网关所有到期的通知 */
  deliver(): Promise<void>;
  /** 定时任务醒来一次 */
  monitor(): Promise<void>;
  order(out_trade_no: string): Row | undefined;
  refund(out_refund_no: string): Row | undefined;
  close(): Promise<void>;
}

/** 写进这些表之后，退款与转账有没有超额、一个人有没有两张活着的授权，要立刻看一眼。 */
const MONEY: ReadonlySet<string> = new Set([
  'payment_orders',
  'payment_refunds',
  'payment_transfers',
  'payment_transfer_budgets',
  'payment_transfer_authorizations',
  'payment_sharings',
]);

export interface WorldOptions {
  readonly ports?: Ports;
  readonly latency?: Pick<RuntimeOptions, 'databaseLatency' | 'httpLatency' | 'timers'>;
  /** 覆盖 vk-pay/config.js 的设置 */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly stack?: Partial<Pick<StackOptions, 'wxpay' | 'alipay'>>;
  /** 付款人在小程序里，收虚拟支付；推送是哪一种模式 */
  readonly virtual?: PushMode;
  /** 也在微信小程序里收款 */
  readonly miniProgram?: true;
  /** 数据库里还有两个商户：有自己密钥的，与由默认商户替它收的 */
  readonly merchants?: boolean;
}

let ground: Promise<Ground> | undefined;
let merchantsOfGround: Promise<Merchants> | undefined;

/** 收拾每个进程一份的东西。 */
export async function closeGround(): Promise<void> {
  const made = ground;
  ground = undefined;
  merchantsOfGround = undefined;
  await (await made)?.close();
}

const heardNothing = (error: unknown): Answer => ({ code: -1, msg: error instanceof Error ? error.message : String(error) });

export async function openWorld({
  ports = new Ports(),
  latency = {},
  settings: own = {},
  stack: gateways = {},
  virtual,
  miniProgram,
  merchants,
}: WorldOptions = {}): Promise<World> {
  const { keys, secondKeys, supplier, files, dir } = await (ground ??= prepareGround());
  const others = merchants ? await (merchantsOfGround ??= secondKeys().then((second) => merchantsOf(keys, second))) : undefined;
  const mini = virtual && virtualSetting(keys, virtual);
  const settings = { ...mini?.settings, ...own };
  const dataDir = mkdtempSync(join(dir, 'w-'));
  let now = START;
  const seen: string[] = [];
  supplier.open(() => now);

  const post = async (request: OutgoingRequest): Promise<{ status: number; body: string }> => {
    const { pathname, search } = new URL(request.url);
    const body = request.method === 'GET' ? {} : { body: request.body };
    const response = await stack.runtime.app.request(`${pathname}${search}`, { method: request.method, headers: request.headers, ...body });
    return { status: response.status, body: await response.text() };
  };
  /** 通知的应答是不是「成功」：微信看状态码，支付宝与虚拟支付看正文。 */
  const isAck = ({ url }: OutgoingRequest, { status, body }: { status: number; body: string }): boolean =>
    /\/(?:alipay|wxpay-virtual)\//.test(url) ? status === 200 && body === 'success' : status >= 200 && status < 300;
  /** 平台替倒下的函数答了 200（本地运行时按最坏的来）：微信会当作确认，那不是我们答的，只能靠定时任务补。 */
  let excused = false;
  const deliverOne = async (request: OutgoingRequest): Promise<{ status: number; body: string }> => {
    const answer = await post(request);
    if (isAck(request, answer) && answer.body.includes('"success":false')) excused = true;
    return answer;
  };
  const watchWrites = ({ write, collection, kind }: DatabaseOperation, phase: 'before' | 'after'): void => {
    if (phase === 'after' && write && (kind === 'commit' || MONEY.has(collection))) seen.push(...findInstantFaults(world));
  };

  const stack = await createStack({
    dataDir,
    port: 0,
    ...files,
    inMemory: true,
    clock: () => now,
    keys,
    // 虚拟时钟不走：同一毫秒里的多笔退款不该撞上「间隔一分钟」的规则。
    wxpay: { refundSpacingMs: 0, refundDurationMs: 500, ...others?.gateways.wxpay, ...gateways.wxpay },
    alipay: { ...others?.gateways.alipay, ...gateways.alipay },
    settings,
    // 只用得到这两节；每个新实例都要解析一遍全部密钥。
    uniPay: {
      wxpay: Object.fromEntries(
        ['h5', ...(miniProgram ? ['mp-weixin'] : [])].map((name) => [name, wxpaySections(keys.wxpay, 'both')[name]]),
      ),
      alipay: { h5: alipaySections(keys.alipay, 'certificate')['h5'] },
      ...mini?.uniPay,
    },
    deliver: deliverOne,
    ...(others ? { onEvent: (event) => void seen.push(...findWrongName(world, event)) } : {}),
    runtime: {
      timers: createWorldTimers(),
      ...latency,
      httpFault: ports.hooks.httpFault,
      databaseFault: (operation, phase) => {
        watchWrites(operation, phase);
        return ports.hooks.databaseFault(operation, phase);
      },
    },
  });
  const login = async (username: string): Promise<UniClient> => {
    const client = createClient({
      ...(virtual && username === 'demo' ? { clientInfo: MINI_PROGRAM } : {}),
      endpoint: '',
      spaceId: SPACE_ID,
      clientSecret: CLIENT_SECRET,
      now: () => now,
      fetch: async (path, init) => stack.runtime.app.request(path, init),
    });
    client.setToken(String((await client.callService('user/pub/loginDemo', { username }))['token']));
    return client;
  };
  const by =
    (client: UniClient) =>
    async (service: string, data: object): Promise<Answer> => {
      try {
        const answer = await client.callService(service, data);
        return { ...answer, code: Number(answer['code']) };
      } catch (error) {
        return heardNothing(error);
      }
    };
  /** 演示里只有一个管理员：第二个由退款员升上来。用得着的才登录。 */
  const signInDeputy = async (): Promise<ReturnType<typeof by>> => {
    const client = await login('demo-refund');
    await stack.runtime.database
      .collection('uni-id-users')
      .doc('demo-refund')
      .update({ role: ['admin'] });
    return by(client);
  };
  const rows = (collection: string): readonly Row[] => stack.runtime.database.raw(collection);
  const phone = virtualTill(stack);
  // 记得了账的渠道；别的渠道（还没有账的骨架）不必在这里写一行
  const counted = { ...Object.fromEntries(TILLED.map((name) => [name, createTill(stack, name)])), 'wxpay-virtual': phone };
  const tills = counted as unknown as Readonly<Record<ProviderName, Till>>;
  const world: World = {
    stack,
    supplier,
    settings,
    keys,
    ...(others ? { merchants: others.numbers } : {}),
    now: () => now,
    tick: (ms) => void (now += ms),
    async user(service, data) {
      const answer = await payer(service, data);
      if (answer['provider'] === 'wxpay-virtual' && answer['orderInfo'])
        phone.show(String(answer['out_trade_no']), answer['orderInfo'] as Row);
      return answer;
    },
    staff: (service, data) => clerk(service, data),
    async deputy(service, data) {
      deputy ??= signInDeputy();
      return (await deputy)(service, data);
    },
    async signIn() {
      deputy = undefined;
      payer = by(await login('demo'));
      clerk = by(await login('demo-admin'));
    },
    till: (provider) => tills[provider],
    post: async (request) => isAck(request, await post(request)),
    async deliver() {
      for (const provider of TILLED) await tills[provider].deliverDue();
      if (!excused) seen.push(...findUndurableAck(world));
    },
    async monitor() {
      await stack.runtime.runTimer('monitor').catch(() => undefined);
    },
    rows,
    order: (no) => rows('payment_orders').find((row) => row['_id'] === no),
    refund: (no) => rows('payment_refunds').find((row) => row['_id'] === no),
    seen,
    async close() {
      supplier.release();
      await stack.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  let payer: ReturnType<typeof by>;
  let clerk: ReturnType<typeof by>;
  let deputy: Promise<ReturnType<typeof by>> | undefined;
  try {
    await stack.runtime.database.collection('world_wallets').doc('demo-user').set({ balance: 0 });
    for (const [pid, document] of Object.entries(others?.documents ?? {}))
      await stack.runtime.database.collection('vk-pay-config').doc(pid).set(document);
    await world.signIn();
    if (virtual)
      await openMiniProgram(stack, virtual, (code) =>
        world.user('pay/kh/identifyPayer', { provider: 'wxpay-virtual', platform: 'mp-weixin', code }),
      );
  } catch (error) {
    await world.close();
    throw error;
  }
  return world;
}
