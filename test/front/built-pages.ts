// 测试用的前端产物：与 npm start 用同一份保留的构建，源文件没有变就不重新构建。
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { keptPages } from '../../scripts/kept-pages';
import type { PagesPlatform } from '../../scripts/pages-platforms';

export function filesUnder(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesUnder(join(path, name)));
}

/** 构建（或沿用）一份产物。@returns 产物目录 */
export async function builtPages(platform: PagesPlatform, endpoint: string, simulator: boolean): Promise<string> {
  // 商户自己的空间不该影响测试
  delete process.env['UNI_CLOUD_PROVIDER'];
  const pages = keptPages({ platform, endpoint, simulator, quiet: true });
  return pages.ready ?? pages.build();
}

/** 产物里全部文本文件的内容。 */
export function textOf(outDir: string): string {
  return filesUnder(outDir)
    .filter((file) => /\.(js|css|html|json|wxml|wxss)$/.test(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
}
