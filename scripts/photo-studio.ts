/** 拍照的台子：整套系统（数据在内存里、钟停着）与一个真实的浏览器。 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { loadDevelopmentKeys } from '../local/keys';
import { DEVELOPMENT_TRANSFERS, developmentKeys } from '../local/stack/config-center';
import { createStack, type Stack } from '../local/stack/stack';
import { findBrowser } from '../test/browser/find-browser';
import { buildFunctions, buildStandIns, ROOT } from './build-functions';
import { SAME_ORIGIN } from './build-pages';
import { keptPages } from './kept-pages';
import { PlainError } from './plain-error';
import { seedData } from './seed';

/** 照片里的现在 */
export const NOW = Date.UTC(2026, 10, 26, 2, 30, 0);

interface Studio {
  readonly stack: Stack;
  readonly browser: Browser;
}

/** 台上摆什么；缺省只有演示商店。 */
export interface StudioSet {
  /** 先写下这么多张样例订单（一个月的） */
  readonly seededOrders?: number;
}
const SEEDED_DAYS = 30;

/** @throws PlainError 没有浏览器 */
export async function inStudio(work: (studio: Studio) => Promise<void>, { seededOrders = 0 }: StudioSet = {}): Promise<void> {
  const executablePath = findBrowser();
  if (!executablePath) throw new PlainError('没有找到 Chromium：安装后或设置环境变量 CHROMIUM 再试');
  const dataDir = mkdtempSync(join(tmpdir(), 'vk-pay-screenshots-'));
  const pages = keptPages({ platform: 'h5', endpoint: SAME_ORIGIN, simulator: true, quiet: true });
  const [functionsDir, modules, siteDir] = await Promise.all([
    buildFunctions({ outDir: join(dataDir, 'cloudfunctions'), testEndpoints: true }),
    buildStandIns(join(dataDir, 'modules')),
    pages.ready ?? pages.build(),
  ]);
  if (seededOrders > 0)
    await seedData(dataDir, await loadDevelopmentKeys(dataDir), { orders: seededOrders, days: SEEDED_DAYS, seed: 1, now: NOW });
  const databaseDir = join(ROOT, 'uniCloud-aliyun/database');
  const stack = await createStack({
    dataDir,
    port: 0,
    functionsDir,
    databaseDir,
    modules,
    siteDir,
    inMemory: seededOrders === 0,
    clock: () => NOW,
    settings: { encryption: { keys: developmentKeys(dataDir), fields: [] }, transfers: DEVELOPMENT_TRANSFERS, complaints: true },
  });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    await work({ stack, browser });
  } finally {
    await browser.close();
    await stack.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
