// 转人工的订单在真实浏览器里：员工并排看到两边的说法，写明原因、确认一次才入账；没有写原因、取消确认都什么也不做。
import type { BrowserContext, Page } from 'playwright-core';
import type { Stack } from '../../local/stack/stack';
import { useSite, type Device } from './browser';

const site = useSite();
const { inBrowser } = site;
let stack: Stack;
const contexts: BrowserContext[] = [];
beforeAll(() => {
  stack = site.stack();
});
afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
});

async function open(device: Device, path: string): Promise<Page> {
  const context = await site.open(device);
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(stack.url + path);
  return page;
}
const order = (out_trade_no: string): Record<string, unknown> | undefined =>
  stack.runtime.database.raw('payment_orders').find((row) => row['_id'] === out_trade_no);

/** 付了款、却先收到一个金额不符的真通知的订单。 */
async function inReview(): Promise<string> {
  const page = await open('desktop', '/#/pages/checkout/checkout?type=goods&goods_id=mug&quantity=1');
  await page.click('#pay');
  await page.click('#login-demo');
  stack.wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
  await page.click('#pay');
  await page.getByText('等待扫码').waitFor();
  const out_trade_no = String(stack.runtime.database.raw('payment_orders').at(-1)?.['_id']);
  await page.close();
  await stack.wxpay.pay(out_trade_no);
  const wrong = stack.wxpay.buildNotification('payment', { outTradeNo: out_trade_no, total: 1 });
  await fetch(wrong.url, { method: 'POST', headers: { ...wrong.headers }, body: wrong.body });
  expect(order(out_trade_no)?.['status']).toBe('REVIEW');
  return out_trade_no;
}

inBrowser.each(['desktop', 'phone'] as const)(
  'an order in review is settled on the page, with a reason, after one confirmation (%s)',
  async (device) => {
    const out_trade_no = await inReview();
    const desk = await open(device, `/#/pages/staff/refund?out_trade_no=${out_trade_no}`);
    await desk.click('#login-demo-admin');
    await desk.locator('#act-settle').waitFor();
    expect(await desk.locator('#review').innerText()).toContain('金额不符');
    expect(await desk.locator('#refund').count()).toBe(0);
    if (process.env['VK_PAY_SHOTS']) await desk.screenshot({ path: `${process.env['VK_PAY_SHOTS']}/review-${device}.png`, fullPage: true });

    await desk.click('#act-settle');
    await desk.getByText('请写明原因').waitFor();
    expect(await desk.locator('#dialog').count()).toBe(0);

    await desk.locator('#review-why textarea').fill('核对过银行流水');
    await desk.click('#act-settle');
    expect(await desk.locator('#dialog').innerText()).toContain('¥12.00');
    await desk.click('#dialog-cancel');
    expect(order(out_trade_no)?.['status']).toBe('REVIEW');

    await desk.click('#act-settle');
    await desk.click('#dialog-confirm');
    await desk.locator('#refund').waitFor();
    expect(order(out_trade_no)).toMatchObject({ status: 'SUCCESS', fulfil: { status: 'DONE' } });
    expect((order(out_trade_no)?.['history'] as object[]).at(-1)).toMatchObject({ operator: 'demo-admin', note: '核对过银行流水' });
  },
  240_000,
);
