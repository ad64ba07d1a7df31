/** npm start：占位、构建、在一个端口上启动整套系统，打印该点哪里。 */
import { randomInt } from 'node:crypto';
import { join, relative, resolve } from 'node:path';
import color from 'picocolors';
import { loadDevelopmentKeys } from '../local/keys';
import { claimPlace, type Place } from '../local/stack/claim';
import { DEVELOPMENT_TRANSFERS, developmentKeys } from '../local/stack/config-center';
import { DataFolderError, DataInUseError } from '../local/stack/data-lock';
import { BadHostError, isExposed, PortTakenError } from '../local/stack/door';
import { createStack, type Stack } from '../local/stack/stack';
import { readPort, UsageError } from './arguments';
import { ROOT } from './build-functions';
import { addDemoReceivers } from './demo-receivers';
import { printEvent } from './event-lines';
import { SAME_ORIGIN } from './build-pages';
import { frameworkInUse, isOfficial } from './framework';
import { keptFunctions } from './kept-functions';
import { keptPages } from './kept-pages';
import { PlainError } from './plain-error';
import { createProgress } from './progress';

export interface StartOptions {
  readonly port: number | undefined;
  readonly host: string | undefined;
  readonly data: string | undefined;
  readonly quiet: boolean;
}

const DEFAULT_PORT = 9099;
const DEFAULT_DATA = '.vk-pay';
/** 没有构建过时给等的人的数 */
const FIRST_BUILD_MS = 12_000;
/** 不容易看错的字 */
const PASSWORD_LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const PASSWORD_LENGTH = 12;

function portFromEnvironment(): number | undefined {
  const value = process.env['PORT'];
  if (value === undefined || value === '') return undefined;
  try {
    return readPort(value);
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`环境变量 PORT ${error.message}`) : error;
  }
}

const randomPassword = (): string =>
  Array.from({ length: PASSWORD_LENGTH }, () => PASSWORD_LETTERS[randomInt(PASSWORD_LETTERS.length)]).join('');

/** 占位；冲突时说清楚是谁、接下来可以怎么做。 */
async function claim(port: number, host: string | undefined, dataDir: string): Promise<Place> {
  try {
    return await claimPlace({ port, host, dataDir });
  } catch (error) {
    const another = `另起一个：npm start -- --port ${port + 1} --data ${DEFAULT_DATA}-2`;
    if (error instanceof DataInUseError) throw new PlainError(`${error.message}。\n先停掉它（在它的终端里按 Ctrl+C），或${another}`);
    if (error instanceof DataFolderError) throw new UsageError(`--data：${error.message}`);
    if (error instanceof PortTakenError)
      throw new PlainError(`${error.message}。\n先停掉占用它的程序，或换一个端口：npm start -- --port ${port + 1}`);
    if (error instanceof BadHostError) throw new UsageError(`--host：${error.message}`);
    throw error;
  }
}

/** Ctrl+C 与 SIGTERM：只听第一次，按顺序收拾，说再见。 */
function onInterrupt(work: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      work().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
}

/** 跑在谁的框架上；只装了一半时要让人看见。 */
function framework(): string {
  const parts = Object.entries(frameworkInUse()).map(([name, what]) => `${name} ${what}`);
  const hint = isOfficial() ? '' : '（放入 uni_modules/ 后自动改用官方插件）';
  return `${parts.join(' · ')}${hint}`;
}

