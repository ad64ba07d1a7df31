// 一个空的 vk 项目：框架照插件市场的位置放（替身；VK_PAY_OFFICIAL 指着官方文件时就是官方的），插件按它 readme 里的话装进去。
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../../scripts/build-functions';
import { FRAMEWORK, officialModule, officialRoot } from '../../scripts/framework';
import { stackFiles } from '../flow/harness-files';

export const CENTER = 'uni_modules/uni-config-center/uniCloud/cloudfunctions/common/uni-config-center';
const UNI = {
  tokenSecret: 's'.repeat(40),
  passwordSecret: 'p'.repeat(40),
  tokenExpiresIn: 7200,
  tokenExpiresThreshold: 600,
  passwordErrorLimit: 6,
  passwordErrorRetryTime: 3600,
};

export const commonFolder = (name: string): string => `uni_modules/${name}/uniCloud/cloudfunctions/common/${name}`;

function write(project: string, file: string, text: string): void {
  mkdirSync(dirname(join(project, file)), { recursive: true });
  writeFileSync(join(project, file), text);
}

const packageFile = (name: string, dependencies: Record<string, string> = {}): string =>
  JSON.stringify({ name, version: '1.0.0', main: 'index.js', dependencies });

/** 官方的整个插件照搬，连同配置中心里填了一半的模板；没有的放替身，位置与官方相同。 */
async function placeFramework(project: string): Promise<void> {
  for (const name of FRAMEWORK) {
    if (officialModule(name)) {
      cpSync(join(officialRoot(), 'uni_modules', name), join(project, 'uni_modules', name), { recursive: true });
      continue;
    }
    write(project, `${commonFolder(name)}/index.js`, readFileSync(stackFiles.modules[name] as string, 'utf8'));
    write(
      project,
      `${commonFolder(name)}/package.json`,
      packageFile(name, { 'uni-config-center': 'file:../../../../../uni-config-center/uniCloud/cloudfunctions/common/uni-config-center' }),
    );
  }
  const shared = { bundle: true, logLevel: 'warning' } as const;
  if (!officialModule('vk-unicloud'))
    await build({
      ...shared,
      entryPoints: [join(ROOT, 'common/client/shell/vk/index.ts')],
      outfile: join(project, 'uni_modules/vk-unicloud/index.js'),
      format: 'esm',
      external: ['vue'],
    });
  if (officialModule('uni-config-center')) {
    cpSync(join(officialRoot(), 'uni_modules/uni-config-center'), join(project, 'uni_modules/uni-config-center'), { recursive: true });
    return;
  }
  const center = `const { createConfigCenter } = require('./local/unicloud/functions/config-center'); module.exports = createConfigCenter([__dirname], require);`;
  await build({
    ...shared,
    stdin: { contents: center, resolveDir: ROOT },
    outfile: join(project, CENTER, 'index.js'),
    format: 'cjs',
    platform: 'node',
  });
  write(project, `${CENTER}/package.json`, packageFile('uni-config-center'));
}

/** 还没有装 vk-pay 的项目。 */
export async function emptyProject(project: string): Promise<void> {
  cpSync(join(__dirname, '../projects/vk-empty'), project, { recursive: true });
  await placeFramework(project);
  write(project, `${CENTER}/uni-id/config.json`, JSON.stringify(UNI));
  write(project, `${CENTER}/vk-unicloud/index.js`, `module.exports = ${JSON.stringify({ uni: UNI, vk: { system: {}, context: {} } })};\n`);
  // HBuilderX 自带编译器；在命令行里编译要这几样。
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  write(project, 'package.json', packageFile('my-shop', dependencies));
  write(project, 'vite.config.js', `import uni from '@dcloudio/vite-plugin-uni';\nexport default { plugins: [uni()] };\n`);
  symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'));
}

/** 用 uni-app 的命令行编译项目，与商户自己编译时一样。@returns 产物目录 */
export async function compile(project: string, platform: 'h5' | 'mp-weixin' | 'mp-alipay', space: object): Promise<string> {
  const outDir = join(project, 'unpackage/dist/build', platform);
  const cli = join(ROOT, 'node_modules/@dcloudio/vite-plugin-uni/bin/uni.js');
  const child = spawn(process.execPath, [cli, 'build', ...(platform === 'h5' ? [] : ['-p', platform])], {
    cwd: project,
    env: {
      ...process.env,
      UNI_INPUT_DIR: project,
      UNI_OUTPUT_DIR: outDir,
      UNI_CLOUD_PROVIDER: JSON.stringify([space]),
      NODE_ENV: 'production',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise((done) => child.on('close', done));
  if (code !== 0) throw new Error(`${platform} 编译失败\n${output}`);
  return outDir;
}

/** 上传之后空间里的样子：项目的与各插件的云函数、公共模块、表，各在一个文件夹里。 */
export function upload(project: string): { functionsDir: string; databaseDir: string; modules: Record<string, string> } {
  const cloud = join(project, '.cloud');
  const copy = (from: string, to: string): void =>
    cpSync(join(project, from), join(cloud, to), { recursive: true, filter: (path) => !path.includes('node_modules') || path === project });
  copy('uniCloud-aliyun/cloudfunctions', 'functions');
  copy('uniCloud-aliyun/database', 'database');
  copy('uni_modules/vk-pay/uniCloud/cloudfunctions', 'functions');
  copy('uni_modules/vk-pay/uniCloud/database', 'database');
  const names = [...FRAMEWORK, 'uni-config-center'];
  return {
    functionsDir: join(cloud, 'functions'),
    databaseDir: join(cloud, 'database'),
    modules: Object.fromEntries(names.map((name) => [name, join(project, commonFolder(name))])),
  };
}

export const functionFolders = (project: string): string[] =>
  readdirSync(join(project, 'uni_modules/vk-pay/uniCloud/cloudfunctions'))
    .filter((name) => name !== 'common')
    .map((name) => join(project, 'uni_modules/vk-pay/uniCloud/cloudfunctions', name));
