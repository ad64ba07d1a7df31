// 在 Node 里运行编译好的微信小程序：垫好 wx 与小程序全局对象，渲染页面、点按钮，把发生的事打印成一行 JSON。
// 单独一个进程（由 mp-weixin.test.ts 启动）：小程序的全局对象不能与 jest 共用。
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { JSDOM } from 'jsdom';
import { createClientStub, orderView, queryAnswer } from './client-stub';

/** 小程序的产物是 CommonJS，而且必须在全局对象垫好之后才能加载。 */
const load = createRequire(__filename);

type Anything = Record<string, unknown>;
interface Instance {
  route?: string;
  $page?: unknown;
}
interface Rendered {
  instance: Instance & { onLoad?(query: Anything): void; onShow?(): void };
  attach(parent: unknown): void;
  triggerLifeTime(name: string): void;
  dom: { textContent: string | null };
  querySelector(selector: string): RenderedNode | undefined;
}
interface RenderedNode {
  dom: { textContent: string | null };
  dispatchEvent(name: string): void;
  querySelector(selector: string): RenderedNode | undefined;
}

const dist = process.argv[2] as string;
const scenario = process.argv[3] as 'paid' | 'cancelled' | 'pressed-twice' | 'unknown-payer';

const PREPAY = {
  timeStamp: '1795435200',
  nonceStr: 'nonce-from-server',
  package: 'prepay_id=wx2311',
  signType: 'RSA',
  paySign: 'signature-from-server',
};
let status = 'NOTPAY';
let payerKnown = scenario !== 'unknown-payer';
const stub = createClientStub({
  'pay/pub/options': (data) => ({
    code: 0,
    msg: 'ok',
    requestId: 'r',
    platform: 'mp-weixin',
    providers: [{ provider: 'wxpay', title: '微信支付', platform: 'mp-weixin', pay_type: 'wxpay_mp-weixin', available: true }],
    quote: { type: data['type'], subject: '手工马克杯', total_fee: 1200, seller: '示例商店' },
    server_date: 1,
  }),
  'pay/kh/createPayment': ({ data }) => {
    const { out_trade_no, total_fee } = data as Anything;
    if (!payerKnown) return { code: 40001, msg: '参数错误：data.openid 还不知道付款人是谁', action: 'x', requestId: 'r', need: 'payer' };
    return {
      code: 0,
      msg: 'ok',
      requestId: 'r',
      out_trade_no,
      provider: 'wxpay',
      platform: 'mp-weixin',
      pay_type: 'wxpay_mp-weixin',
      total_fee,
      subject: '手工马克杯',
      expire_date: 1_800_001,
      server_date: 1,
      orderInfo: PREPAY,
      needQRcode: false,
    };
  },
  'pay/kh/identifyPayer': () => {
    payerKnown = true;
    return { code: 0, msg: 'ok', requestId: 'r' };
  },
  'pay/kh/queryPayment': ({ out_trade_no }) => queryAnswer(orderView({ out_trade_no, status, platform: 'mp-weixin' })),
});

const payments: Anything[] = [];
/** 支付窗口打开着的时候，按钮上的字 */
let busyLabel = '';
let readLabel = (): string => '';
const navigations: string[] = [];
const storage = new Map<string, unknown>([
  ['uni_id_token', 'token-of-payer'],
  ['uni_id_token_expired', Date.now() + 3_600_000],
]);

function installGlobals(): void {
  const { window } = new JSDOM('<!doctype html><body></body>');
  const names = ['document', 'Event', 'CustomEvent', 'HTMLElement', 'Element', 'Node', 'MutationObserver'] as const;
  const target = globalThis as unknown as Anything;
  target['window'] = window;
  for (const name of names) target[name] = window[name];
  Object.defineProperty(target, 'navigator', { value: window.navigator, configurable: true });
}

function settle(options: Anything, name: 'success' | 'fail', result: Anything): void {
  const call = (key: string): void => (options[key] as ((value: Anything) => void) | undefined)?.(result);
  setImmediate(() => {
    call(name);
    call('complete');
  });
}

