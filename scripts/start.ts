/** npm start：构建、在一个端口上启动整套系统，打印该点哪里。 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import color from 'picocolors';
import { claimPlace } from '../local/stack/claim';
import { DataInUseError } from '../local/stack/data-lock';
import { PortTakenError } from '../local/stack/door';
import { SPACE_ID } from '../local/stack/space';
import { createStack } from '../local/stack/stack';
import { buildFunctions, buildStandIns, ROOT } from './build-functions';
import { buildPages, SAME_ORIGIN } from './build-pages';

const DEFAULT_PORT = 9099;
const LOCAL = join(ROOT, 'dist', 'local');

function readPort(): number {
  const port = Number(process.env['PORT'] ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Error('环境变量 PORT 必须是 1–65535 的整数');
  return port;
}

/** 显示一步的进度与耗时。 */
async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  const startedAt = Date.now();
  process.stdout.write(`  ${color.dim('…')} ${title}`);
  const result = await work();
  process.stdout.write(`\r  ${color.green('✓')} ${title} ${color.dim(`${((Date.now() - startedAt) / 1000).toFixed(1)} 秒`)}\n`);
  return result;
}

async function main(): Promise<void> {
  const port = readPort();
  const dataDir = join(ROOT, '.vk-pay');
  const place = await claimPlace({ port, dataDir });
  console.log(`\n${color.bold('vk-pay')} 正在启动\n`);
  const functionsDir = join(LOCAL, 'cloudfunctions');
  await step('构建云函数', () => buildFunctions({ outDir: functionsDir, testEndpoints: true }));
  const modules = await step('准备框架', () => buildStandIns(join(LOCAL, 'modules')));
  const siteDir = await step('构建 H5 页面（约十秒）', () =>
    buildPages({ platform: 'h5', endpoint: SAME_ORIGIN, outDir: join(LOCAL, 'h5'), simulator: true, quiet: true }),
  );
  const stack = await step('启动云函数、数据库与支付网关', () =>
    createStack({
      dataDir,
      port,
      place,
      functionsDir,
      databaseDir: join(ROOT, 'uniCloud-aliyun', 'database'),
      modules,
      siteDir,
    }),
  );
  stack.startTimers();
  const official = existsSync(join(ROOT, 'uni_modules', 'vk-unicloud'));
  console.log(`
  打开      ${color.cyan(`${stack.url}/`)}
  登录      点「以演示用户登录」（用户 demo，无需密码）；要退款就点「以演示管理员登录」
  付款      选一件商品 → 收银台 → 确认支付
            电脑上会出现二维码：点「模拟手机扫码」，在新页面里支付
            手机浏览器（或把窗口缩窄并切换到手机模拟）会直接跳到收银台
  退款      ${color.cyan(`${stack.url}/#/pages/staff/refund`)}（管理员；付款人在订单详情里看到退款）
  模拟网关  ${color.cyan(`${stack.url}/simulator/wxpay/scan`)}
            ${color.cyan(`${stack.url}/simulator/alipay/scan`)}
  数据      .vk-pay/（空间 ${SPACE_ID}；删掉这个文件夹就重新开始）
  框架      ${official ? '官方 vk-unicloud（uni_modules/vk-unicloud）' : '本地替身（放入 uni_modules/vk-unicloud 后自动改用官方插件）'}

  按 Ctrl+C 停止
`);
  const stop = (): void => {
    stack.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

main().catch((error: unknown) => {
  if (error instanceof PortTakenError) {
    console.error(`\n端口 ${error.port} 已被占用。换一个端口：PORT=${error.port + 1} npm start，或先停掉占用它的程序。`);
  } else if (error instanceof DataInUseError) {
    console.error(`\n${error.message}。先停掉它：在它的终端里按 Ctrl+C。`);
  } else {
    console.error(`\n启动失败：${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
  process.exit(1);
});
