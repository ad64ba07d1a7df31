/**
 * 渠道的名单：由清单的文件夹生成，不手写。每份名单一行一个渠道；收银台上的次序写在清单里（rank）。
 * README 的表与配置模板只补新的（provider-tables.ts）。
 * `npm run new-provider` 写它们，test/providers/lists.test.ts 查它们是不是最新的。
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProviderManifest } from '../common/contract/providers/manifest';
import { TABLES } from './provider-tables';

export const MANIFESTS_DIR = 'common/contract/providers';
export const PROVIDERS_DIR = 'uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers';
export const SIMULATORS_DIR = 'local/gateways';

/** 清单文件夹里不是清单的文件 */
const NOT_MANIFESTS = new Set(['index', 'manifest']);

/** 变量名里的写法：`union-pay` → `unionPay`。 */
export const identifierOf = (name: string): string => name.replace(/-([a-z0-9])/g, (_dash, next: string) => next.toUpperCase());
/** 类型与函数名里的写法：`union-pay` → `UnionPay`。 */
export const capitalized = (name: string): string => `${name.charAt(0).toUpperCase()}${identifierOf(name).slice(1)}`;
/** 对象的键：有连字符的加引号。 */
export const keyOf = (name: string): string => (name.includes('-') ? `'${name}'` : name);

const perName = (names: readonly string[], line: (name: string) => string): string => names.map(line).join('\n');

/** 一行写得下就一行，与 prettier 的写法相同。 */
const LINE_WIDTH = 140;
function manifestsLine(names: readonly string[]): string {
  const line = `export const MANIFESTS = [${names.map(identifierOf).join(', ')}] as const;`;
  return line.length <= LINE_WIDTH
    ? line
    : `export const MANIFESTS = [\n${perName(names, (name) => `  ${identifierOf(name)},`)}\n] as const;`;
}

/** 核心里的两份同形：一个渠道一个工厂。 */
const factories = (names: readonly string[], what: { half: string; Type: string; file: string; title: string }): string => `
/** 渠道名单：${what.title}。由 npm run new-provider 从清单的文件夹生成，不要手改。 */
import type { ProviderName } from '../../../../../../common/contract/channels';
${what.Type === 'Provider' ? "import type { Provider, ProviderPorts } from './provider';" : "import type { ProviderPorts, ProviderReceiver } from './provider';"}
${perName(names, (name) => `import { create${capitalized(name)}${what.half} } from './${name}${what.file}';`)}

const CREATE: Readonly<Record<${what.Type === 'Provider' ? 'ProviderName' : 'string'}, (ports: ProviderPorts) => ${what.Type}>> = {
${perName(names, (name) => `  ${keyOf(name)}: create${capitalized(name)}${what.half},`)}
};

export function create${what.half}s(ports: ProviderPorts): ReadonlyMap<ProviderName, ${what.Type}> {
  return new Map(Object.entries(CREATE).map(([name, create]) => [name as ProviderName, create(ports)]));
}
`;

/** 每份名单怎样写：`names` 按字母，`ranked` 按收银台上的次序，`receiving` 是通知自己就算数的（按字母）。 */
const LISTS: Readonly<Record<string, (names: readonly string[], ranked: readonly string[], receiving: readonly string[]) => string>> = {
  [`${MANIFESTS_DIR}/index.ts`]: (names, ranked) => `
/** 清单的名单，按收银台上的次序（rank）。由 npm run new-provider 从这个文件夹生成，不要手改。 */
${perName(names, (name) => `import { ${identifierOf(name)} } from './${name}';`)}

${manifestsLine(ranked)}
`,
  [`${PROVIDERS_DIR}/registry.ts`]: (names) => factories(names, { half: 'Provider', Type: 'Provider', file: '', title: '每个渠道的全部' }),
  [`${PROVIDERS_DIR}/receivers.ts`]: (_names, _ranked, receiving) =>
    factories(receiving, {
      half: 'Receiver',
      Type: 'ProviderReceiver',
      file: '/receiver',
      title: '每个渠道接收回调的那一半；通知要主动查询才算数的（清单的 asksBack）不在其中',
    }),
  [`${SIMULATORS_DIR}/index.ts`]: (names) => `
/** 模拟网关的名单。由 npm run new-provider 从清单的文件夹生成，不要手改。 */
${perName(names, (name) => `import { ${identifierOf(name)} } from './${name}/stand';`)}

export const SIMULATORS = {
${perName(names, (name) => (name === identifierOf(name) ? `  ${name},` : `  ${keyOf(name)}: ${identifierOf(name)},`))}
};
`,
};

export const LIST_FILES: readonly string[] = [...Object.keys(LISTS), ...Object.keys(TABLES)];

/** 有清单的渠道，按字母。 */
export function namesOfManifests(root: string): string[] {
  return readdirSync(join(root, MANIFESTS_DIR))
    .map((file) => file.replace(/\.ts$/, ''))
    .filter((name) => !NOT_MANIFESTS.has(name))
    .sort();
}

/** 各清单的内容，按收银台的次序。 */
async function manifestsOf(root: string, names: readonly string[]): Promise<readonly ProviderManifest[]> {
  const read = names.map(async (name) => {
    const module = (await import(join(root, MANIFESTS_DIR, `${name}.ts`))) as Readonly<Record<string, ProviderManifest>>;
    return module[identifierOf(name)] as ProviderManifest;
  });
  return (await Promise.all(read)).sort((a, b) => a.rank - b.rank);
}

/** 每份名单现在应有的样子：路径 → 内容。 */
export async function renderLists(root: string): Promise<ReadonlyMap<string, string>> {
  const names = namesOfManifests(root);
  const manifests = await manifestsOf(root, names);
  const ranked = manifests.map(({ name }) => name);
  const receiving = names.filter((name) => !manifests.find((manifest) => manifest.name === name)?.asksBack);
  const made = Object.entries(LISTS).map(([path, render]) => [path, render(names, ranked, receiving).trimStart()] as const);
  const tables = Object.entries(TABLES).map(
    ([path, complete]) => [path, complete(readFileSync(join(root, path), 'utf8'), manifests)] as const,
  );
  return new Map([...made, ...tables]);
}

/** 过时的名单。 */
export async function staleLists(root: string): Promise<string[]> {
  const rendered = await renderLists(root);
  return [...rendered].filter(([path, content]) => readFileSync(join(root, path), 'utf8') !== content).map(([path]) => path);
}

/** 重写过时的名单，返回写了哪几份。 */
export async function writeLists(root: string): Promise<string[]> {
  const rendered = await renderLists(root);
  const stale = await staleLists(root);
  for (const path of stale) writeFileSync(join(root, path), rendered.get(path) ?? '');
  return stale;
}
