/**
 * 在负载之下反复 kill -9 一个真实的进程，重启，最后拿模拟网关与供应商的账来对。
 * 几个进程共用一个数据库文件时，杀的是其中一个，别的接着做；杀 0 次就只是几个进程同时做同样的事。
 */
import { seededRandom } from '../latency';
import { findFaults, findInstantFaults, findUndurableAck } from '../oracle';
import { settleDust } from '../recovery';
import { gather, type Crowd, type Tally } from './crowd';
import type { Life } from './lives';
import { openShop, type Shop } from './shop';

export interface KillsOptions {
  readonly kills: number;
  /** 几个进程；缺省一个 */
  readonly processes?: number;
  /** 至少下这么多张单才散场 */
  readonly orders?: number;
  readonly seed: number;
  /** 临时文件放在哪里（要在仓库里） */
  readonly root: string;
  readonly onKill?: (n: number) => void;
}
export interface KillsReport extends Tally {
  /** 正有事在做时被杀的次数 */
  readonly midway: number;
  /** 每一处不对一句话 */
  readonly faults: readonly string[];
  /** 尘埃落定之后，订单各在什么状态 */
  readonly ends: Readonly<Record<string, number>>;
  readonly alerts: number;
}

/** 同时来的人 */
const CUSTOMERS = 8;
/** 补漏一步至少跨这么久：单子多，各自的排期凑在一起做 */
const STEP_MS = 20_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** 让它活一会儿，再杀：一半由外面掐着时间，一半走到第几次调用就死在那里。 */
async function murder({ lives }: Shop, slot: number, crowd: Crowd, random: () => number): Promise<boolean> {
  const life = lives[slot] as Life;
  if (random() < 0.5) {
    await pause(50 + random() * 1000);
    const midway = crowd.busy > 0;
    life.kill();
    return midway;
  }
  await life.ask({ say: 'die', calls: 1 + Math.floor(random() * 500) });
  await life.dead;
  return true;
}

/** 死后、重启而还没有人来时就该成立的：确认过的不丢，退款从不超额。 */
function findNow(shop: Shop, kill: number): string[] {
  return [...findUndurableAck(shop), ...findInstantFaults(shop)].map((text) => `第 ${kill} 次被杀之后：${text}`);
}

function findBroken(shop: Shop, { promised }: Crowd): string[] {
  const [orders, refunds] = ['payment_orders', 'payment_refunds'].map((name) => new Set(shop.rows(name).map((row) => row['_id'])));
  return [
    ...[...promised.orders].filter((no) => !orders?.has(no)).map((no) => `下单答了成功，却没有 ${no}`),
    ...[...promised.refunds].filter((no) => !refunds?.has(no)).map((no) => `退款答了成功，却没有 ${no}`),
  ];
}

export async function runKills({ kills, processes = 1, orders = 0, seed, root, onKill }: KillsOptions): Promise<KillsReport> {
  const random = seededRandom(seed);
  const calm = seededRandom(seed + 1);
  const shop = await openShop({ root, latency: () => pause(calm() * 12), processes });
  try {
    const crowd = gather(shop, CUSTOMERS, (n) => seededRandom(seed * 1000 + n));
    const faults: string[] = [];
    let midway = 0;
    for (let kill = 1; kill <= kills; kill += 1) {
      const slot = processes > 1 ? Math.floor(random() * processes) : 0;
      if (await murder(shop, slot, crowd, random)) midway += 1;
      // 多半只过一小会儿；有时久到租约到期。还有别的进程活着的，它手里的租约不该凭空到期。
      const jumpMs = random() < 0.7 ? random() * 15_000 : 131_000 + random() * 60_000;
      if (processes > 1) await shop.revive(slot, 0);
      else await shop.revive(slot, jumpMs, () => void faults.push(...findNow(shop, kill)));
      onKill?.(kill);
    }
    while (crowd.tally.orders < orders) await pause(20);
    await crowd.stop();
    shop.stack.wxpay.faults.clear();
    shop.stack.alipay.faults.clear();
    await settleDust(
      {
        stack: { runtime: { recycle: () => undefined } },
        rows: shop.rows,
        till: shop.till,
        now: shop.now,
        tick: shop.tick,
        deliver: shop.deliver,
        async monitor() {
          await shop.monitor();
          await shop.look();
        },
      },
      { stepMs: STEP_MS },
    );
    const ends: Record<string, number> = {};
    for (const { status } of shop.rows('payment_orders')) ends[String(status)] = (ends[String(status)] ?? 0) + 1;
    return {
      ...crowd.tally,
      midway,
      ends,
      alerts: shop.rows('payment_alerts').length,
      faults: [...faults, ...findFaults(shop), ...findBroken(shop, crowd)],
    };
  } finally {
    await shop.close();
  }
}