function banner(
  stack: Stack,
  options: { readonly dataDir: string; readonly password: string | undefined; readonly quiet: boolean },
): string {
  const link = (path: string): string => color.cyan(`${stack.url}${path}`);
  const warning = options.password
    ? `
  ${color.yellow('注意')}      同一网络里的任何人都能打开 ${color.cyan(`${stack.publicUrl}/`)}，也能操作模拟网关
            管理员密码：${color.bold(options.password)}（每次启动都换）
`
    : '';
  return `${warning}
  商店      ${link('/')}
  控制台    ${link('/simulator/')}（等着付款的订单、通知、安排故障、发了什么答了什么、时间线）
  登录      点「以演示用户登录」（用户 demo，无需密码）；要退款就点「以演示管理员登录」
  付款      选一件商品 → 收银台 → 确认支付
            电脑上会出现二维码：点「模拟手机扫码」，在新页面里支付
            手机浏览器（或把窗口缩窄并切换到手机模拟）会直接跳到收银台
  退款      ${link('/#/pages/staff/refund')}（管理员；付款人在订单详情里看到退款）
  分账      买一张寄卖版画，一分钟之后在订单台打开它，分给画廊与画家
  数据      ${relative(process.cwd(), options.dataDir) || '.'}/（删掉这个文件夹就重新开始）
  框架      ${framework()}

  按 Ctrl+C 停止${options.quiet ? '' : '；下面是每次调用、到账、通知与定时任务（--quiet 不打印）'}
`;
}

/** @throws PlainError 端口或数据目录被占用；UsageError 地址或端口不合格 */
export async function start(options: StartOptions): Promise<void> {
  const startedAt = Date.now();
  const dataDir = resolve(options.data ?? join(ROOT, DEFAULT_DATA));
  const place = await claim(options.port ?? portFromEnvironment() ?? DEFAULT_PORT, options.host, dataDir);
  const progress = createProgress();
  const cancelled = new AbortController();
  let stack: Stack | undefined;
  onInterrupt(async () => {
    progress.stop();
    cancelled.abort();
    await (stack ?? { close: () => place.release() }).close();
    console.log(`\n再见。数据留在 ${relative(process.cwd(), dataDir) || '.'}/，下次 npm start 接着用。`);
  });
  try {
    console.log(`\n${color.bold('vk-pay')} 正在启动 ${color.dim(place.door.url)}\n`);
    // 页面的构建在另一个进程里，也最久：先让它走
    const pages = keptPages({ platform: 'h5', endpoint: SAME_ORIGIN, simulator: true, quiet: true, signal: cancelled.signal });
    const site = pages.ready ?? progress.step('构建 H5 页面', () => pages.build(), pages.expectedMs ?? FIRST_BUILD_MS);
    const functions = keptFunctions(join(dataDir, 'build'));
    const [{ functionsDir, modules, missing }, siteDir] = await Promise.all([
      functions.ready ?? progress.step('构建云函数', () => functions.build()),
      site,
      progress.step('准备密钥', () => loadDevelopmentKeys(dataDir)),
    ]);
    if (missing) console.log(`\n${color.yellow(missing)}\n`);
    const demoPassword = isExposed(options.host) ? randomPassword() : undefined;
    stack = await progress.step('启动云函数、数据库与支付网关', () =>
      createStack({
        dataDir,
        port: place.door.port,
        place,
        functionsDir,
        databaseDir: join(ROOT, 'uniCloud-aliyun', 'database'),
        modules,
        siteDir,
        home: true,
        settings: {
          rateLimit: { windowMs: 60_000, max: 100 },
          keepNotifies: true,
          encryption: { keys: developmentKeys(dataDir), fields: [] },
          transfers: DEVELOPMENT_TRANSFERS,
          complaints: true,
        },
        ...(options.quiet ? {} : { onEvent: (event) => printEvent(event) }),
        ...(demoPassword ? { demoPassword } : {}),
      }),
    );
    stack.startTimers();
    console.log(`\n  ${color.green('就绪')}      ${((Date.now() - startedAt) / 1000).toFixed(1)} 秒`);
    console.log(banner(stack, { dataDir, password: demoPassword, quiet: options.quiet }));
    // 试分账用的：没有添加成不影响别的
    addDemoReceivers(stack, demoPassword).catch((error: Error) => {
      if (!cancelled.signal.aborted) console.log(color.yellow(`没有添加演示的分账接收方：${error.message}`));
    });
  } catch (error) {
    progress.stop();
    // 被 Ctrl+C 打断的构建不算失败，告别由那边说。
    if (cancelled.signal.aborted) return;
    await place.release();
    throw error;
  }
}
