// 生产构建：测试接口、模拟器、密钥一个字都没有；产物是能直接 require 的 CommonJS，什么也不用安装。
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildFunctions, TEST_ENDPOINTS } from '../../scripts/build-functions';

let dir: string;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'vk-pay-build-'));
  await buildFunctions({ outDir: dir, testEndpoints: false });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)],
  );

test('the production build has every service and no test endpoint', () => {
  for (const service of [
    'pay/kh/createPayment',
    'pay/kh/queryPayment',
    'pay/kh/closePayment',
    'pay/kh/listPayments',
    'pay/kh/recordError',
    'pay/pub/options',
    'pay/sys/refund',
    'pay/sys/queryRefund',
    'pay/sys/findPayment',
    'pay/sys/cancelPayment',
  ])
    expect(existsSync(join(dir, `vk-pay/service/${service}.js`))).toBe(true);
  for (const file of TEST_ENDPOINTS) expect(existsSync(join(dir, file.replace(/\.ts$/, '.js')))).toBe(false);
});

test('no text of test endpoints, simulators or keys is in the production build', () => {
  for (const file of filesUnder(dir)) {
    const text = readFileSync(file, 'utf8');
    for (const word of ['loginDemo', 'demo-user', '/simulator/', 'BEGIN PRIVATE KEY'])
      expect([file, text.includes(word)]).toEqual([file, false]);
  }
});

test('test endpoints can never be built into the folder that is uploaded', async () => {
  await expect(buildFunctions({ testEndpoints: true })).rejects.toThrow('测试接口');
});

test('the core loads from an empty folder: nothing is installed', () => {
  const empty = mkdtempSync(join(tmpdir(), 'vk-pay-empty-'));
  try {
    cpSync(join(dir, 'common/vk-pay-core/index.js'), join(empty, 'index.js'));

    const core = jest.requireActual<Record<string, unknown>>(join(empty, 'index.js'));
    expect(Object.keys(core)).toEqual(
      expect.arrayContaining([
        'createVkPay',
        'createMerchantPay',
        'serveUser',
        'servePublic',
        'serveStaff',
        'PayError',
        'handlePaymentError',
        'validatePaymentParams',
      ]),
    );
  } finally {
    rmSync(empty, { recursive: true, force: true });
  }
});

test('the callback function has a small entry of its own: the receiving half, nothing to install, no order creation inside', () => {
  const file = join(dir, 'common/vk-pay-core/notify.js');
  const text = readFileSync(file, 'utf8');
  // 预算（连同云函数自己与订单类型 80 KiB）由 bench 的 cold-start 一项照实报告；这里防的是不小心把下单那一半、整个校验库打进来。
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(98 * 1024);
  expect(text).not.toContain('svg');
  expect(readFileSync(join(dir, 'pay-notify/index.js'), 'utf8')).toContain('vk-pay-core/notify');
  const empty = mkdtempSync(join(tmpdir(), 'vk-pay-empty-'));
  try {
    cpSync(file, join(empty, 'notify.js'));
    expect(Object.keys(jest.requireActual<Record<string, unknown>>(join(empty, 'notify.js')))).toEqual(['receiveNotify']);
  } finally {
    rmSync(empty, { recursive: true, force: true });
  }
});

test('every service is a CommonJS file with main', () => {
  for (const file of filesUnder(join(dir, 'vk-pay/service'))) {
    const text = readFileSync(file, 'utf8');
    expect([file, /module\.exports/.test(text), /^import |^export /m.test(text)]).toEqual([file, true, false]);
  }
});
