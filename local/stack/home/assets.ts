/** 页面的脚本与样式：TypeScript 用 esbuild 打成一个文件，第一次有人看时才打。 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};

export const homeScript = once(() => {
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, 'browser', 'main.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
});

export const homeStyle = once(() => readFileSync(join(__dirname, 'browser', 'style.css'), 'utf8'));
