/**
 * 插件包的云端：构建好的云函数与公共模块，依赖写成 uni_modules 里的相对路径（官方插件也这样写）。
 * 测试接口、示例的订单类型、收款账号都不在里面。
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { buildFunctions } from '../build-functions';
import { PLUGIN, ROOT, TEMPLATE } from './places';

const FUNCTIONS_IN = 'uniCloud/cloudfunctions';
const CLOUD = join(ROOT, 'uniCloud-aliyun');
/** 示例订单类型用的表 */
const DEMO_TABLE = /^demo_/;
/** 插件自己带着的公共模块；别的依赖都在各自的插件里 */
const OWN_MODULES: ReadonlySet<string> = new Set(['vk-pay-core', 'payment-types', 'vk-uni-pay']);

/**
 * 从插件里的一个文件夹（如 `uniCloud/cloudfunctions/monitor`）出发，一个公共模块在哪里。
 * @param owner 带着自己的公共模块的是哪个插件；缺省就是它
 */
export function dependencyPath(name: string, folder: string, plugin = PLUGIN, owner = plugin): string {
  const home = OWN_MODULES.has(name) ? owner : name;
  return `file:${relative(`${plugin}/${folder}`, `${home}/${FUNCTIONS_IN}/common/${name}`)}`;
}

interface PackageFile {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

function writeJson(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** 依赖换成插件里的路径，版本号跟着插件走。 */
function fitPackageFile(outDir: string, folder: string, version: string, plugin: string, owner: string): void {
  const file = join(outDir, folder, 'package.json');
  const json = JSON.parse(readFileSync(file, 'utf8')) as PackageFile;
  const kinds = (['dependencies', 'optionalDependencies'] as const).flatMap((kind) => {
    const names = Object.keys(json[kind] ?? {});
    return names.length === 0 ? [] : [[kind, Object.fromEntries(names.map((name) => [name, dependencyPath(name, folder, plugin, owner)]))]];
  });
  writeJson(file, { ...json, version, ...(Object.fromEntries(kinds) as object) });
}

/** 表结构与索引；示例的表与初始数据不要。员工的角色单放：商户的空间已经有 uni-id 的表，不能自动覆盖。 */
function packDatabase(outDir: string): void {
  const target = join(outDir, 'uniCloud/database');
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(join(CLOUD, 'database')))
    if (!DEMO_TABLE.test(name) && /\.(schema|index)\.json$/.test(name)) cpSync(join(CLOUD, 'database', name), join(target, name));
  for (const name of ['uni-id-roles', 'uni-id-permissions'])
    cpSync(join(CLOUD, 'database', `${name}.init_data.json`), join(outDir, 'roles', `${name}.json`));
}

/** @param template 只有包里才有的文件在哪里；与构建出来的同名的换成它 */
export async function packCloud(outDir: string, version: string, plugin = PLUGIN, template = TEMPLATE): Promise<void> {
  const built = mkdtempSync(join(tmpdir(), 'vk-pay-pack-'));
  try {
    await buildFunctions({ outDir: built, testEndpoints: false });
    rmSync(join(built, 'common/uni-config-center'), { recursive: true });
    rmSync(join(built, 'common/payment-types'), { recursive: true });
    cpSync(built, join(outDir, FUNCTIONS_IN), { recursive: true });
  } finally {
    rmSync(built, { recursive: true, force: true });
  }
  // 订单类型由商户写在配置中心里，插件只装载它。
  const own = join(template, FUNCTIONS_IN);
  cpSync(join(ROOT, own), join(outDir, FUNCTIONS_IN), { recursive: true });
  fitPackageFiles(outDir, version, plugin, plugin);
  packDatabase(outDir);
}

/** 没有要构建的云函数的插件：照模板里的样子抄过去，公共模块在另一个插件里。 */
export function packPlainCloud(outDir: string, version: string, plugin: string, { template, owner }: PlainCloud): void {
  cpSync(join(ROOT, template, FUNCTIONS_IN), join(outDir, FUNCTIONS_IN), { recursive: true });
  fitPackageFiles(outDir, version, plugin, owner);
}
interface PlainCloud {
  readonly template: string;
  readonly owner: string;
}

function fitPackageFiles(outDir: string, version: string, plugin: string, owner: string): void {
  for (const folder of packagesIn(join(outDir, FUNCTIONS_IN))) fitPackageFile(outDir, join(FUNCTIONS_IN, folder), version, plugin, owner);
}

/** 有 package.json 的文件夹：云函数与公共模块。 */
function packagesIn(folder: string): string[] {
  const names = (path: string): string[] =>
    existsSync(join(folder, path)) ? readdirSync(join(folder, path)).filter((name) => name !== 'common') : [];
  return [...names('.'), ...names('common').map((name) => `common/${name}`)];
}

/** 配置中心的样板：收款账号、设置、订单类型，复制到商户自己的配置中心里再填。 */
export function packConfigSamples(outDir: string): void {
  const center = join(CLOUD, 'cloudfunctions/common/uni-config-center');
  for (const plugin of ['uni-pay', PLUGIN]) cpSync(join(center, plugin), join(outDir, 'uni-config-center', plugin), { recursive: true });
  cpSync(join(ROOT, TEMPLATE, 'uni-config-center'), join(outDir, 'uni-config-center'), { recursive: true });
}
