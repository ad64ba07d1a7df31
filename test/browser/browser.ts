/** 真实浏览器测试的台架：一个浏览器、整套系统、两种设备。 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { Stack, StackOptions } from '../../local/stack/stack';
import { createStack } from '../watched-stack';
import { SAME_ORIGIN } from '../../scripts/build-pages';
import { checkInvariants } from '../flow/harness';
import { stackFiles } from '../flow/harness-files';
import { keysOfToday } from '../keys';
import { closedAtTheEnd } from '../leftovers';
import { builtPages } from '../front/built-pages';
import { findBrowser } from './find-browser';

function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

const PHONE_AGENT =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1';

const DEVICES = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, userAgent: PHONE_AGENT, isMobile: true, hasTouch: true },
  /** 电脑浏览器缩到最窄：与放大四倍同样的宽度 */
  narrow: { viewport: { width: 320, height: 640 } },
} as const;
export type Device = keyof typeof DEVICES;
/** 环境变量 VK_PAY_SLOWER=3：页面在慢三倍的机器上跑，看等待够不够。 */
const SLOWER = Number(process.env['VK_PAY_SLOWER'] ?? 1);
async function slowDown(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
}

/**
 * @param userAgent 在哪个 App 里打开的
 * @param locale 系统的语言：页面第一次打开跟着它走
 */
async function openDevice(browser: Browser, device: Device, userAgent?: string, locale = 'zh-CN'): Promise<BrowserContext> {
  const context = await browser.newContext({ locale, ...DEVICES[device], ...(userAgent === undefined ? {} : { userAgent }) });
  if (SLOWER > 1)
    context.on('page', (page) => {
      // 一打开就关掉的页没有什么可放慢的
      void slowDown(context, page).catch(() => undefined);
    });
  return context;
}

/** 真实的整套系统（数据在内存里）+ 一个浏览器；网关自动投递回调。 */
interface Site {
  readonly stack: Stack;
  readonly browser: Browser;
  close(): Promise<void>;
}

type SiteOptions = Partial<
  Pick<
    StackOptions,
    'wxpay' | 'alipay' | 'settings' | 'clock' | 'home' | 'functionsDir' | 'databaseDir' | 'modules' | 'siteDir' | 'dataDir' | 'inMemory'
  >
>;

async function openSite(executablePath: string, options: SiteOptions): Promise<Site> {
  const dataDir = mkdtempSync(join(tmpdir(), 'vk-pay-browser-'));
  const siteDir = options.siteDir ?? (await builtPages('h5', SAME_ORIGIN, true));
  const stack = closedAtTheEnd(
    await createStack({ dataDir, port: 0, ...stackFiles, inMemory: true, keys: await keysOfToday(), ...options, siteDir }),
  );
  stack.wxpay.start();
  stack.alipay.start();
  const browser = await launchBrowser(executablePath);
  return closedAtTheEnd({
    stack,
    browser,
    async close() {
      await browser.close();
      await stack.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  });
}

const OPENING_MS = 180_000;

/**
 * 一个测试文件用的整套系统与浏览器：开始时打开，结束时核对不变量再关掉。
 * 没有浏览器时 `inBrowser` 的测试不运行（开始前已经说明；CI 里直接失败）。
 * @param options 覆盖整套系统的选项，如退款多久有结果；也可以是别的站点与云函数，现场准备
 */
export function useSite(options: SiteOptions | (() => Promise<SiteOptions>) = {}): {
  readonly inBrowser: jest.It;
  readonly stack: () => Stack;
  readonly open: (device: Device, userAgent?: string, locale?: string) => Promise<BrowserContext>;
} {
  const executable = findBrowser();
  let site: Site | undefined;
  const opened = (): Site => {
    if (!site) throw new Error('没有打开站点');
    return site;
  };
  beforeAll(async () => {
    if (executable) site = await openSite(executable, typeof options === 'function' ? await options() : options);
  }, OPENING_MS);
  afterAll(async () => {
    if (!site) return;
    const { stack } = site;
    checkInvariants({ ...stack, rows: (name) => stack.runtime.database.raw(name) });
    await site.close();
  });
  return {
    inBrowser: executable ? test : test.skip,
    stack: () => opened().stack,
    open: (device, userAgent, locale) => openDevice(opened().browser, device, userAgent, locale),
  };
}
