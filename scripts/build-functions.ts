/**
 * 云函数构建：TypeScript → CommonJS。
 * - 公共模块 vk-pay-core、payment-types 各打成一个 index.js（部署时不需要安装任何依赖）；
 *   回调函数冷启动要轻，另有一个小入口 vk-pay-core/notify.js（build-notify）
 * - 云函数逐文件转换，因为 vk.router 按路径加载服务
 * 生产构建写在 .ts 旁边（HBuilderX 上传的就是它），本地构建写到 outDir 的完整副本。
 */
import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { build, type BuildOptions as EsbuildOptions } from 'esbuild';
import { buildNotify } from './build-notify';
import { FRAMEWORK, frameworkModules, officialModule } from './framework';
import { PlainError } from './plain-error';

export const ROOT = resolve(__dirname, '..');
const SOURCE = join(ROOT, 'uniCloud-aliyun', 'cloudfunctions');
const CORE = join(SOURCE, 'common/vk-pay-core');
const TSCONFIG = join(ROOT, 'tsconfig.cloud.json');
export const FUNCTIONS = ['vk-pay', 'pay-notify', 'monitor', 'pay-mailer'] as const;
/** 自己带着第三方库、打成一个文件的云函数；库只在这一个函数里 */
const BUNDLED: readonly string[] = ['pay-mailer'];

/** 测试接口：只进本地构建。生产构建里没有这些文件，也不会留下旧的产物。 */
export const TEST_ENDPOINTS: readonly string[] = ['vk-pay/service/user/pub/loginDemo.ts', 'vk-pay/service/user/kh/demoAccount.ts'];

const COMMON: EsbuildOptions = {
  platform: 'node',
  format: 'cjs',
  // 用了 Object.hasOwn，16.9 以前的本来就跑不动。
  target: 'node16.9',
  charset: 'utf8',
  logLevel: 'warning',
  legalComments: 'none',
};

function filesUnder(folder: string, accept: (name: string) => boolean): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesUnder(path, accept);
    return accept(entry.name) ? [path] : [];
  });
}

const isSource = (name: string): boolean => name.endsWith('.ts') && !name.endsWith('.d.ts');

export interface FunctionsBuild {
  /** 缺省为就地构建（生产） */
  readonly outDir?: string;
  /** 是否包含测试接口；只允许与 outDir 一起用 */
  readonly testEndpoints: boolean;
}

/** 构建全部云函数。@returns 产物根目录（cloudfunctions） */
export async function buildFunctions({ outDir, testEndpoints }: FunctionsBuild): Promise<string> {
  if (testEndpoints && outDir === undefined) throw new Error('测试接口不能构建到要上传的目录里');
  const target = outDir ?? SOURCE;
  if (outDir !== undefined) rmSync(outDir, { recursive: true, force: true });

  const kept = (file: string): boolean => testEndpoints || !TEST_ENDPOINTS.includes(relative(SOURCE, file).replace(/\\/g, '/'));
  const sources = FUNCTIONS.filter((name) => !BUNDLED.includes(name)).flatMap((name) => filesUnder(join(SOURCE, name), isSource));
  if (outDir === undefined) {
    for (const file of sources.filter((item) => !kept(item))) rmSync(file.replace(/\.ts$/, '.js'), { force: true });
  }
  await Promise.all([
    build({
      ...COMMON,
      entryPoints: [join(CORE, 'src/entry/index.ts')],
      outfile: join(target, 'common/vk-pay-core/index.js'),
      bundle: true,
      minify: true,
      tsconfig: TSCONFIG,
    }),
    buildNotify(join(CORE, 'src/entry/notify.ts'), join(target, 'common/vk-pay-core'), TSCONFIG, COMMON),
    build({
      ...COMMON,
      entryPoints: [join(SOURCE, 'common/payment-types/index.ts')],
      outfile: join(target, 'common/payment-types/index.js'),
      bundle: true,
      minify: true,
      packages: 'external',
    }),
    ...BUNDLED.map((name) =>
      build({
        ...COMMON,
        entryPoints: [join(SOURCE, name, 'index.ts')],
        outfile: join(target, name, 'index.js'),
        bundle: true,
        minify: true,
        external: ['vk-pay-core', 'vk-unicloud'],
      }),
    ),
    build({ ...COMMON, entryPoints: sources.filter(kept), outbase: SOURCE, outdir: target, bundle: false, minify: true }),
  ]);
  if (outDir !== undefined) copyStatic(outDir);
  return target;
}

/** 本地副本还需要 package.json 与配置文件。 */
function copyStatic(outDir: string): void {
  const wanted = [
    ...filesUnder(SOURCE, (name) => name === 'package.json'),
    ...filesUnder(join(SOURCE, 'common/uni-config-center'), () => true),
  ];
  for (const file of wanted) {
    const to = join(outDir, relative(SOURCE, file));
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(file, to);
  }
}

/** 构建缺了的那部分框架的替身（各打成一个文件）。@returns 公共模块 → 文件或文件夹，官方的也在内 */
export async function buildStandIns(outDir: string): Promise<Record<string, string>> {
  for (const name of FRAMEWORK) {
    if (officialModule(name)) continue;
    const entryPoints = [join(ROOT, 'local', name, 'index.ts')];
    await build({ ...COMMON, entryPoints, outfile: join(outDir, `${name}.js`), bundle: true, external: ['uni-config-center'] });
  }
  return frameworkModules(outDir);
}

/** npm run build：就地生成要上传的文件。 */
export async function buildForUpload(): Promise<void> {
  const { missingCollections, missingWords } = await import('./type-collections');
  const missing = missingWords(missingCollections());
  if (missing) throw new PlainError(missing);
  const target = await buildFunctions({ testEndpoints: false });
  console.log(`云函数已构建到 ${relative(process.cwd(), target) || '.'}`);
}
