/**
 * 回调函数的小入口：门（读配置、验签）一个文件；用到才装载的（验过签才用的结算、出门才用的地址核对、数据库里的商户、打开了才用的留存）各一个；
 * 几处共用的几个。
 * esbuild 只会切 ES 模块：先切好，再逐个换成 CommonJS（云函数 require 的就是它们）。
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, transform, type BuildOptions } from 'esbuild';

/** esbuild 给的名字带散列；写下的名字是固定的（几处共用的一块块编号）：就地构建时覆盖上一次的，不留旧文件。 */
const CHUNK_NAMES = 'notify-[name]-[hash]';
const HASHED = /notify-([a-z-]+)-[0-9A-Z]{8}\.js/g;

/** 带散列的名字 → 固定的名字。 */
function fixedNames(names: readonly string[]): (hashed: string) => string {
  const shared = names.filter((name) => name.startsWith('notify-chunk-')).sort();
  return (hashed) => {
    const index = shared.indexOf(hashed);
    return index < 0 ? hashed.replace(HASHED, 'notify-$1.js') : `notify-chunk-${index + 1}.js`;
  };
}

/** @param common 与其余云函数相同的选项。 */
export async function buildNotify(entryPoint: string, outDir: string, tsconfig: string, common: BuildOptions): Promise<void> {
  const { outputFiles = [] } = await build({
    ...common,
    entryPoints: [entryPoint],
    outdir: outDir,
    chunkNames: CHUNK_NAMES,
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    write: false,
    tsconfig,
  });
  mkdirSync(outDir, { recursive: true });
  const { target, charset } = common;
  const nameOf = fixedNames(outputFiles.map(({ path }) => basename(path)));
  await Promise.all(
    outputFiles.map(async ({ path, text }) => {
      // import() 换成 require：平台上按路径加载的只有 CommonJS。
      const supported = { 'dynamic-import': false };
      const { code } = await transform(text.replace(HASHED, nameOf), {
        format: 'cjs',
        platform: 'node',
        minify: true,
        target,
        charset,
        supported,
      });
      writeFileSync(join(outDir, nameOf(basename(path))), code);
    }),
  );
}
