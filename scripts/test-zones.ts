/** `npm test` 的那一组测试在三个时区各跑一遍：主机时区绝不影响金额、时间与状态。 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './build-functions';
import { PlainError } from './plain-error';

const ZONES = ['UTC', 'Asia/Shanghai', 'America/New_York'] as const;
/** 这台机器所在的时区，`npm test` 已经跑过 */
const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** @throws PlainError 有一个时区没有通过 */
export async function testZones(): Promise<void> {
  for (const zone of ZONES.filter((other) => other !== here)) {
    console.log(`\nTZ=${zone}`);
    const { status } = spawnSync(process.execPath, [join(ROOT, 'node_modules/jest/bin/jest.js'), '--selectProjects', 'quick'], {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, TZ: zone },
    });
    if (status !== 0) throw new PlainError(`时区 ${zone} 没有通过`);
  }
}
