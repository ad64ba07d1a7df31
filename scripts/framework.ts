/**
 * 云函数跑在谁的框架上：`uni_modules` 里有官方的 vk-unicloud、uni-id 就用官方的，没有的用本地替身。
 * 官方文件也可以放在仓库外面，由环境变量 VK_PAY_OFFICIAL 指出（`npm run test:official`）。
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..');
export const FRAMEWORK = ['vk-unicloud', 'uni-id'] as const;
type Name = (typeof FRAMEWORK)[number] | 'uni-config-center';

/** 里面有 uni_modules 的文件夹：缺省就是这个仓库。 */
export const officialRoot = (): string => resolve(process.env['VK_PAY_OFFICIAL'] ?? ROOT);

function pluginDir(name: string): string {
  return join(officialRoot(), 'uni_modules', name);
}

/** 官方插件里云端那一半（公共模块）的文件夹；没有就是 undefined。 */
export function officialModule(name: Name): string | undefined {
  const folder = join(pluginDir(name), 'uniCloud/cloudfunctions/common', name);
  return existsSync(join(folder, 'index.js')) ? folder : undefined;
}

function versionOf(name: string): string {
  const file = join(pluginDir(name), 'package.json');
  const { version } = (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}) as { version?: string };
  return version ?? '版本不明';
}

/** 各部分用的是什么，如 `{ 'vk-unicloud': '官方 2.18.0', 'uni-id': '替身' }`；浏览器里的那一半跟着 vk-unicloud。 */
export function frameworkInUse(): Readonly<Record<(typeof FRAMEWORK)[number], string>> {
  const used = (name: Name): string => (officialModule(name) ? `官方 ${versionOf(name)}` : '替身');
  return { 'vk-unicloud': used('vk-unicloud'), 'uni-id': used('uni-id') };
}

/** 至少有一部分是官方的。 */
export const isOfficial = (): boolean => FRAMEWORK.some((name) => officialModule(name));

/** 放构建产物的文件夹名：换了框架就换一个，旧的产物不会被当成新的。 */
export const frameworkTag = (): string => {
  const official = FRAMEWORK.filter((name) => officialModule(name)).map((name) => `${name}-${versionOf(name)}`);
  return official.join('+') || 'stand-in';
};

/**
 * 公共模块 → 文件或文件夹。官方的 uni-config-center 只提供它里面的配置文件（见 RuntimeOptions.modules）。
 * @param standInDir 替身构建在哪里
 */
export function frameworkModules(standInDir: string): Record<string, string> {
  const modules = Object.fromEntries(FRAMEWORK.map((name) => [name, officialModule(name) ?? join(standInDir, `${name}.js`)]));
  const center = officialModule('uni-config-center');
  return center ? { ...modules, 'uni-config-center': center } : modules;
}
