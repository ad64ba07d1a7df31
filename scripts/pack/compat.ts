/**
 * npm run pack -- --compat：兼容包 dist/uni_modules/vk-uni-pay。照 vk-uni-pay（与 uni-pay 2）的公开文档写的项目，
 * 复制这一个文件夹（用 uni-pay 2 的再加旁边的 uni-pay），配置、服务、业务处理文件一个字不改。只有包里才有的文件在 package/compat。
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packCloud, packPlainCloud } from './cloud';
import { packCompatFronts } from './compat-front';
import { version } from './index';
import { ROOT } from './places';

export const COMPAT_PLUGIN = 'vk-uni-pay';
const TEMPLATE = 'package/compat';
/** 原样复制的：说明 */
const AS_IT_IS = ['readme.md', 'readme.en.md'];

/** @param target 里面会有 vk-uni-pay 文件夹；旧的先删掉。@returns 包的文件夹 */
export async function packCompat(target = join(ROOT, 'dist/uni_modules')): Promise<string> {
  const outDir = join(target, COMPAT_PLUGIN);
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir, { recursive: true });
  await packCloud(outDir, version(), COMPAT_PLUGIN, TEMPLATE);
  await packCompatFronts(target);
  packPlainCloud(join(target, 'uni-pay'), version(), 'uni-pay', { template: `${TEMPLATE}/uni-pay`, owner: COMPAT_PLUGIN });
  for (const name of AS_IT_IS) {
    const from = join(ROOT, TEMPLATE, name);
    if (existsSync(from)) cpSync(from, join(outDir, name), { recursive: true });
  }
  const about = JSON.parse(readFileSync(join(ROOT, TEMPLATE, 'package.json'), 'utf8')) as object;
  writeFileSync(join(outDir, 'package.json'), `${JSON.stringify({ ...about, version: version() }, null, 2)}\n`);
  cpSync(join(ROOT, 'LICENSE'), join(outDir, 'license.md'));
  return outDir;
}

export async function packCompatForUse(): Promise<void> {
  const outDir = await packCompat();
  console.log(`兼容包已打到 ${relative(process.cwd(), outDir)}：复制到项目的 uni_modules/ 里，照里面的 readme.md 做。`);
}
