/**
 * npm run screenshots -- --tour <文件夹>：把每一页、每一种样子在几种大小与配色里拍下来，放在仓库外面给人看；
 * 同时量一量：横着溢出的、小于 44 px 的按钮、axe 认为严重的、页面自己抛出的错。改样式之前与之后各拍一遍。
 */
import { mkdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { catalogueEntry } from '../common/contract/errors';
import { wxpaySections } from '../local/gateways/wxpay/account';
import { createClient } from '../local/stack/client';
import { CLIENT_SECRET, SPACE_ID } from '../local/stack/space';
import type { Stack } from '../local/stack/stack';
import { seriousProblems } from '../test/browser/axe';
import { UsageError } from './arguments';
import { ROOT } from './build-functions';
import { inStudio, NOW } from './photo-studio';
import { STOPS, type Stop, type Who } from './tour-stops';

const PHONE_AGENT = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1';
const STEP_MS = 20_000;
const REQUEST_ID = '0a1b2c3d17640000000000000e';

interface Frame {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly scheme: 'light' | 'dark';
  readonly locale?: string;
  /** 浏览器的字号调成 32 */
  readonly large?: boolean;
}

const FRAMES: readonly Frame[] = [
  { name: '320-light', width: 320, height: 640, scheme: 'light' },
  { name: '320-large', width: 320, height: 640, scheme: 'light', large: true },
  { name: '390-dark-en', width: 390, height: 844, scheme: 'dark', locale: 'en-US' },
  { name: '1280-light', width: 1280, height: 800, scheme: 'light' },
  { name: '1280-dark-en', width: 1280, height: 800, scheme: 'dark', locale: 'en-US' },
];

/** 开了一个月的店：够每一页有一屏多，又很快写好 */
const SEEDED_ORDERS = 1500;

/** 准备好的一张付过的单、一张还没有付的、一张可以分账并要录发货信息的，与一张出过错的。 */
interface Orders {
  readonly paid: string;
  readonly open: string;
  readonly shared: string;
  readonly failed: string;
}

async function enter(stack: Stack, context: BrowserContext, who: Who | undefined): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(STEP_MS);
  await page.clock.setFixedTime(NOW);
  // 编译器给函数留名字用的，页面里没有
  await page.addInitScript('globalThis.__name = (named) => named');
  await page.goto(`${stack.url}/#/demo/pages/login/login`);
  if (who === undefined) return page;
  await page.click(`#login-${who}`);
  await page.locator('#sign-out').waitFor();
  return page;
}

/** 从头打开：去过的地址框架会拿旧的那一页出来。 */
async function reopen(stack: Stack, page: Page, path: string): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`${stack.url}/#${path}`);
}

const go = (page: Page, path: string): Promise<unknown> => page.evaluate((hash) => (location.hash = hash), path);

/** 电脑上下一张单。@returns 单号 */
async function ask(stack: Stack, page: Page, goods: string): Promise<string> {
  const before = new Set(stack.runtime.database.raw('payment_orders').map(({ _id }) => String(_id)));
  await go(page, `/pages/checkout/checkout?type=goods&goods_id=${goods}&quantity=1`);
  await page.click('#pay');
  await page.locator('#qr-cancel').waitFor();
  const fresh = stack.runtime.database.raw('payment_orders').find(({ _id }) => !before.has(String(_id)));
  return String(fresh?.['_id']);
}

/** 电脑上扫码付好一张。@returns 单号 */
async function buy(stack: Stack, page: Page, goods: string): Promise<string> {
  const out_trade_no = await ask(stack, page, goods);
  await stack.wxpay.pay(out_trade_no);
  await stack.wxpay.deliverDue();
  await page.getByText('支付成功').waitFor();
  return out_trade_no;
}

/** 两个别的商户：一个好好的，一个有一节写坏了。 */
async function addMerchants(stack: Stack): Promise<void> {
  const { keys } = stack;
  const table = stack.runtime.database.collection('vk-pay-config');
  await table.add({ _id: 'second', name: '二店', status: 'active', wxpay: wxpaySections(keys.wxpay, 'publicKey') });
  const alipay = { 'mp-alipay': { appId: '2021000000000001', privateKey: '' } };
  await table.add({ _id: 'third', name: '三店（还没有填完）', status: 'inactive', alipay });
}

/** 不开浏览器，以这个人登录。 */
async function signedInClient(stack: Stack, username: string): Promise<ReturnType<typeof createClient>> {
  const client = createClient({ endpoint: stack.url, spaceId: SPACE_ID, clientSecret: CLIENT_SECRET });
  client.setToken(String((await client.callService('user/pub/loginDemo', { username }))['token']));
  return client;
}

