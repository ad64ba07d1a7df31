// 测试用的前端产物：放在 dist/test/pages，源文件没有变就不重新构建。
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { buildPages, type PagesPlatform } from '../../scripts/build-pages';

const ROOT = resolve(__dirname, '../..');
const SOURCES = [
  'pages',
  'demo',
  'components',
  'common',
  'static',
  'scripts/build-pages.ts',
  'index.html',
  'main.ts',
  'App.vue',
  'manifest.json',
  'pages.json',
  'theme.json',
  'uni.scss',
  'vite.config.ts',
  'app.config.js',
];

export function filesUnder(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesUnder(join(path, name)));
}

function newestSource(): number {
  return Math.max(...SOURCES.flatMap((name) => filesUnder(join(ROOT, name))).map((file) => statSync(file).mtimeMs));
}

/** 上一次测试被打断时留下的锁，过这么久就不算数，毫秒。 */
const STALE_LOCK_MS = 120_000;

/** 几个测试文件可能同时要同一份产物：建目录是原子的，谁建成谁来构建，别人等它。 */
async function exclusively(lock: string, work: () => Promise<void>): Promise<void> {
  mkdirSync(dirname(lock), { recursive: true });
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      if (existsSync(lock) && Date.now() - statSync(lock).mtimeMs > STALE_LOCK_MS) rmdirSync(lock);
      await wait(200);
    }
  }
  try {
    await work();
  } finally {
    rmdirSync(lock);
  }
}

/** 构建（或沿用）一份产物。@returns 产物目录 */
export async function builtPages(platform: PagesPlatform, endpoint: string, simulator: boolean): Promise<string> {
  const outDir = join(ROOT, 'dist/test/pages', `${platform}${simulator ? '-simulator' : ''}`);
  const stamp = `${outDir}.stamp`;
  await exclusively(`${outDir}.lock`, async () => {
    const newest = newestSource();
    const fresh =
      existsSync(stamp) &&
      readFileSync(stamp, 'utf8') === endpoint &&
      statSync(stamp).mtimeMs >= Math.floor(newest) - 1 &&
      existsSync(outDir);
    if (fresh) return;
    // 商户自己的空间不该影响测试
    delete process.env['UNI_CLOUD_PROVIDER'];
    await buildPages({ platform, endpoint, outDir, simulator, quiet: true });
    writeFileSync(stamp, endpoint);
    utimesSync(stamp, new Date(newest), new Date(newest));
  });
  return outDir;
}

/** 产物里全部文本文件的内容。 */
export function textOf(outDir: string): string {
  return filesUnder(outDir)
    .filter((file) => /\.(js|css|html|json|wxml|wxss)$/.test(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
}
