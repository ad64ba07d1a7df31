/** 找浏览器：环境变量 CHROMIUM、常见路径；CI 里找不到就是失败，本地则明确说明并跳过。 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext } from 'playwright-core';
import { createStack, type Stack, type StackOptions } from '../../local/stack/stack';
import { SAME_ORIGIN } from '../../scripts/build-pages';
import { stackFiles } from '../flow/harness-files';
import { builtPages } from '../front/built-pages';

const CANDIDATES = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

export function findBrowser(): string | undefined {
  const found = CANDIDATES.find((path) => path !== undefined && existsSync(path));
  if (!found && process.env['CI'] === 'true') throw new Error('CI 里必须有 Chromium');
  if (!found) console.warn('没有找到 Chromium：真实浏览器的测试这次没有运行。安装后或设置环境变量 CHROMIUM 再试。');
  return found;
}

function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

const PHONE_AGENT = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1';

export type Device = 'desktop' | 'phone';
export function openDevice(browser: Browser, device: Device): Promise<BrowserContext> {
  return device === 'desktop'
    ? browser.newContext({ viewport: { width: 1280, height: 800 } })
    : browser.newContext({ viewport: { width: 390, height: 844 }, userAgent: PHONE_AGENT, isMobile: true, hasTouch: true });
}

/** 真实的整套系统（数据在内存里）+ 一个浏览器；网关自动投递回调。 */
export interface Site {
  readonly stack: Stack;
  readonly browser: Browser;
  close(): Promise<void>;
}

/** @param options 覆盖整套系统的选项，如退款多久有结果 */
export async function openSite(executablePath: string, options: Pick<StackOptions, 'wxpay' | 'alipay' | 'settings'> = {}): Promise<Site> {
  const dataDir = mkdtempSync(join(tmpdir(), 'vk-pay-browser-'));
  const siteDir = await builtPages('h5', SAME_ORIGIN, true);
  const stack = await createStack({ dataDir, port: 0, ...stackFiles, siteDir, inMemory: true, ...options });
  stack.wxpay.start();
  stack.alipay.start();
  const browser = await launchBrowser(executablePath);
  return {
    stack,
    browser,
    async close() {
      await browser.close();
      await stack.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
