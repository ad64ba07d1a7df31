/**
 * npm start 用的云函数与框架替身：源码没有变就用数据目录里上次构建的。指纹最后才写下，中断的构建不会被当成完整的。
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildFunctions, buildStandIns, ROOT } from './build-functions';
import { frameworkModules, frameworkTag } from './framework';
import { addFiles, filesUnder } from './kept-pages';

/** 云函数、两边的约定、框架的替身；别处的改动与它们无关 */
const FOLDERS = ['uniCloud-aliyun', 'common/contract', 'local/vk-unicloud', 'local/uni-id'];
const FILES = ['scripts/build-functions.ts', 'scripts/build-notify.ts', 'package-lock.json', 'tsconfig.cloud.json', 'tsconfig.base.json'];

/** 输入的指纹。 */
export function functionsHash(root = ROOT): string {
  const files = [...FOLDERS.flatMap((name) => filesUnder(join(root, name))), ...FILES.map((name) => join(root, name))].sort();
  return addFiles(createHash('sha256').update(JSON.stringify([process.versions.node, frameworkTag()])), root, files).digest('hex');
}

export interface BuiltFunctions {
  readonly functionsDir: string;
  /** 公共模块 → 文件或文件夹 */
  readonly modules: Readonly<Record<string, string>>;
  /** 订单类型用到了没有建的表：给人看的话；都有时为空串 */
  readonly missing: string;
}

export interface KeptFunctions {
  /** 上次构建的还是这一份；没有就要构建 */
  readonly ready: BuiltFunctions | undefined;
  build(): Promise<BuiltFunctions>;
}

/** @param folder 放产物的文件夹 */
export function keptFunctions(folder: string, root = ROOT): KeptFunctions {
  const mark = join(folder, 'inputs');
  const [functionsDir, standIns] = [join(folder, 'cloudfunctions'), join(folder, 'modules')];
  const hash = functionsHash(root);
  const same = existsSync(mark) && readFileSync(mark, 'utf8') === hash && existsSync(functionsDir) && existsSync(standIns);
  return {
    ready: same ? { functionsDir, modules: frameworkModules(standIns), missing: '' } : undefined,
    async build() {
      mkdirSync(folder, { recursive: true });
      rmSync(mark, { force: true });
      // 读源码要 TypeScript 的编译器，载入它要半秒：构建时才要
      const { missingCollections, missingWords } = await import('./type-collections');
      const [, modules] = await Promise.all([buildFunctions({ outDir: functionsDir, testEndpoints: true }), buildStandIns(standIns)]);
      const missing = missingWords(missingCollections());
      // 还缺表的每次都要说
      if (!missing) writeFileSync(mark, hash);
      return { functionsDir, modules, missing };
    },
  };
}
