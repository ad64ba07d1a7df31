/**
 * 前端构建：用 uni-app 命令行把页面编译成 H5 或微信小程序。
 * uniCloud 的服务空间在编译期写进产物，所以环境变量必须在启动命令行之前就位。
 */
import { spawn } from 'node:child_process';
import { join, relative, resolve } from 'node:path';
import { fitProjectFile, isTourist } from './mini-program-project';
import { CLIENT_SECRET, SPACE_ID } from '../local/stack/space';
import type { PagesPlatform } from './pages-platforms';
import { PlainError } from './plain-error';

const ROOT = resolve(__dirname, '..');
const UNI_CLI = join(ROOT, 'node_modules/@dcloudio/vite-plugin-uni/bin/uni.js');

/** 相对页面地址：请求落在 `./client`，任何主机名与端口都能用。只有浏览器能解析相对地址。 */
export const SAME_ORIGIN = '.';

export interface PagesBuild {
  readonly platform: PagesPlatform;
  /** 本地运行时的地址；H5 用 SAME_ORIGIN，小程序必须是绝对地址 */
  readonly endpoint: string;
  /** 缺省 dist/build/<platform> */
  readonly outDir?: string;
  /** 打开只给开发者看的入口（演示登录、模拟扫码）；正式构建里连文字都没有 */
  readonly simulator: boolean;
  /** 只在失败时输出命令行的日志 */
  readonly quiet?: boolean;
  /** 中途取消 */
  readonly signal?: AbortSignal;
}

function localSpace(endpoint: string): string {
  return JSON.stringify([
    { provider: 'aliyun', id: SPACE_ID, spaceName: 'vk-pay-local', spaceId: SPACE_ID, clientSecret: CLIENT_SECRET, endpoint },
  ]);
}

/** 商户自己的空间优先；模拟器只认识本地空间。 */
const ownSpace = ({ simulator }: Pick<PagesBuild, 'simulator'>): string | undefined =>
  simulator ? undefined : process.env['UNI_CLOUD_PROVIDER'] || undefined;

function environment(options: PagesBuild, outDir: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    UNI_INPUT_DIR: ROOT,
    UNI_OUTPUT_DIR: outDir,
    UNI_CLOUD_PROVIDER: ownSpace(options) ?? localSpace(options.endpoint),
    VK_PAY_SIMULATOR: options.simulator ? '1' : '',
    // 从测试里启动时 NODE_ENV 是 test，会让命令行按开发模式构建
    NODE_ENV: 'production',
  };
}

/**
 * 构建前端。
 * @returns 产物目录（绝对路径）
 * @throws Error 命令行失败，消息含它的输出
 */
export function buildPages(options: PagesBuild): Promise<string> {
  if (options.platform !== 'h5' && !/^https?:\/\//.test(options.endpoint)) {
    return Promise.reject(new PlainError(`${options.platform} 不能解析相对地址，endpoint 必须以 http:// 或 https:// 开头`));
  }
  const outDir = resolve(ROOT, options.outDir ?? join('dist/build', options.platform));
  const args = [UNI_CLI, 'build', ...(options.platform === 'h5' ? [] : ['-p', options.platform])];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: environment(options, outDir),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.signal ? { signal: options.signal } : {}),
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output.push(text);
      if (!options.quiet) process.stderr.write(text);
    });
  }
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code) => {
      if (code === 0) {
        fitProjectFile(outDir, options.platform, ownSpace(options) === undefined);
        done(outDir);
      } else failed(new Error(`前端构建失败（${options.platform}）\n${output.join('')}`));
    });
  });
}

/** npm run build:<端>：给人用的构建，打印结果。 */
export async function buildForRelease(
  platform: PagesPlatform,
  { endpoint, simulator }: { readonly endpoint: string | undefined; readonly simulator: boolean },
): Promise<void> {
  const fallback = platform === 'h5' ? SAME_ORIGIN : 'http://127.0.0.1:9099';
  const outDir = await buildPages({ platform, endpoint: endpoint ?? fallback, simulator });
  if (!ownSpace({ simulator })) console.log('没有设置 UNI_CLOUD_PROVIDER：产物连接的是本地运行时，不能用于发布。');
  else if (isTourist(outDir, platform))
    console.log(`manifest.json 的 ${platform}.appid 还是 touristappid（游客）：上传之前换成自己的小程序，见 docs/manifest.md。`);
  console.log(`前端已构建到 ${relative(process.cwd(), outDir) || '.'}`);
}
