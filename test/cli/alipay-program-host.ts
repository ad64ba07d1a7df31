// 在 Node 里载入编译好的支付宝小程序：垫好 my 与小程序全局对象，用产物里的驱动付一次，把发生的事打印成一行 JSON。
// 单独一个进程（由 mini-programs.test.ts 启动）：小程序的全局对象不能与 jest 共用。
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** 产物是 CommonJS，而且必须在全局对象垫好之后才能加载。 */
const load = createRequire(__filename);
const [dist = '', resultCode = ''] = process.argv.slice(2);

type Anything = Record<string, unknown>;
const tradeNumbers: unknown[] = [];
const info = {
  SDKVersion: '2.9.0',
  platform: 'iOS',
  system: '17.0',
  brand: 'x',
  model: 'y',
  version: '10.5',
  language: 'zh-Hans',
  pixelRatio: 2,
  windowWidth: 390,
  windowHeight: 844,
  screenWidth: 390,
  screenHeight: 844,
  statusBarHeight: 20,
  titleBarHeight: 44,
};
const my: Anything = {
  getSystemInfoSync: () => info,
  getStorageSync: () => ({ data: null }),
  canIUse: () => true,
  tradePay(options: { tradeNO?: unknown; success?(result: Anything): void }) {
    tradeNumbers.push(options.tradeNO);
    setImmediate(() => options.success?.({ resultCode }));
  },
};
const nothing = (): void => undefined;
let app: unknown;
Object.assign(globalThis, {
  // 没有列出的接口什么也不做；以 $ 开头的是框架自己挂上去的
  my: new Proxy(my, { get: (target, key) => target[String(key)] ?? (String(key).startsWith('$') ? undefined : nothing) }),
  App: (options: unknown) => (app = options),
  Page: nothing,
  Component: nothing,
  getApp: () => app,
  getCurrentPages: () => [],
});

load(join(dist, 'app.js'));
const { DRIVERS } = load(join(dist, 'common/client/pay/drivers/index.js')) as {
  DRIVERS: ReadonlyMap<string, (answer: Anything) => Promise<unknown>>;
};
DRIVERS.get('mp-alipay')?.({ orderInfo: { tradeNO: '2026112322001' } }).then(
  (end) => console.log(`@@${JSON.stringify({ platforms: [...DRIVERS.keys()], tradeNumbers, end })}`),
  (error: unknown) => console.log(`@@${JSON.stringify({ tradeNumbers, failed: String(error) })}`),
);
