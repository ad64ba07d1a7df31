/**
 * 在官方框架上跑测试：官方文件（vk-unicloud、uni-id，可以再有 uni-config-center）放在仓库外面的文件夹里，
 * 形状与项目里一样是 `uni_modules/<插件>/…`。它们从不进仓库，没有的那部分用替身。
 */
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { UsageError } from './arguments';
import { ROOT } from './build-functions';
import { SAME_ORIGIN, type PagesBuild } from './build-pages';
import { frameworkInUse, isOfficial } from './framework';
import { keptPages } from './kept-pages';
import { OFFICIAL_SUITES, SUITES, type Suite } from './official-suites';
import { PlainError } from './plain-error';

/** 参数里的文件夹；给的是 uni_modules 本身也行。@throws UsageError 没有这个文件夹，或它在仓库里面 */
function rootOf(folder: string): string {
  if (!existsSync(folder)) throw new UsageError(`没有文件夹 ${folder}`);
  const real = realpathSync(folder);
  const root = basename(real) === 'uni_modules' ? dirname(real) : real;
  const inside = relative(ROOT, root);
  if (inside === '' || !inside.startsWith('..')) throw new UsageError('官方文件要放在仓库外面：它们不能提交进来');
  return root;
}

/** 要页面的套件用到的产物：测试开始之前建好，免得几个进程一起等它、等到超时。 */
const PAGES: Readonly<Partial<Record<Suite, readonly PagesBuild[]>>> = {
  browser: [{ platform: 'h5', endpoint: SAME_ORIGIN, simulator: true, quiet: true }],
  front: [
    { platform: 'h5', endpoint: SAME_ORIGIN, simulator: false, quiet: true },
    { platform: 'mp-weixin', endpoint: 'http://127.0.0.1:9099', simulator: false, quiet: true },
  ],
};

async function buildPagesFor(suites: readonly Suite[]): Promise<void> {
  // 商户自己的空间不该影响测试
  delete process.env['UNI_CLOUD_PROVIDER'];
  for (const options of suites.flatMap((suite) => PAGES[suite] ?? [])) {
    const pages = keptPages(options);
    if (pages.ready) continue;
    console.log(`构建页面：${options.platform}${options.simulator ? '（带模拟器）' : ''}……`);
    await pages.build();
  }
}

const line = (): string =>
  Object.entries(frameworkInUse())
    .map(([name, what]) => `${name} ${what}`)
    .join(' · ');

/**
 * @param folder 缺省取环境变量 VK_PAY_OFFICIAL；都没有就说明一声，不算失败
 * @throws PlainError 文件夹里没有官方插件，或测试没有通过
 */
export async function testOfficial(folder = process.env['VK_PAY_OFFICIAL'], suites: readonly Suite[] = OFFICIAL_SUITES): Promise<void> {
  if (!folder) {
    console.log('没有给出官方文件所在的文件夹，跳过。写法：npm run test:official -- <里面有 uni_modules 的文件夹>');
    return;
  }
  process.env['VK_PAY_OFFICIAL'] = rootOf(folder);
  if (!isOfficial()) throw new PlainError(`${folder} 里没有 uni_modules/vk-unicloud 或 uni_modules/uni-id，没有可测的官方文件`);
  console.log(`运行在：${line()}\n套件：${suites.join('、')}\n`);
  await buildPagesFor(suites);
  const patterns = suites.map((name) => SUITES[name]);
  const { status } = spawnSync(process.execPath, [join(ROOT, 'node_modules/jest/bin/jest.js'), ...patterns], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  console.log(`\n以上运行在：${line()}`);
  if (status !== 0) throw new PlainError('没有全部通过');
}
