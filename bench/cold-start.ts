/**
 * 冷启动：全新的 node 进程里，require 一个云函数要多久、读多少字节。框架由平台提供，不计。
 * 计的是子进程从第一行起用掉的 CPU 时间（Windows 上为墙上时间）；文件已在系统缓存里。
 */
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../scripts/build-functions';
import { buildProduction } from './build';
import { spreadOf } from './measure';
import type { Row, Section } from './report';

const ROUNDS = 21;
const KIB = 1024;

interface Loaded {
  /** 从头到加载完，毫秒 */
  readonly ms: number;
  /** 本次加载的文件（不含 node 自带模块） */
  readonly files: readonly string[];
}

/** 子进程里运行的全部代码；第一个参数是框架的空壳（基准也加载它：框架不计），第二个是要加载的模块，没有就到此为止。 */
const CHILD = `
const spent = process.platform === 'win32' ? () => performance.now() : () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
const startedAt = spent();
require('node:crypto'); require('node:https'); require(process.argv[1]);
const target = process.argv[2];
if (target) require(target);
const ms = spent() - startedAt;
process.stdout.write(JSON.stringify({ ms, files: Object.keys(require.cache) }));
process.exit(0);
`;
const run = promisify(execFile);

/** 启动一个新进程。环境变量只留 PATH 一类，不让 NODE_OPTIONS 之类的设置掺进来。 */
async function load(shell: string, target: string | undefined): Promise<Loaded> {
  const { NODE_OPTIONS: _options, NODE_PATH: _path, ...env } = process.env;
  const { stdout } = await run(process.execPath, ['-e', CHILD, shell, ...(target ? [target] : [])], { cwd: ROOT, env });
  return JSON.parse(stdout) as Loaded;
}

interface Subject {
  readonly name: string;
  readonly target: string;
  readonly budget?: { readonly ms: number; readonly kib: number };
}

const bytesOf = (files: readonly string[]): number => files.reduce((sum, file) => sum + statSync(file).size, 0);

/** 我们部署的文件与各自大小（KiB），如 `common/vk-pay-core/index.js 70.1`。 */
function listing(files: readonly string[], folder: string): string {
  return files.map((file) => `${relative(folder, file).split(sep).join('/')} ${(statSync(file).size / KIB).toFixed(1)}`).join('，');
}

export async function measureColdStart(): Promise<Section> {
  const folder = await buildProduction();
  const subjects: readonly Subject[] = [
    { name: 'pay-notify', target: join(folder, 'pay-notify/index.js'), budget: { ms: 10, kib: 80 } },
    { name: 'vk-pay 的 createPayment', target: join(folder, 'vk-pay/service/pay/kh/createPayment.js') },
    { name: 'wechatpay-axios-plugin', target: require.resolve('wechatpay-axios-plugin') },
    { name: 'alipay-sdk', target: require.resolve('alipay-sdk') },
  ];
  const shell = join(folder, '../node_modules/vk-unicloud');
  const extra = new Map(subjects.map(({ name }) => [name, [] as number[]]));
  const loaded = new Map<string, readonly string[]>();
  // 第一轮让文件进入系统缓存，不计。
  for (let round = -1; round < ROUNDS; round += 1) {
    const base = await load(shell, undefined);
    for (const { name, target } of subjects) {
      const { ms, files } = await load(shell, target);
      loaded.set(name, files);
      if (round >= 0) extra.get(name)?.push(ms - base.ms);
    }
  }
  const rows = subjects.flatMap(({ name, budget }): Row[] => {
    const { median, low, high } = spreadOf(extra.get(name) ?? []);
    const files = (loaded.get(name) ?? []).filter((file) => !file.includes(`${sep}vk-unicloud${sep}`));
    const deployed = files.every((file) => file.startsWith(folder));
    return [
      {
        name: `加载 ${name}，比只加载 crypto 与 https 多`,
        value: median,
        low,
        high,
        unit: '毫秒',
        ...(budget ? { budget: { atMost: budget.ms } } : {}),
      },
      {
        name: `  ${name} 读入的代码`,
        value: bytesOf(files) / KIB,
        unit: 'KiB',
        ...(deployed ? { detail: listing(files, folder) } : { note: `${files.length} 个文件，未压缩` }),
        ...(budget ? { budget: { atMost: budget.kib } } : {}),
      },
    ];
  });
  return { subject: 'cold-start', title: `冷启动（每项 ${ROUNDS} 个新进程，轮流启动）`, rows };
}
