/**
 * npm run stopwatch：一个刚认识本项目的人要多久才看到一笔付好的订单。
 * 空文件夹里的新克隆 → npm ci → npm start → 浏览器里登录、付款、到账；每一段与合计都打印，不作断言。
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import color from 'picocolors';
import { chromium, type Page } from 'playwright-core';
import { findBrowser } from '../test/browser/find-browser';
import { ROOT } from './build-functions';
import { padded } from './columns';
import { PlainError } from './plain-error';

/** 从克隆到到账希望不超过的秒数；只报告 */
const AIM_SECONDS = 60;
const STEP_MS = 60_000;
const NAME_WIDTH = 34;

interface Lap {
  readonly name: string;
  readonly seconds: number;
  /** 不算进合计：再启动一次 */
  readonly aside?: boolean;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

/** @throws PlainError 命令失败 */
function run(command: string, args: readonly string[], cwd: string): void {
  const { status, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new PlainError(`${command} ${args.join(' ')} 失败\n${stderr}`);
}

/** 启动到打印「就绪」为止。 */
function started(cwd: string, port: number): Promise<ChildProcess> {
  const child = spawn('npm', ['start', '--', '--port', String(port), '--quiet'], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  return new Promise((ready, failed) => {
    let output = '';
    const read = (text: string): void => {
      output += text;
      if (output.includes('按 Ctrl+C 停止')) ready(child);
    };
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', read);
    child.on('close', () => failed(new PlainError(`npm start 没有起来\n${output}`)));
  });
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((closed) => {
    child.removeAllListeners('close');
    child.on('close', () => closed());
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
  });
}

/** 像一个人那样：打开、登录、买一个杯子、扫码付款、看到支付成功。 */
async function buy(page: Page, url: string): Promise<void> {
  page.setDefaultTimeout(STEP_MS);
  await page.goto(url);
  await page.click('#buy-mug');
  await page.click('#pay');
  await page.click('#login-demo');
  await page.click('#pay');
  const [phone] = await Promise.all([page.context().waitForEvent('page'), page.getByText('模拟手机扫码').click()]);
  await phone.click('#pay');
  await page.getByText('支付成功').waitFor();
}

function report(laps: readonly Lap[]): void {
  const total = laps.reduce((sum, { seconds, aside }) => sum + (aside ? 0 : seconds), 0);
  for (const { name, seconds, aside } of laps)
    console.log(`  ${padded(name, NAME_WIDTH)}${seconds.toFixed(1).padStart(6)} 秒${aside ? color.dim('（不计入）') : ''}`);
  const line = `${padded('合计：克隆 → 付好的订单', NAME_WIDTH)}${total.toFixed(1).padStart(6)} 秒`;
  console.log(`  ${total <= AIM_SECONDS ? color.green(line) : color.yellow(line)}${color.dim(`（希望 ≤ ${AIM_SECONDS} 秒）`)}`);
}

/** @throws PlainError 没有浏览器，或有一步失败 */
export async function stopwatch(): Promise<void> {
  const executablePath = findBrowser();
  if (!executablePath) throw new PlainError('没有找到 Chromium：安装后或设置环境变量 CHROMIUM 再试');
  const folder = mkdtempSync(join(tmpdir(), 'vk-pay-stopwatch-'));
  const clone = join(folder, 'vk-pay');
  const laps: Lap[] = [];
  const lap = async <T>(name: string, work: () => T | Promise<T>, aside = false): Promise<T> => {
    const from = performance.now();
    const result = await work();
    laps.push({ name, seconds: (performance.now() - from) / 1000, aside });
    console.log(color.dim(`  ${name} …`));
    return result;
  };
  let server: ChildProcess | undefined;
  try {
    await lap('git clone', () => run('git', ['clone', '--quiet', '--no-hardlinks', ROOT, clone], folder));
    await lap('npm ci', () => run('npm', ['ci', '--no-audit', '--no-fund'], clone));
    const port = await freePort();
    server = await lap('npm start（第一次，到就绪）', () => started(clone, port));
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
    try {
      const page = await browser.newPage({ locale: 'zh-CN' });
      await lap('浏览器里登录、付款、到账', () => buy(page, `http://localhost:${port}/`));
    } finally {
      await browser.close();
    }
    await stopped(server);
    server = await lap('npm start（第二次，什么都没变）', () => started(clone, port), true);
    console.log('');
    report(laps);
  } finally {
    if (server) await stopped(server);
    rmSync(folder, { recursive: true, force: true });
  }
}
