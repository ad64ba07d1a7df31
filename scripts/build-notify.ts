/**
 * 回调函数的小入口：门（读配置、验签）一个文件；用到才装载的（验过签才用的结算、出门才用的地址核对、数据库里的商户、打开了才用的留存）各一个；
 * 只有后面几个共用的另成几块。
 * esbuild 只会切 ES 模块，还把门与后面共用的切成一块块：每多一个文件，冷启动多读一次盘、多一段包装。
 * 于是先切好，把门用到的几块并回门里（后面的向门要），再把最外层的导入导出写成 CommonJS（云函数 require 的就是它们）。
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { compileFunction } from 'node:vm';
import { build, type BuildOptions } from 'esbuild';

const ENTRY = 'notify.js';
const HASHED = /notify-([a-z-]+)-[0-9A-Z]{8}\.js/g;
/** esbuild 压缩过的最外层导入、导出、用到才装载的导入；别的写法一种也不认：剩下的不是合法的 CommonJS，写下之前就抛错。 */
const STATIC_IMPORT = /\bimport(?:\{([^{}]*)\}from)?"([^"]+)";/g;
const EXPORTS = /\bexport\{([^{}]*)\};\s*$/;
const DYNAMIC_IMPORT = /\bimport\(("\.\/notify-[a-z-]+\.js")\)/g;

interface Clause {
  readonly outer: string;
  readonly inner: string;
}

/** `a as x,b` → 模块里叫什么、这里叫什么。 */
const clausesOf = (list = ''): Clause[] =>
  list
    .split(',')
    .filter(Boolean)
    .map((clause) => {
      const [outer = '', inner = outer] = clause.trim().split(/\s+as\s+/);
      return { outer, inner };
    });

const propertyOf = ({ outer, inner }: Clause): string => (outer === inner ? outer : `${outer}:${inner}`);

/** 切好的 ES 模块：文件名（没有散列）→ 内容。 */
type Parts = ReadonlyMap<string, string>;

/** 带散列的名字 → 固定的名字（几处共用的一块块编号）：就地构建时覆盖上一次的，不留旧文件。 */
function withFixedNames(files: readonly { readonly path: string; readonly text: string }[]): Parts {
  const shared = files
    .map(({ path }) => basename(path))
    .filter((name) => name.startsWith('notify-chunk-'))
    .sort();
  const nameOf = (hashed: string): string => {
    const index = shared.indexOf(hashed);
    return index < 0 ? hashed.replace(HASHED, 'notify-$1.js') : `notify-chunk-${index + 1}.js`;
  };
  return new Map(files.map(({ path, text }) => [nameOf(basename(path)), text.replace(HASHED, nameOf)]));
}

const textOf = (parts: Parts, name: string): string => {
  const text = parts.get(name);
  if (text === undefined) throw new Error(`回调入口没有切出 ${name}`);
  return text;
};

const importsOf = (text: string): { readonly file: string; readonly clauses: Clause[] }[] =>
  [...text.matchAll(STATIC_IMPORT)].map(([, list, from = '']) => ({ file: basename(from), clauses: clausesOf(list) }));

/** 一开始就要装载的：入口与它直接、间接导入的。 */
function filesOfDoor(parts: Parts): ReadonlySet<string> {
  const door = new Set<string>([ENTRY]);
  for (const name of door) for (const { file } of importsOf(textOf(parts, name))) if (parts.has(file)) door.add(file);
  return door;
}

/** 一个名字向哪个文件要、叫什么。 */
interface Source {
  readonly from: string;
  readonly name: string;
}

/** 最外层的导入导出写成 CommonJS。@param sourceOf 从这个文件导入的这个名字 */
function toCommonJs(text: string, sourceOf: (file: string, name: string) => Source): string {
  const wanted = new Map<string, string[]>();
  const body = text
    .replace(STATIC_IMPORT, (_whole, list: string | undefined, from: string) => {
      for (const { outer, inner } of clausesOf(list)) {
        const source = from.startsWith('./') ? sourceOf(basename(from), outer) : { from, name: outer };
        wanted.set(source.from, [...(wanted.get(source.from) ?? []), propertyOf({ outer: source.name, inner })]);
      }
      return '';
    })
    .replace(DYNAMIC_IMPORT, '(async()=>require($1))()')
    .replace(EXPORTS, (_whole, list: string) => {
      const names = clausesOf(list).map(({ outer, inner }) => propertyOf({ outer: inner, inner: outer }));
      return `module.exports={${names.join()}};\n`;
    });
  const requires = [...wanted].map(([from, names]) => `const{${names.join()}}=require("${from}");`);
  const code = `"use strict";${requires.join('')}${body}`;
  compileFunction(code);
  return code;
}

/** 把几块 ES 模块并成一个：入口导出的，加上 `passed` 里各块的名字。 */
async function joined(parts: Parts, door: ReadonlySet<string>, contents: string, options: BuildOptions): Promise<string> {
  const { outputFiles = [] } = await build({
    ...options,
    stdin: { contents, resolveDir: __dirname, sourcefile: ENTRY },
    plugins: [
      {
        name: 'parts',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^\.\/notify/ }, ({ path }) =>
            door.has(basename(path)) ? { path: basename(path), namespace: 'part' } : { path, external: true },
          );
          onLoad({ filter: /.*/, namespace: 'part' }, ({ path }) => ({ contents: textOf(parts, path) }));
        },
      },
    ],
  });
  return outputFiles.map(({ text }) => text).join('');
}

/** @param common 与其余云函数相同的选项。 */
export async function buildNotify(entryPoint: string, outDir: string, tsconfig: string, common: BuildOptions): Promise<void> {
  const options: BuildOptions & { readonly write: false } = { ...common, bundle: true, format: 'esm', minify: true, write: false };
  const { outputFiles } = await build({
    ...options,
    entryPoints: [entryPoint],
    outdir: outDir,
    chunkNames: 'notify-[name]-[hash]',
    splitting: true,
    tsconfig,
  });
  const parts = withFixedNames(outputFiles);
  const door = filesOfDoor(parts);
  const later = [...parts].filter(([name]) => !door.has(name));

  /** 后面几个要的、已经并进门里的：`文件 名字` → 门替它转手时的名字。 */
  const passed = new Map<string, string>();
  for (const { file, clauses } of later.flatMap(([, text]) => importsOf(text)))
    if (door.has(file))
      for (const { outer } of clauses) passed.set(`${file} ${outer}`, passed.get(`${file} ${outer}`) ?? `_${passed.size}`);
  const reexports = [...passed].map(([key, name]) => {
    const [file = '', outer = ''] = key.split(' ');
    return `export{${outer} as ${name}}from"./${file}";`;
  });
  const whole = await joined(parts, door, [`export*from"./${ENTRY}";`, ...reexports].join('\n'), options);

  const sourceOf = (file: string, name: string): Source => {
    const handed = passed.get(`${file} ${name}`);
    return handed === undefined ? { from: `./${file}`, name } : { from: `./${ENTRY}`, name: handed };
  };
  mkdirSync(outDir, { recursive: true });
  for (const [name, text] of [[ENTRY, whole] as const, ...later]) writeFileSync(join(outDir, name), toCommonJs(text, sourceOf));
}