/** 发起几笔转账：一笔等第二个人点头，一笔等收款人。 */
async function sendMoney(stack: Stack): Promise<void> {
  const client = await signedInClient(stack, 'demo-refund');
  for (const [out_bill_no, transfer_amount] of [
    ['TR20261126000000000001', 16_000],
    ['TR20261126000000000002', 1000],
  ] as const)
    await client.callService('pay/sys/transfer', {
      provider: 'wxpay',
      out_bill_no,
      user_id: 'demo-user',
      openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
      transfer_amount,
      transfer_remark: '新会员开通有礼',
      transfer_scene_id: '1000',
      transfer_scene_report_infos: [
        { info_type: '活动名称', info_content: '新会员有礼' },
        { info_type: '奖励说明', info_content: '注册会员抽奖' },
      ],
    });
}

/** 付过的一张，像是小程序里收的、说了要分账的；接收方也有两个。 */
async function makeShared(stack: Stack, page: Page): Promise<string> {
  const out_trade_no = await buy(stack, page, 'sticker');
  const sold = { platform: 'mp-weixin', pay_date: NOW - 120_000, profit_sharing: true };
  await stack.runtime.database.collection('payment_orders').doc(out_trade_no).update(sold);
  const client = await signedInClient(stack, 'demo-admin');
  for (const [receiver_no, title, account] of [
    ['store-1', '徐汇店', '1900000109'],
    ['store-2', '一家名字很长很长的合作门店（上海徐家汇路店）', '1900000110'],
  ] as const)
    await client.callService('pay/sys/addSharingReceiver', {
      provider: 'wxpay',
      type: 'MERCHANT_ID',
      relation_type: 'STORE',
      name: '示例门店有限公司',
      receiver_no,
      title,
      account,
    });
  return out_trade_no;
}

async function prepare(stack: Stack, context: BrowserContext): Promise<Orders> {
  const page = await enter(stack, context, 'demo');
  const shared = await makeShared(stack, page);
  const paid = await buy(stack, page, 'beans');
  await go(page, `/pages/orders/detail?out_trade_no=${paid}`);
  await page.click('#ask');
  await page.locator('#ask-amount input').fill('20.00');
  await page.locator('#ask-reason textarea').fill('少发了一件，先退这一件的钱');
  await page.click('#ask-send');
  await page.click('#dialog-confirm');
  await page.locator('#withdraw').waitFor();
  const [error] = stack.runtime.database.raw('payment_errors').filter(({ out_trade_no }) => out_trade_no);
  return { paid, shared, open: await ask(stack, page, 'mug'), failed: String(error?.['out_trade_no'] ?? paid) };
}

interface Flaws {
  readonly wide: readonly string[];
  readonly small: readonly string[];
  /** 键盘够不着 */
  readonly unreachable: readonly string[];
}

/** 在页面里量。 */
function measure(): Flaws {
  const width = document.documentElement.clientWidth;
  const shown = [...document.querySelectorAll('main *')].filter((one) => !one.closest('.vk-sr, uni-resize-sensor'));
  const name = (one: Element): string => one.id || `${one.className}`.slice(0, 40);
  const wide = shown.filter((one) => one.getBoundingClientRect().width > 0 && one.getBoundingClientRect().right > width + 1);
  const pressed = shown.filter((one) => /^(?:button|link|radio)$/.test(one.getAttribute('role') ?? ''));
  const small = pressed.filter((one) => {
    const { width: own, height } = one.getBoundingClientRect();
    return own > 0 && (height < 43.5 || own < 43.5);
  });
  const unreachable = pressed.filter(
    (one) => (one as HTMLElement).tabIndex < 0 && one.getAttribute('role') !== 'radio' && one.getAttribute('aria-disabled') !== 'true',
  );
  const groups = [...document.querySelectorAll('main [role="radiogroup"]')];
  unreachable.push(...groups.filter((group) => !group.querySelector('[role="radio"][tabindex="0"]')));
  return { wide: wide.map(name), small: small.map(name), unreachable: unreachable.map(name) };
}

/** 让这一站的请求没有答复、连不上，或者断开网络。@returns 恢复 */
async function trouble(page: Page, { network, answer }: Stop): Promise<() => Promise<void>> {
  if (answer !== undefined) {
    const json = { success: true, data: { ...catalogueEntry(answer), code: answer, requestId: REQUEST_ID } };
    await page.route('**/client', (route) =>
      /serverless.function/.test(route.request().postData() ?? '') ? route.fulfill({ json }) : route.continue(),
    );
    return () => page.unroute('**/client');
  }
  if (network === undefined) return async () => undefined;
  if (network === 'offline') {
    await page.context().setOffline(true);
    return () => page.context().setOffline(false);
  }
  let release: () => void = () => undefined;
  const held = new Promise<void>((done) => (release = done));
  await page.route('**/client', async (route) => {
    if (network === 'waiting') await held;
    await route.abort().catch(() => undefined);
  });
  return async () => {
    release();
    await page.unroute('**/client');
  };
}

