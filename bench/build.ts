/** 被测的产物：与部署相同的云函数，以及按同样选项打包的吞吐测试。全部写在 dist/bench。 */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildFunctions, buildStandIns, ROOT } from '../scripts/build-functions';

const OUT = join(ROOT, 'dist', 'bench');

/** 用部署时的目标与压缩打包一份 throughput.ts。@returns 产物路径 */
export async function buildThroughput(): Promise<string> {
  const outfile = join(OUT, 'throughput.js');
  await build({
    entryPoints: [join(__dirname, 'throughput.ts')],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node16.9',
    charset: 'utf8',
    logLevel: 'warning',
    tsconfig: join(ROOT, 'tsconfig.cloud.json'),
    // 作比较的 SDK 与数据库用安装好的那一份。
    external: ['alipay-sdk', 'wechatpay-axios-plugin', 'libsql'],
  });
  return outfile;
}

/** 框架由平台提供，不计入我们的加载时间：只给一个有同名函数的空壳。 */
const FRAMEWORK_SHELL = 'exports.createInstance = () => ({});\n';

/**
 * 生产构建；再照云端的样子，把公共模块放进 node_modules，供云函数 require。
 * @returns cloudfunctions 目录
 */
export async function buildProduction(): Promise<string> {
  const folder = await buildFunctions({ outDir: join(OUT, 'production', 'cloudfunctions'), testEndpoints: false });
  const modules = join(OUT, 'production', 'node_modules');
  rmSync(modules, { recursive: true, force: true });
  mkdirSync(join(modules, 'vk-unicloud'), { recursive: true });
  writeFileSync(join(modules, 'vk-unicloud', 'index.js'), FRAMEWORK_SHELL);
  for (const name of ['vk-pay-core', 'payment-types']) symlinkSync(join(folder, 'common', name), join(modules, name), 'junction');
  return folder;
}

/** 带登录测试接口的本地构建与框架替身：跑一笔完整的支付用。 */
export async function buildLocal(): Promise<{ functionsDir: string; databaseDir: string; modules: Record<string, string> }> {
  const functionsDir = await buildFunctions({ outDir: join(OUT, 'local', 'cloudfunctions'), testEndpoints: true });
  return {
    functionsDir,
    databaseDir: join(ROOT, 'uniCloud-aliyun', 'database'),
    modules: await buildStandIns(join(OUT, 'local', 'modules')),
  };
}