function installWx(): void {
  const info = {
    SDKVersion: '3.8.0',
    platform: 'devtools',
    system: 'iOS 17',
    brand: 'devtools',
    model: 'iPhone',
    version: '8.0',
    language: 'zh_CN',
    pixelRatio: 2,
    windowWidth: 390,
    windowHeight: 844,
    screenWidth: 390,
    screenHeight: 844,
    statusBarHeight: 20,
    safeArea: { top: 20, left: 0, right: 390, bottom: 844, width: 390, height: 824 },
  };
  const nothing = (): void => undefined;
  const go = (options: Anything): void => void navigations.push(String(options['url']));
  (globalThis as unknown as Anything)['wx'] = {
    getStorageSync: (key: string) => storage.get(key) ?? '',
    setStorageSync: (key: string, value: unknown) => void storage.set(key, value),
    removeStorageSync: (key: string) => void storage.delete(key),
    getSystemInfoSync: () => info,
    getAppBaseInfo: () => info,
    getDeviceInfo: () => info,
    getWindowInfo: () => info,
    getAccountInfoSync: () => ({ miniProgram: { appId: 'touristappid' } }),
    getLaunchOptionsSync: () => ({ scene: 1001, query: {} }),
    getEnterOptionsSync: () => ({ scene: 1001, query: {} }),
    canIUse: () => true,
    onAppShow: nothing,
    onAppHide: nothing,
    getNetworkType: (options: Anything) => settle(options, 'success', { networkType: 'wifi' }),
    onNetworkStatusChange: nothing,
    offNetworkStatusChange: nothing,
    getRandomValues: (options: Anything) =>
      settle(options, 'success', { randomValues: Uint8Array.from({ length: 10 }, (_, index) => index).buffer }),
    request: (options: Anything) => settle(options, 'success', { statusCode: 200, header: {}, data: stub.handle(options['data']) }),
    login: (options: Anything) => settle(options, 'success', { code: 'code-of-wx-login', errMsg: 'login:ok' }),
    requestPayment: (options: Anything) => {
      const { success: _success, fail: _fail, complete: _complete, ...parameters } = options;
      payments.push(parameters);
      // 等界面画完再「付款」，才看得到这时按钮上的字
      setTimeout(() => {
        busyLabel = readLabel();
        if (scenario === 'cancelled') return settle(options, 'fail', { errMsg: 'requestPayment:fail cancel' });
        status = 'SUCCESS';
        settle(options, 'success', { errMsg: 'requestPayment:ok' });
      }, 30);
    },
    navigateTo: go,
    redirectTo: go,
    reLaunch: go,
    pageScrollTo: nothing,
    showModal: (options: Anything) => settle(options, 'success', { confirm: true }),
    nextTick: (run: () => void) => setImmediate(run),
  };
}

async function until(condition: () => boolean, what: string): Promise<void> {
  for (let round = 0; round < 400; round += 1) {
    if (condition()) return;
    await new Promise((done) => setTimeout(done, 5));
  }
  throw new Error(`等不到：${what}`);
}

async function main(): Promise<void> {
  installGlobals();
  installWx();
  const target = globalThis as unknown as Anything;
  const simulate = load('miniprogram-simulate') as { load(path: string, options: Anything): string; render(id: string): Rendered };
  let app: Anything = {};
  const pages: Instance[] = [];
  target['App'] = (options: Anything) => (app = options);
  target['Page'] = () => undefined;
  target['getApp'] = () => app;
  target['getCurrentPages'] = () => pages;
  load(join(dist, 'app.js'));
  (app['onLaunch'] as ((options: Anything) => void) | undefined)?.call(app, { scene: 1001, query: {} });

  const page = simulate.render(simulate.load(join(dist, 'pages/checkout/checkout'), { rootPath: dist }));
  page.instance.route = 'pages/checkout/checkout';
  pages.push(page.instance);
  page.attach((target['document'] as { createElement(name: string): unknown }).createElement('div'));
  page.instance.onLoad?.({ type: 'goods', goods_id: 'mug', quantity: '1' });
  page.instance.onShow?.();

  const button = (): RenderedNode | undefined => page.querySelector('#pay')?.querySelector('.pay-button');
  await until(() => button() !== undefined, '支付按钮');
  readLabel = () => button()?.dom.textContent ?? '';
  const shown = page.dom.textContent ?? '';
  const label = button()?.dom.textContent ?? '';
  button()?.dispatchEvent('tap');
  if (scenario === 'pressed-twice') button()?.dispatchEvent('tap');
  await until(() => navigations.length > 0 || (page.dom.textContent ?? '').includes('付款已取消'), '付款结束');

  const text = page.dom.textContent ?? '';
  process.stdout.write(`\n@@${JSON.stringify({ shown, label, busyLabel, text, payments, navigations, calls: stub.calls })}\n`);
  process.exit(0);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
