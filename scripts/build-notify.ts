/**
 * 回调函数的小入口：门（读配置、验签）一个文件；用到才装载的（验过签才用的结算、出门才用的地址核对）各一个；两边都用的一个。
 * esbuild 只会切 ES 模块：先切好，再逐个换成 CommonJS（云函数 require 的就是它们）。
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, transform, type BuildOptions } from 'esbuild';

/** 名字是固定的：就地构建时覆盖上一次的，不留旧文件；多切出一块会重名，esbuild 当场报错。 */
const CHUNK_NAMES = 'notify-[name]';

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
  await Promise.all(
    outputFiles.map(async ({ path, text }) => {
      // import() 换成 require：平台上按路径加载的只有 CommonJS。
      const supported = { 'dynamic-import': false };
      const { code } = await transform(text, { format: 'cjs', platform: 'node', minify: true, target, charset, supported });
      writeFileSync(join(outDir, basename(path)), code);
    }),
  );
}
