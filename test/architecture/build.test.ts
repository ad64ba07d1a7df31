// 生产构建：测试接口、模拟器、密钥一个字都没有；产物是能直接 require 的 CommonJS，什么也不用安装。
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
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

test('the callback function has a small entry of its own: the door, nothing to install, settlement only behind it', () => {
  const folder = join(dir, 'common/vk-pay-core');
  const parts = readdirSync(folder).filter((name) => name.startsWith('notify'));
  const later = [
    'notify-authorization.js',
    'notify-certificates.js',
    'notify-keep.js',
    'notify-merchants.js',
    'notify-public-lookup.js',
    'notify-settlement.js',
  ];
  // 后面几个共用的一块块；门的都并在门里
  expect(parts.filter((name) => !name.startsWith('notify-chunk-')).sort()).toEqual([...later, 'notify.js']);
  const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8');
  // 预算（门，连同云函数自己与订单类型 80 KiB）由 bench 的 cold-start 一项照实报告；这里防的是不小心把不该有的打进来。
  expect(Buffer.byteLength(textOf('notify-settlement.js'))).toBeLessThanOrEqual(34 * 1024);
  expect(Buffer.byteLength(textOf('notify-merchants.js'))).toBeLessThanOrEqual(6 * 1024);
  expect(parts.some((name) => textOf(name).includes('svg') || /\bimport\(/.test(textOf(name)))).toBe(false);
  expect(readFileSync(join(dir, 'pay-notify/index.js'), 'utf8')).toContain('vk-pay-core/notify');
  const empty = mkdtempSync(join(tmpdir(), 'vk-pay-empty-'));
  try {
    for (const name of parts) cpSync(join(folder, name), join(empty, name));
    // 新的进程：看它一开始装载了什么。
    const script = `const { receiveNotify } = require('./notify.js'); process.stdout.write(JSON.stringify([typeof receiveNotify, Object.keys(require.cache)]))`;
    const [kind, loaded] = JSON.parse(execFileSync(process.execPath, ['-e', script], { cwd: empty, encoding: 'utf8' })) as [
      string,
      string[],
    ];
    // 门是一个文件：多一个就多读一次盘、多一段包装。
    expect([kind, ...loaded.map((path) => basename(path))]).toEqual(['function', 'notify.js']);
    expect(Buffer.byteLength(textOf('notify.js'))).toBeLessThanOrEqual(75 * 1024);
    // 用到才装载的也都装载得了。
    const rest = `for (const name of ${JSON.stringify(parts)}) require('./' + name); process.stdout.write(String(Object.keys(require.cache).length))`;
    expect(execFileSync(process.execPath, ['-e', rest], { cwd: empty, encoding: 'utf8' })).toBe(String(parts.length));
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
