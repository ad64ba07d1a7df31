/** 源码里谁引用谁：读 import / require / src，换算成仓库内的路径。 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../..');

/** 文件夹（或单个文件）里的源文件。 */
export function sources(path: string): string[] {
  if (!statSync(join(ROOT, path)).isDirectory()) return [path];
  return readdirSync(join(ROOT, path), { withFileTypes: true }).flatMap((entry) => {
    const inside = join(path, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : sources(inside);
    return /\.(ts|vue)$/.test(entry.name) ? [inside] : [];
  });
}

const IMPORT = /(?:from\s+|import\s+|import\(\s*|require\(\s*)['"]([^'"]+)['"]/g;
/** 只取类型的引用编译后不存在。 */
const TYPE_ONLY = /\b(?:import|export)\s+type\s[^;]*?from\s+['"][^'"]+['"]|typeof import\([^)]*\)|:\s*import\([^)]*\)\.\w+/g;
const BESIDE = /(?:@import\s+|<(?:style|script|template)[^>]*\ssrc=)['"]([^'"]+)['"]/g;

/** 文件引用的模块：相对路径换算成仓库内路径，其余原样。 */
export function importsOf(file: string, { types = true, beside = false } = {}): string[] {
  const whole = readFileSync(join(ROOT, file), 'utf8');
  const text = types ? whole : whole.replace(TYPE_ONLY, '');
  const patterns = beside ? [IMPORT, BESIDE] : [IMPORT];
  const specifiers = patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] as string));
  return specifiers.map((name) => {
    if (name.startsWith('@/')) return name.slice(2);
    return name.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(file), name)) : name;
  });
}

const ENDINGS = ['', '.ts', '.vue', '.js', '/index.ts'];

/** 引用落到哪个文件；不在仓库里的（库）为 undefined。 */
export function fileOf(target: string): string | undefined {
  return ENDINGS.map((ending) => target + ending).find((path) => existsSync(join(ROOT, path)) && statSync(join(ROOT, path)).isFile());
}

function neighbours(file: string, options: { types?: boolean; beside?: boolean }): string[] {
  if (!/\.(ts|vue|scss)$/.test(file)) return [];
  return importsOf(file, options).flatMap((target) => fileOf(target) ?? []);
}

/** 从这些文件出发能到达的全部文件（含样式与图片）；`types` 为 false 只看运行时的。 */
export function reachable(roots: readonly string[], { types = true } = {}): ReadonlySet<string> {
  const seen = new Set<string>();
  const queue = [...roots];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    queue.push(...neighbours(file, { types, beside: true }));
  }
  return seen;
}

/** 循环引用，每个环一行 `a -> b -> a`；缺省只看运行时的，`types` 连只取类型的也算。 */
export function cycles(files: readonly string[], { types = false } = {}): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) found.push([...path.slice(at), file].join(' -> '));
    if (at >= 0 || done.has(file)) return;
    for (const next of neighbours(file, { types })) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  return found;
}

export function violations(folders: readonly string[], allowed: (target: string, file: string) => boolean): string[] {
  return folders.flatMap(sources).flatMap((file) =>
    importsOf(file)
      .filter((target) => !allowed(target, file))
      .map((target) => `${file} -> ${target}`),
  );
}
