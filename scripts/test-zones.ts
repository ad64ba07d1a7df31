/** 与时区有关的测试在三个时区各跑一遍：主机时区绝不影响金额、时间与状态。 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './build-functions';

const ZONES = ['UTC', 'Asia/Shanghai', 'America/New_York'] as const;
const SUITES = ['test/contract', 'test/core', 'test/providers', 'test/flow'] as const;

for (const zone of ZONES) {
  console.log(`\nTZ=${zone}`);
  const { status } = spawnSync(process.execPath, [join(ROOT, 'node_modules/jest/bin/jest.js'), ...SUITES], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, TZ: zone },
  });
  if (status !== 0) process.exit(status ?? 1);
}
