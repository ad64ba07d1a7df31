/**
 * 一家反复被杀的商店：云函数与数据库在子进程里，两家模拟网关与供应商在这里——它们的账活得比谁都久，就是裁判。
 * 子进程可以有几个，共用一个数据库文件：人与网关的请求轮流到各个进程，定时任务一起醒来。
 * 时钟与真实的一样走，只在没有谁活着时往前跳（不然一个活人手里的租约会凭空到期）。
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { ProviderName } from '../../../common/contract/channels';
import { alipaySections } from '../../../local/gateways/alipay/account';
import { createClient, type UniClient } from '../../../local/stack/client';
import { CLIENT_SECRET, SPACE_ID } from '../../../local/stack/space';
import type { Stack } from '../../../local/stack/stack';
import { createStack } from '../../watched-stack';
import { wxpaySections } from '../../../local/gateways/wxpay/account';
import { deliverByFetch, type OutgoingRequest } from '../../../local/gateways/kit/delivery';
import type { Books, Row } from '../books';
import { prepareGround } from '../ground';
import { createTill, TILLED, type Till } from '../till';
import type { Answer } from '../world';
import { createLives, type Life } from './lives';

const COLLECTIONS = [
  'payment_orders',
  'payment_refunds',
  'payment_alerts',
  'payment_errors',
  'payment_logs',
  'demo_wallets',
  'demo_goods',
  'demo_goods_orders',
] as const;
/** 网关等通知的应答多久，毫秒 */
const DELIVERY_MS = 10_000;
/** 死了之后还在路上的请求走完要多久（真实毫秒）：父进程里已经收到、还没有记下的。 */
const DRAIN_MS = 25;

