/** 页面测试共用的几步：打开一页、登录、付款、看单子。 */
import type { BrowserContext, Page } from 'playwright-core';
import type { DemoUsername } from '../../demo/login';
import type { Stack } from '../../local/stack/stack';
import type { Device } from './browser';

export const MUG = '/#/pages/checkout/checkout?type=goods&goods_id=mug&quantity=1';
export const BEANS = '/#/pages/checkout/checkout?type=goods&goods_id=beans&quantity=1';
export const STICKER = '/#/pages/checkout/checkout?type=goods&goods_id=sticker&quantity=1';
const STEP_MS = 60_000;

type Row = Record<string, unknown>;

export class Shopper {
  private readonly contexts: BrowserContext[] = [];
  /** 页面自己抛出的错 */
  readonly errors: string[] = [];

  constructor(
    private readonly site: { stack(): Stack; open(device: Device, userAgent?: string, locale?: string): Promise<BrowserContext> },
  ) {}

  get stack(): Stack {
    return this.site.stack();
  }

  async open(path: string, device: Device = 'desktop', userAgent?: string, locale?: string): Promise<Page> {
    const context = await this.site.open(device, userAgent, locale);
    this.contexts.push(context);
    const page = await context.newPage();
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.setDefaultTimeout(STEP_MS);
    await page.goto(this.stack.url + path);
    return page;
  }

  /** 打开商店，以这个人登录，再去这一页。 */
  async openAs(who: DemoUsername, path: string, device: Device = 'desktop', locale?: string): Promise<Page> {
    const page = await this.open('/#/demo/pages/login/login', device, undefined, locale);
    await page.click(`#login-${who}`);
    await page.locator('#sign-out').waitFor();
    await this.go(page, path);
    return page;
  }

  /** 同一个标签页里换地址，与在地址栏里改一样。 */
  async go(page: Page, path: string): Promise<void> {
    await page.evaluate((hash) => (location.hash = hash), path.replace(/^\/#/, ''));
  }

  rows(collection: string): Row[] {
    return this.stack.runtime.database.raw(collection);
  }
  order(out_trade_no: string): Row | undefined {
    return this.rows('payment_orders').find((row) => row['_id'] === out_trade_no);
  }
  newest(): string {
    const [first] = [...this.rows('payment_orders')].sort((a, b) => Number(b['create_date']) - Number(a['create_date']));
    return String(first?.['_id']);
  }

  /** 在电脑上确认支付，等二维码出来。@returns 单号 */
  async showCode(page: Page): Promise<string> {
    await page.click('#pay');
    await page.locator('#qr-cancel').waitFor();
    return this.newest();
  }

  /** 电脑扫码付完，停在结果页。@returns 单号 */
  async buy(page: Page): Promise<string> {
    const out_trade_no = await this.showCode(page);
    await this.stack.wxpay.pay(out_trade_no);
    await page.getByText('支付成功').waitFor();
    return out_trade_no;
  }

  /** 让这个服务答不出来。@returns 恢复 */
  async cut(page: Page, service: string): Promise<() => Promise<void>> {
    await page.route('**/client', (route) => ((route.request().postData() ?? '').includes(service) ? route.abort() : route.continue()));
    return () => page.unroute('**/client');
  }

  /** 在另一台电脑上买好一只杯子。@returns 单号 */
  async buyInBackground(): Promise<string> {
    const page = await this.openAs('demo', MUG);
    const out_trade_no = await this.buy(page);
    await page.close();
    return out_trade_no;
  }

  async leave(): Promise<void> {
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
  }
}
