/**
 * npm run new-provider：写出一个渠道的骨架（清单、核心里的文件夹、模拟网关的文件夹），重写由它们生成的名单。
 * 骨架过得了类型检查，契约测试是红的：每个角色都说自己还没有写。模板在 scripts/provider-template/。
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from './arguments';
import {
  capitalized,
  identifierOf,
  LIST_FILES,
  MANIFESTS_DIR,
  namesOfManifests,
  PROVIDERS_DIR,
  SIMULATORS_DIR,
  writeLists,
} from './provider-lists';

const TEMPLATE = join(__dirname, 'provider-template');
/** 模板里渠道的名字，与它的变量名、类型名 */
const PLACEHOLDERS: readonly (readonly [string, (name: string) => string])[] = [
  ['newpay', (name) => name],
  ['newPay', identifierOf],
  ['NewPay', capitalized],
];
/** 名字就是文件夹名与配置里的键，驼峰写法是变量名：不能与这些同名。 */
const TAKEN = new Set(
  (
    'kit index manifest provider registry receivers break case catch class const continue debugger default delete do else enum export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected public ' +
    'return static super switch this throw true try typeof var void while with yield await'
  ).split(' '),
);
const LONGEST = 20;

/** @throws UsageError 名字不合格，或已经有了 */
export function checkName(name: string, root: string): void {
  if (!/^[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*$/.test(name) || name.length > LONGEST)
    throw new UsageError(`渠道的名字只能是小写字母与数字、每段以字母开头、段之间一个连字符、不超过 ${LONGEST} 个字符，不能是「${name}」`);
  if (TAKEN.has(name)) throw new UsageError(`「${name}」另有用处，换一个名字`);
  const existing = [join(MANIFESTS_DIR, `${name}.ts`), join(PROVIDERS_DIR, name), join(SIMULATORS_DIR, name)];
  const found = existing.find((path) => existsSync(join(root, path)));
  if (found !== undefined || namesOfManifests(root).includes(name)) throw new UsageError(`已经有渠道 ${name}（${found ?? MANIFESTS_DIR}）`);
}

/** 一个渠道的全部骨架文件：仓库里的路径 → 模板。 */
function skeleton(name: string): ReadonlyMap<string, string> {
  const folder = (from: string, to: string): [string, string][] =>
    readdirSync(join(TEMPLATE, from))
      .sort()
      .map((file) => [join(to, name, file.replace(/\.txt$/, '')), join(TEMPLATE, from, file)]);
  return new Map([
    [join(MANIFESTS_DIR, `${name}.ts`), join(TEMPLATE, 'manifest.ts.txt')],
    ...folder('provider', PROVIDERS_DIR),
    ...folder('simulator', SIMULATORS_DIR),
  ]);
}

function write(root: string, path: string, template: string, name: string): void {
  const file = join(root, path);
  const text = PLACEHOLDERS.reduce(
    (known, [placeholder, written]) => known.replaceAll(placeholder, written(name)),
    readFileSync(template, 'utf8'),
  );
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** 名字的长短会改变换行：写完一并排版。 */
function tidy(root: string, files: readonly string[]): void {
  const prettier = require.resolve('prettier/bin/prettier.cjs');
  execFileSync(process.execPath, [prettier, '--write', '--log-level', 'warn', ...files], { cwd: root, stdio: 'inherit' });
}

/** @returns 新建的与重写的文件。@throws UsageError 名字不合格或已经有了 */
export async function addProvider(
  root: string,
  name: string,
): Promise<{ readonly made: readonly string[]; readonly lists: readonly string[] }> {
  checkName(name, root);
  const files = skeleton(name);
  for (const [path, template] of files) write(root, path, template, name);
  tidy(root, [...files.keys()]);
  return { made: [...files.keys()], lists: await writeLists(root) };
}

export async function newProvider(name: string | undefined, options: { readonly lists: boolean }): Promise<void> {
  const root = resolve(__dirname, '..');
  if (options.lists) {
    if (name !== undefined) throw new UsageError('--lists 只重写名单，不用给名字');
    const written = await writeLists(root);
    console.log(written.length === 0 ? `${LIST_FILES.length} 份名单都是最新的` : `重写了\n  ${written.join('\n  ')}`);
    return;
  }
  if (name === undefined) throw new UsageError('缺少参数 <渠道>，如 npm run new-provider -- unionpay');
  const { made, lists } = await addProvider(root, name);
  console.log(`新建了 ${made.length} 个文件：
  ${join(MANIFESTS_DIR, `${name}.ts`)}
  ${join(PROVIDERS_DIR, name)}/
  ${join(SIMULATORS_DIR, name)}/
重写了名单：
  ${lists.join('\n  ')}

接下来（步骤见 CONTRIBUTING.md「加一个渠道」）：
  1. 协议的事实写进 docs/protocols/${name}.md
  2. 只照它写模拟网关，再只照它写渠道
  3. npx jest test/providers/contract -t ${name}    现在是红的，全绿就写完了`);
}