export interface Shop extends Books {
  readonly stack: Pick<Stack, 'wxpay' | 'alipay'>;
  now(): number;
  /** 时钟往前跳 */
  tick(ms: number): void;
  user(service: string, data: object): Promise<Answer>;
  staff(service: string, data: object): Promise<Answer>;
  post(request: OutgoingRequest): Promise<void>;
  deliver(): Promise<void>;
  monitor(): Promise<void>;
  /** 把数据库的样子读过来，此后 rows 就是它 */
  look(): Promise<void>;
  /** 几个进程 */
  readonly lives: readonly Life[];
  /**
   * 第 slot 个死了之后，时钟跳 jumpMs，换下一条命，两个人重新登录；`check` 在开门之前看一眼：只有一个进程时，那时没有谁在动，
   * 库与账说的是同一刻。别的进程还活着时时钟不该跳。
   * @throws Error 它不是被我们杀的
   */
  revive(slot: number, jumpMs: number, check?: () => void): Promise<void>;
  close(): Promise<void>;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export interface ShopOptions {
  /** 临时文件放在哪里；要在仓库里，子进程才找得到依赖 */
  readonly root: string;
  /** 网关每次应答之前 */
  readonly latency: () => Promise<void>;
  /** 几个进程共用一个数据库文件 */
  readonly processes: number;
}
/** 几个进程的时候，每次数据库操作前后最多等这么久，毫秒 */
const WAIT_MS = 3;

export async function openShop({ root, latency, processes }: ShopOptions): Promise<Shop> {
  const ground = await prepareGround();
  const { keys, supplier, files } = ground;
  const dir = mkdtempSync(join(root, 'kills-'));
  const log = join(dir, 'child.log');
  let aheadMs = 0;
  const now = (): number => Date.now() + aheadMs;
  supplier.open(now);
  let opened: () => void = () => undefined;
  let open = new Promise<void>((resolve) => (opened = resolve));
  const send = deliverByFetch(DELIVERY_MS);
  const gateways = await createStack({
    dataDir: join(dir, 'gateways'),
    port: 0,
    ...files,
    inMemory: true,
    clock: now,
    keys,
    wxpay: { refundSpacingMs: 0, refundDurationMs: 500, latency },
    alipay: { latency },
    // 通知也等开门：不然看账的那一刻还有人在确认。
    deliver: async (request) => {
      await open;
      return send(request);
    },
  });
  const script = join(dir, 'child.js');
  buildSync({
    entryPoints: [join(__dirname, 'child.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
  });
  const lives = createLives(script, log);

  const settings = { gateways: { wxpay: gateways.url, alipay: gateways.url } };
  /** 一个进程的位子：端口不变，命换了一条又一条。 */
  interface Slot {
    life?: Life;
    port: number;
    clients?: { readonly payer: UniClient; readonly clerk: UniClient };
  }
  const slots: Slot[] = Array.from({ length: processes }, () => ({ port: 0 }));
  const living = (): readonly Life[] => slots.flatMap(({ life }) => (life ? [life] : []));
  let turn = 0;
  const nextSlot = (): Slot => slots[(turn += 1) % processes] as Slot;
  let snapshot: Readonly<Record<string, readonly Row[]>> = {};

  /** 机器忙的时候连接会被收走：登录几次都是一回事，再来就是。 */
  const login = async (endpoint: string, username: string, triesLeft = 3): Promise<UniClient> => {
    const client = createClient({ endpoint, spaceId: SPACE_ID, clientSecret: CLIENT_SECRET, now });
    try {
      client.setToken(String((await client.callService('user/pub/loginDemo', { username }))['token']));
      return client;
    } catch (error) {
      if (triesLeft === 0) throw error;
      return login(endpoint, username, triesLeft - 1);
    }
  };
  const call = async (who: 'payer' | 'clerk', service: string, data: object): Promise<Answer> => {
    await open;
    try {
      const answer = await (nextSlot().clients?.[who] as UniClient).callService(service, data);
      return { ...answer, code: Number(answer['code']) };
    } catch (error) {
      return { code: -1, msg: error instanceof Error ? error.message : String(error) };
    }
  };
  const tills = Object.fromEntries(TILLED.map((name) => [name, createTill(gateways, name)])) as Record<ProviderName, Till>;
  const look = async (): Promise<void> => {
    const rows = await living()
      .find(({ alive }) => alive)
      ?.ask({ say: 'rows', collections: COLLECTIONS });
    if (rows) snapshot = rows as typeof snapshot;
  };

  const shop: Shop = {
    stack: gateways,
    supplier,
    settings,
    keys,
    seen: [],
    now,
    tick(ms) {
      aheadMs += ms;
      for (const life of living()) void life.ask({ say: 'tick', aheadMs });
    },
    user: (service, data) => call('payer', service, data),
    staff: (service, data) => call('clerk', service, data),
    async post({ url, method, headers, body }) {
      await open;
      const place = new URL(url);
      place.port = String(nextSlot().port);
      await fetch(place, { method, headers, body }).then(
        (response) => response.text(),
        () => undefined,
      );
    },
    async deliver() {
      for (const name of TILLED) await tills[name].deliverDue();
    },
    async monitor() {
      await open;
      await Promise.all(living().map((life) => life.ask({ say: 'monitor' }).catch(() => undefined)));
    },
    look,
    till: (provider) => tills[provider],
    rows: (collection) => snapshot[collection] ?? [],
    get lives() {
      return living();
    },
    async revive(index, jumpMs, check) {
      const slot = slots[index] as Slot;
      if (slot.life) {
        open = new Promise((resolve) => (opened = resolve));
        const end = await slot.life.dead;
        if (end !== 'SIGKILL') throw new Error(`子进程自己死了（${end}）：\n${readFileSync(log, 'utf8').slice(-4000)}`);
        await pause(DRAIN_MS);
      }
      aheadMs += jumpMs;
      const life = (slot.life = await lives.next());
      const uniPay = {
        wxpay: { h5: wxpaySections(keys.wxpay, 'both')['h5'] },
        alipay: { h5: alipaySections(keys.alipay, 'certificate')['h5'] },
      };
      const options = { dataDir: join(dir, `space-${index}`), port: slot.port, ...files, keys, settings, uniPay };
      const waitMs = processes > 1 ? WAIT_MS : 0;
      const url = String(await life.ask({ say: 'go', options, dataFile: join(dir, 'space.db'), waitMs, aheadMs }));
      slot.port = Number(new URL(url).port);
      const [payer, clerk] = await Promise.all([login(url, 'demo'), login(url, 'demo-admin')]);
      slot.clients = { payer, clerk };
      await look();
      check?.();
      opened();
    },
    async close() {
      await lives.end();
      await gateways.close();
      rmSync(dir, { recursive: true, force: true });
      await ground.close();
    },
  };
  for (const index of slots.keys()) await shop.revive(index, 0);
  return shop;
}
