/** npm run chaos：反复 kill -9 一个真实的进程，最后对账。 */
import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runKills } from '../test/world/kills/run';
import { buildForWorld } from '../test/world/ground';
import { ROOT } from './build-functions';
import { recordFigures } from './figures';
import { PlainError } from './plain-error';

export interface ChaosOptions {
  readonly kills: number | undefined;
  /** 几个进程共用一个数据库文件 */
  readonly processes: number | undefined;
  readonly seed: number | undefined;
  readonly record: boolean;
}

const TELL_EVERY = 10;

/** @throws PlainError 有一处不对 */
export async function chaos({ kills = 50, processes = 1, seed = randomInt(1, 1_000_000), record }: ChaosOptions): Promise<void> {
  const startedAt = performance.now();
  const command = `npm run chaos -- --kills ${kills} --seed ${seed}${processes > 1 ? ` --processes ${processes}` : ''}`;
  console.log(`种子 ${seed}，${processes} 个进程，杀 ${kills} 次`);
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  const dir = mkdtempSync(join(ROOT, 'dist', 'chaos-'));
  try {
    await buildForWorld(join(dir, 'build'));
    const report = await runKills({
      kills,
      processes,
      seed,
      root: dir,
      onKill: (n) => {
        if (n % TELL_EVERY === 0) console.log(`杀了 ${n} 次`);
      },
    });
    const { midway, orders, paid, refunds, notices, troubles, ends, alerts, faults } = report;
    console.log(
      `\n${orders} 张单、${paid} 次付款、${refunds} 次退款、另有 ${notices} 份重复的通知、网关出了 ${troubles} 次岔子；${kills} 次被杀，其中 ${midway} 次正有事在做` +
        `\n结局：${Object.entries(ends)
          .map(([status, count]) => `${status} ${count}`)
          .join('，')}；告警 ${alerts} 条` +
        `\n用时 ${Math.round((performance.now() - startedAt) / 1000)} 秒`,
    );
    if (record) {
      const seconds = Math.round((performance.now() - startedAt) / 1000);
      recordFigures(processes > 1 ? 'chaos-shared' : 'chaos', command, {
        kills,
        midway,
        orders,
        payments: paid,
        refunds,
        wrong: faults.length,
        seconds,
      });
    }
    if (faults.length === 0) return console.log('账目一分不差');
    for (const fault of faults) console.error(`  - ${fault}`);
    throw new PlainError(`${faults.length} 处不对，见上；再来一次：${command}`);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
