/** 从几个文件出发，走得到仓库里的哪些文件：脚本里的引用，与组件用 `src` 引用的样式。 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@vue/compiler-sfc';
import ts from 'typescript';

/** 引用 → 仓库里的文件；库与商户自己的文件为 undefined */
type Resolve = (specifier: string, from: string) => string | undefined;

const importsIn = (script: string): string[] => ts.preProcessFile(script).importedFiles.map(({ fileName }) => fileName);

function referencesIn(file: string, source: string): string[] {
  if (file.endsWith('.ts')) return importsIn(source);
  if (!file.endsWith('.vue')) return [];
  const { script, scriptSetup, styles } = parse(source, { filename: file }).descriptor;
  const scripts = [script, scriptSetup].flatMap((block) => (block ? importsIn(block.content) : []));
  return [...scripts, ...styles.flatMap(({ src }) => src ?? [])];
}

/** @param entries 仓库里的路径，自己也算 */
export function reachedFrom(root: string, entries: readonly string[], resolve: Resolve): ReadonlySet<string> {
  const seen = new Set<string>();
  const queue = [...entries];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const here = file;
    queue.push(...referencesIn(here, readFileSync(join(root, here), 'utf8')).flatMap((specifier) => resolve(specifier, here) ?? []));
  }
  return seen;
}
