/**
 * npm run screenshots：重拍 README 里的图片（docs/images）。时钟与单号都是固定的，页面没有变，图片就只有二维码不同。
 */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Stack } from '../local/stack/stack';
import { ROOT } from './build-functions';
import { inStudio, NOW } from './photo-studio';

const CHECKOUT = '/#/pages/checkout/checkout?type=goods&goods_id=beans&quantity=2';
const DESKTOP = { locale: 'zh-CN', viewport: { width: 1280, height: 800 } };
const PHONE = {
  locale: 'zh-CN',
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
  userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1',
};
const STEP_MS = 60_000;

/** 页面里的「随机」：每一页从同一个数开始，单号就不变。 */
const steadyRandom = (): void => {
  let next = 7;
  crypto.getRandomValues = (array) => {
    if (array instanceof Uint8Array) array.forEach((_byte, at) => (array[at] = next = (next * 73 + 41) % 251));
    return array;
  };
};

class Camera {
  constructor(
    private readonly stack: Stack,
    private readonly browser: Browser,
  ) {}

  /** 登录好的一页；不要模拟扫码的按钮。 */
  async open(device: typeof DESKTOP, who: 'demo' | 'demo-admin'): Promise<Page> {
    const page = await (await this.browser.newContext(device)).newPage();
    page.setDefaultTimeout(STEP_MS);
    await page.addInitScript(steadyRandom);
    await page.clock.setFixedTime(NOW);
    await page.goto(`${this.stack.url}/#/demo/pages/login/login`);
    await page.click(`#login-${who}`);
    await page.locator('#sign-out').waitFor();
    return page;
  }

  async go(page: Page, path: string): Promise<void> {
    await page.evaluate((hash) => (location.hash = hash), path.replace(/^\/#/, ''));
  }

  async shoot(page: Page, name: string): Promise<void> {
    // 等动画停下、焦点的边框不在画面里
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(ROOT, 'docs/images', `${name}.png`), animations: 'disabled' });
    console.log(`docs/images/${name}.png`);
  }

  /** @returns 付好的单号 */
  async pay(): Promise<string> {
    const row = this.stack.runtime.database.raw('payment_orders').find(({ status }) => status === 'PROCESSING');
    const number = String(row?.['_id']);
    this.stack.alipay.pay(number);
    await this.stack.alipay.deliverDue();
    return number;
  }
}

async function shootAll(stack: Stack, browser: Browser): Promise<void> {
  const camera = new Camera(stack, browser);
  const desktop = await camera.open(DESKTOP, 'demo');
  await camera.go(desktop, CHECKOUT);
  await desktop.getByText('支付宝').first().click();
  await desktop.click('#pay');
  await desktop.locator('#qr-cancel').waitFor();
  await camera.shoot(desktop, 'checkout-desktop');
  const number = await camera.pay();
  await desktop.getByText('支付成功').waitFor();

  const phone = await camera.open(PHONE, 'demo');
  await camera.go(phone, CHECKOUT);
  await phone.locator('#pay').waitFor();
  await camera.shoot(phone, 'checkout-phone');
  await camera.go(phone, `/#/pages/result/result?out_trade_no=${number}`);
  await phone.getByText('支付成功').waitFor();
  await camera.shoot(phone, 'result-phone');

  const staff = await camera.open(DESKTOP, 'demo-admin');
  await camera.go(staff, `/#/pages/staff/refund?out_trade_no=${number}`);
  await staff.locator('#refund-amount input').fill('50.00');
  await staff.locator('#refund-reason textarea').fill('少发一件');
  await staff.click('#refund');
  await staff.click('#dialog-confirm');
  await staff.getByText('已退款').first().waitFor();
  await camera.shoot(staff, 'refund-desktop');
}

/** @throws PlainError 没有浏览器 */
export const screenshots = (): Promise<void> => inStudio(({ stack, browser }) => shootAll(stack, browser));
