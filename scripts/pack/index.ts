/**
 * npm run pack：把整个模块打成插件市场的形状 dist/uni_modules/vk-pay。
 * 商户复制这一个文件夹、填一份配置、上传，就装好了；怎样做在包里的 readme。
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packCloud, packConfigSamples } from './cloud';
import { packFrontEnd } from './front-end';
import { HOME, isStaffPage, productPages, ROOT, STAFF, TEMPLATE } from './places';
import { packTypes } from './types';

/** readme 里要商户粘贴的那一段页面登记，由 pages.json 得出。 */
const PAGES_MARK = '<!-- pages -->';

const rows = (pages: readonly object[], indent: number): string =>
  pages.map((page) => ' '.repeat(indent) + JSON.stringify(page)).join(',\n');

/** 付款人的页面在主包里，员工的是一个分包；地址不因此变。 */
function pageEntries(): string {
  const all = productPages();
  const payers = all.filter((page) => !isStaffPage(page)).map((page) => ({ ...page, path: `${HOME}/${page.path}` }));
  const staff = all.filter(isStaffPage).map((page) => ({ ...page, path: page.path.slice(STAFF.length + 1) }));
  return [
    `{\n  "pages": [\n${rows(payers, 4)}\n  ],`,
    `  "subPackages": [\n    {\n      "root": "${HOME}/${STAFF}",\n      "pages": [\n${rows(staff, 8)}\n      ]\n    }\n  ]\n}`,
  ].join('\n');
}

export function version(): string {
  return (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;
}

function packReadme(outDir: string, name: string): void {
  const readme = readFileSync(join(ROOT, TEMPLATE, name), 'utf8');
  const entries = `\`\`\`json\n${pageEntries()}\n\`\`\``;
  writeFileSync(join(outDir, name), readme.replace(PAGES_MARK, entries));
}

function packDocuments(outDir: string): void {
  const about = JSON.parse(readFileSync(join(ROOT, TEMPLATE, 'package.json'), 'utf8')) as object;
  writeFileSync(join(outDir, 'package.json'), `${JSON.stringify({ ...about, version: version() }, null, 2)}\n`);
  for (const name of ['readme.md', 'readme.en.md']) packReadme(outDir, name);
  cpSync(join(ROOT, 'CHANGELOG.md'), join(outDir, 'changelog.md'));
  cpSync(join(ROOT, 'LICENSE'), join(outDir, 'license.md'));
}

/** @param target 里面会有 vk-pay 文件夹；旧的先删掉。@returns 插件的文件夹 */
export async function pack(target = join(ROOT, 'dist/uni_modules')): Promise<string> {
  const outDir = join(target, 'vk-pay');
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir, { recursive: true });
  const [files] = await Promise.all([packFrontEnd(outDir), packCloud(outDir, version())]);
  packTypes(outDir, files);
  packConfigSamples(outDir);
  packDocuments(outDir);
  return outDir;
}

export async function packForUse(): Promise<void> {
  console.log('正在打包页面、组件、云函数与类型，约半分钟……');
  const outDir = await pack();
  console.log(`插件已打包到 ${relative(process.cwd(), outDir)}：复制到你的项目的 uni_modules/ 里，照里面的 readme.md 做。`);
}
