/** `npm test` 的那一组测试在三个时区各跑一遍：主机时区绝不影响金额、时间与状态。与钟点无关的（读源码、密钥、入参的形状）只跑一遍。 */
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { join, relative, sep } from 'node:path';
import { ROOT } from './build-functions';
import { PlainError } from './plain-error';
import { ZONES } from './zones';

/** 不看钟点的：别的时区里不必再跑。新的测试缺省都跑。 */
const TIMELESS = [
  'test/architecture/',
  'test/flow/door-',
  'test/flow/modest',
  'test/flow/signature',
  'test/fuzz/',
  'test/mutants/',
  'test/security/',
];
/** 这台机器所在的时区，`npm test` 已经跑过 */
const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;

const jest = (zone: string, stdout: 'inherit' | 'pipe', ...args: string[]): SpawnSyncReturns<string> =>
  spawnSync(process.execPath, [join(ROOT, 'node_modules/jest/bin/jest.js'), '--selectProjects', 'quick', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', stdout, 'inherit'],
    env: { ...process.env, TZ: zone },
  });

/** 要在每个时区跑的文件。 */
function clocked(): string[] {
  const files = jest('UTC', 'pipe', '--listTests')
    .stdout.split('\n')
    .filter((line) => line.endsWith('.test.ts'));
  return files.filter((file) => !TIMELESS.some((path) => relative(ROOT, file).split(sep).join('/').startsWith(path)));
}

/** @param zones 只在这些时区里跑；缺省是本机以外的。@throws PlainError 有一个时区没有通过 */
export async function testZones(zones: readonly string[]): Promise<void> {
  const files = clocked();
  if (files.length === 0) throw new PlainError('没有找到测试');
  for (const zone of zones.length > 0 ? zones : ZONES.filter((other) => other !== here)) {
    console.log(`\nTZ=${zone}，${files.length} 个文件`);
    if (jest(zone, 'inherit', '--runTestsByPath', ...files).status !== 0) throw new PlainError(`时区 ${zone} 没有通过`);
  }
}