const filled = (text: string, orders: Orders): string =>
  text.replace(/\{(paid|open|shared|failed)\}/g, (_all, name: keyof Orders) => orders[name]);

async function shoot(stack: Stack, page: Page, stop: Stop, orders: Orders, frame: Frame, folder: string): Promise<string[]> {
  const file = join(folder, `${stop.name}.${frame.name}.png`);
  const path = filled(stop.path, orders);
  const late = stop.network === 'offline';
  const mend = late ? undefined : await trouble(page, stop);
  try {
    await reopen(stack, page, path);
    await page.locator(filled(stop.ready, orders)).first().waitFor();
    for (const [where, text] of stop.fill ?? []) {
      await page.locator(where).fill(text.replace('{code}', () => stack.wxpay.showCode('password')));
      await page.locator(where).press('Enter');
    }
    for (const press of stop.press ?? []) await page.locator(press).first().click();
    if (stop.then) await page.locator(stop.then).first().waitFor();
    const mendLate = late ? await trouble(page, stop) : undefined;
    if (frame.large) await page.addStyleTag({ content: 'html.vk-rem { font-size: 200% !important }' });
    await page.waitForTimeout(300);
    await page.screenshot({ path: file, fullPage: true, animations: 'disabled' });
    const { wide, small, unreachable } = await page.evaluate(measure);
    const serious = frame.large ? [] : await seriousProblems(page);
    await mendLate?.();
    return [
      ...serious.map((problem) => `${stop.name} ${frame.name} axe：${problem}`),
      ...(wide.length > 0 ? [`${stop.name} ${frame.name} 横着溢出：${[...new Set(wide)].join('、')}`] : []),
      ...(unreachable.length > 0 ? [`${stop.name} ${frame.name} 键盘够不着：${[...new Set(unreachable)].join('、')}`] : []),
      ...(small.length > 0 ? [`${stop.name} ${frame.name} 小于 44 px：${[...new Set(small)].join('、')}`] : []),
    ];
  } catch (error) {
    return [`${stop.name} ${frame.name} 没有拍成：${String(error).split('\n')[0]}`];
  } finally {
    await mend?.();
  }
}

/** 在一家店里走一圈。 */
async function walk(stack: Stack, browser: Browser, stops: readonly Stop[], folder: string): Promise<void> {
  const desk = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1280, height: 800 } });
  const orders = await prepare(stack, desk);
  if (stops.some(({ seeded }) => seeded)) {
    await sendMoney(stack);
    await addMerchants(stack);
  }
  for (const frame of FRAMES) {
    const flaws: string[] = [];
    const phone = frame.width < 768 ? { isMobile: true, hasTouch: true, userAgent: PHONE_AGENT } : {};
    const { width, height, scheme: colorScheme, locale = 'zh-CN' } = frame;
    for (const who of [undefined, 'demo', 'demo-admin'] as const) {
      const own = stops.filter((stop) => stop.who === who);
      if (own.length === 0) continue;
      const context = await browser.newContext({ locale, colorScheme, viewport: { width, height }, ...phone });
      const page = await enter(stack, context, who);
      page.on('pageerror', (error) => flaws.push(`${frame.name} 页面抛出：${error.message}`));
      for (const stop of own) flaws.push(...(await shoot(stack, page, stop, orders, frame, folder)));
      await context.close();
    }
    console.log([`${frame.name}：${stops.length} 张`, ...flaws].join('\n  '));
  }
}

/** @throws UsageError 文件夹在仓库里面；PlainError 没有浏览器 */
export async function tour(given: string, only = ''): Promise<void> {
  const folder = resolve(given);
  if (!relative(ROOT, folder).startsWith('..')) throw new UsageError('照片要放在仓库外面');
  mkdirSync(folder, { recursive: true });
  const wanted = STOPS.filter(({ name }) => only.split(',').some((part) => name.includes(part)));
  for (const seededOrders of [0, SEEDED_ORDERS]) {
    const stops = wanted.filter(({ seeded = false }) => seeded === seededOrders > 0);
    if (stops.length > 0) await inStudio(({ stack, browser }) => walk(stack, browser, stops, folder), { seededOrders });
  }
  console.log(`照片在 ${folder}`);
}
