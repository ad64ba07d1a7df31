/**
 * 前端产物按输入的指纹保留在 dist/kept：源文件、依赖、选项都没有变就用上次的。
 * 构建到新的文件夹，完成后才改名到位，所以不会打扰正在使用旧产物的进程，中断的构建也不会被当成完整的。
 */
import { createHash, type Hash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Libsql from 'libsql';
import { ROOT } from './build-functions';
import { buildPages, type PagesBuild } from './build-pages';
import { frameworkTag } from './framework';

const KEPT = join(ROOT, 'dist', 'kept');
/** 每种产物（端与选项）留几份，好让切换分支时不用重建 */
const KEPT_COPIES = 3;
/** 与前端产物无关的顶层文件夹；不在名单里的都算输入，宁可多构建一次，也不用过时的。 */
const OTHER_FOLDERS: ReadonlySet<string> = new Set([
  'bench',
  'coverage',
  'dist',
  'docs',
  'local',
  'node_modules',
  'scripts',
  'test',
  'uniCloud-aliyun',
  'unpackage',
]);
const ALSO = ['scripts/build-pages.ts', 'scripts/site/framework.ts', 'local/stack/space.ts'];
/** 数据目录里总有它（local/stack/data-lock.ts） */
const DATA_MARK = 'lock.db';

export function filesUnder(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'));
  if (entries.some(({ name }) => name === DATA_MARK)) return [];
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}

function inputFiles(root: string): string[] {
  const top = readdirSync(root, { withFileTypes: true }).filter(
    ({ name }) => !name.startsWith('.') && !OTHER_FOLDERS.has(name) && !name.endsWith('.md'),
  );
  return [
    ...top.flatMap((entry) => (entry.isDirectory() ? filesUnder(join(root, entry.name)) : [join(root, entry.name)])),
    ...ALSO.map((name) => join(root, name)),
  ].sort();
}

/** 把文件的路径与内容算进指纹。 */
export function addFiles(hash: Hash, root: string, files: readonly string[]): Hash {
  for (const file of files) hash.update(`\0${file.slice(root.length)}\0`).update(readFileSync(file));
  return hash;
}

/** 输入的指纹：每个文件的路径与内容、构建选项、商户自己的空间。 */
export function inputsHash(options: Omit<PagesBuild, 'outDir' | 'quiet' | 'signal'>, root = ROOT): string {
  const hash = createHash('sha256');
  const { platform, endpoint, simulator } = options;
  const provider = process.env['UNI_CLOUD_PROVIDER'] ?? '';
  hash.update(JSON.stringify([platform, endpoint, simulator, provider, process.versions.node, frameworkTag()]));
  return addFiles(hash, root, inputFiles(root)).digest('hex').slice(0, 16);
}

const LOCK_RETRY_MS = 200;

/** 几个进程可能同时要同一份产物：一个构建，别人等它。操作系统的文件锁，进程没了就自动放开。 */
async function exclusively<T>(file: string, work: () => Promise<T>): Promise<T> {
  const db = new Libsql(file, { timeout: 0 });
  try {
    for (;;) {
      try {
        db.exec('BEGIN EXCLUSIVE');
        break;
      } catch (error) {
        if ((error as { code?: unknown }).code !== 'SQLITE_BUSY') throw error;
        await wait(LOCK_RETRY_MS);
      }
    }
    return await work();
  } finally {
    db.close();
  }
}

/** 同一种产物里最久没有用到的几份不要了。 */
function sweep(kind: string): void {
  const builds = readdirSync(KEPT)
    .filter((name) => name.startsWith(`${kind}-`) && statSync(join(KEPT, name)).isDirectory())
    .map((name) => ({ path: join(KEPT, name), usedAt: statSync(join(KEPT, name)).mtimeMs }))
    .sort((a, b) => b.usedAt - a.usedAt);
  for (const { path } of builds.slice(KEPT_COPIES)) rmSync(path, { recursive: true, force: true });
}

const durationFile = (kind: string): string => join(KEPT, `${kind}.milliseconds`);

export interface KeptPages {
  /** 已经有的产物；没有就要构建 */
  readonly ready: string | undefined;
  /** 上次构建用了多久，毫秒 */
  readonly expectedMs: number | undefined;
  /** @returns 产物目录 */
  build(): Promise<string>;
}

/** 一份前端产物：看看有没有，没有就构建。 */
export function keptPages(options: Omit<PagesBuild, 'outDir'>): KeptPages {
  const kind = `${options.platform}${options.simulator ? '.simulator' : ''}`;
  mkdirSync(KEPT, { recursive: true });
  const folder = join(KEPT, `${kind}-${inputsHash(options)}`);
  const existing = (): string | undefined => {
    if (!existsSync(folder)) return undefined;
    utimesSync(folder, new Date(), new Date());
    return folder;
  };
  const build = (): Promise<string> =>
    exclusively(join(KEPT, `${kind}.lock`), async () => {
      const found = existing();
      if (found) return found;
      const partial = join(KEPT, `partial.${kind}`);
      rmSync(partial, { recursive: true, force: true });
      const startedAt = Date.now();
      await buildPages({ ...options, outDir: partial });
      renameSync(partial, folder);
      writeFileSync(durationFile(kind), String(Date.now() - startedAt));
      sweep(kind);
      return folder;
    });
  return {
    ready: existing(),
    expectedMs: existsSync(durationFile(kind)) ? Number(readFileSync(durationFile(kind), 'utf8')) : undefined,
    build,
  };
}
