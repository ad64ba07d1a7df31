/** npm run build -- --env <环境>：一个可以直接用 HBuilderX 上传的 dist/uniCloud-aliyun/，连同插件包；每个云函数多大，一张表。 */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { BuildEnvironment } from './build-environments';
import { buildFunctions, FUNCTIONS, ROOT } from './build-functions';
import { pack } from './pack';
import { PlainError } from './plain-error';
import { missingCollections, missingWords } from './type-collections';

/** 平台的上限：一个云函数连同它的公共模块（docs/protocols/unicloud.md §1.8） */
const LIMIT_BYTES = 10 * 1024 * 1024;

export interface FunctionSize {
  readonly name: string;
  /** 自己的文件，字节 */
  readonly own: number;
  /** 依赖的公共模块 → 字节 */
  readonly modules: Readonly<Record<string, number>>;
  /** 项目自己要有的公共模块（框架、配置中心），不在产物里 */
  readonly outside: readonly string[];
}

function bytesOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce(
    (sum, entry) => sum + (entry.isDirectory() ? bytesOf(join(folder, entry.name)) : statSync(join(folder, entry.name)).size),
    0,
  );
}

/** @param functionsDir 构建好的 cloudfunctions */
export function functionSizes(functionsDir: string): FunctionSize[] {
  return FUNCTIONS.map((name) => {
    const { dependencies = {} } = JSON.parse(readFileSync(join(functionsDir, name, 'package.json'), 'utf8')) as {
      dependencies?: Record<string, string>;
    };
    const wanted = Object.keys(dependencies);
    const here = wanted.filter((module) => existsSync(join(functionsDir, 'common', module)));
    return {
      name,
      own: bytesOf(join(functionsDir, name)),
      modules: Object.fromEntries(here.map((module) => [module, bytesOf(join(functionsDir, 'common', module))])),
      outside: wanted.filter((module) => !here.includes(module)),
    };
  });
}

const kib = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`;

/** @throws PlainError 超过平台的上限 */
export function sizeReport(sizes: readonly FunctionSize[]): string {
  const lines = sizes.map(({ name, own, modules, outside }) => {
    const total = own + Object.values(modules).reduce((sum, bytes) => sum + bytes, 0);
    if (total > LIMIT_BYTES) throw new PlainError(`云函数 ${name} 有 ${kib(total)}，超过平台的 10 MB`);
    const parts = [`自己 ${kib(own)}`, ...Object.entries(modules).map(([module, bytes]) => `${module} ${kib(bytes)}`)];
    return `  ${name.padEnd(11)} ${kib(total).padStart(11)}  （${parts.join('，')}${outside.length > 0 ? `；另有项目自己的 ${outside.join('、')}` : ''}）`;
  });
  return ['云函数的大小（上限 10 MB）：', ...lines].join('\n');
}

/** 只做要上传的云端，不打包。@returns dist/uniCloud-aliyun */
export async function buildUpload(environment: BuildEnvironment, outDir = join(ROOT, 'dist/uniCloud-aliyun')): Promise<string> {
  const missing = missingWords(missingCollections());
  if (missing) throw new PlainError(missing);
  rmSync(outDir, { recursive: true, force: true });
  const functionsDir = await buildFunctions({ outDir: join(outDir, 'cloudfunctions'), testEndpoints: false });
  cpSync(join(ROOT, 'uniCloud-aliyun/database'), join(outDir, 'database'), { recursive: true });
  // 缺省就是 production；别的环境写进每个云函数的 .env（控制台里设了的以控制台为准）
  if (environment !== 'production')
    for (const name of FUNCTIONS) writeFileSync(join(functionsDir, name, '.env'), `VK_PAY_ENV=${environment}\n`);
  return outDir;
}

export async function buildForEnvironment(environment: BuildEnvironment): Promise<void> {
  const outDir = await buildUpload(environment);
  const shown = (path: string): string => relative(process.cwd(), path) || '.';
  console.log(`云端已构建到 ${shown(outDir)}（${environment}），照 docs/deploy.md 上传`);
  console.log(sizeReport(functionSizes(join(outDir, 'cloudfunctions'))));
  console.log(`插件包在 ${shown(await pack())}`);
}
