// I3、I6、I13 在真实浏览器里：员工先退一部分、再退其余，付款人看得见每一笔；没有权限的人退不了；双击、丢失的请求与答复都不会退两次。
import type { BrowserContext, Page } from 'playwright-core';
import type { Stack } from '../../local/stack/stack';
import { useSite } from './browser';

// 退款立刻有结果，两笔之间不必等
const site = useSite({ wxpay: { refundDurationMs: 0, refundSpacingMs: 0 } });
const { inBrowser } = site;
const STEP_MS = 60_000;

let stack: Stack;
const contexts: BrowserContext[] = [];

beforeAll(() => {
  stack = site.stack();
});
afterEach(async () => {
  stack?.wxpay.faults.clear();
  await Promise.all(contexts.splice(0).map((context) => context.close()));
});

const rows = (collection: string): Record<string, unknown>[] => stack.runtime.database.raw(collection);
const refundsOf = (out_trade_no: string): Record<string, unknown>[] =>
  rows('payment_refunds').filter((row) => row['out_trade_no'] === out_trade_no);
const newest = (): string =>
  String([...rows('payment_orders')].sort((a, b) => Number(b['create_date']) - Number(a['create_date']))[0]?.['_id']);

async function open(path: string): Promise<Page> {
  const context = await site.open('desktop');
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(STEP_MS);
  await page.goto(stack.url + path);
  return page;
}

/** 付款人扫码买一个马克杯（¥12.00）。 */
async function buyMug(): Promise<{ page: Page; out_trade_no: string }> {
  const page = await open('/#/pages/checkout/checkout?type=goods&goods_id=mug&quantity=1');
  await page.click('#pay');
  await page.click('#login-demo');
  await page.click('#pay');
  await page.getByText('等待扫码').waitFor();
  const out_trade_no = newest();
  await stack.wxpay.pay(out_trade_no);
  await page.getByText('支付成功').waitFor();
  return { page, out_trade_no };
}

/** 管理员打开这张订单的退款页。 */
async function openDesk(out_trade_no: string): Promise<Page> {
  const page = await open(`/#/pages/staff/refund?out_trade_no=${out_trade_no}`);
  await page.click('#login-demo-admin');
  await page.locator('#refund').waitFor();
  return page;
}
/** uni 的输入框隔一小会儿才把值交出来；按钮上的金额跟上了才算填好。 */
async function fillAmount(page: Page, amount: string): Promise<void> {
  await page.locator('#refund-amount input').fill(amount);
  await page.locator('#refund', { hasText: `退款 ¥${Number(amount).toFixed(2)}` }).waitFor();
}
const amountReads = (page: Page, amount: string): Promise<unknown> =>
  page.waitForFunction((text) => document.querySelector<HTMLInputElement>('#refund-amount input')?.value === text, amount);
async function fill(page: Page, amount: string, reason: string): Promise<void> {
  await fillAmount(page, amount);
  await page.locator('#refund-reason textarea').fill(reason);
}
const confirm = (page: Page): Promise<void> => page.locator('#dialog-confirm').click();

inBrowser(
  'a part, then the rest: the payer sees both and the order ends as refunded',
  async () => {
    const { page: payer, out_trade_no } = await buyMug();
    const desk = await openDesk(out_trade_no);
    await amountReads(desk, '12.00');

    await fill(desk, '5', '少发一件');
    await desk.click('#refund');
    const question = await desk.locator('#dialog').innerText();
    expect(question).toContain('¥5.00');
    expect(question).toContain(out_trade_no);
    await confirm(desk);
    await desk.locator('#refunds').getByText('已退款').waitFor();
    await desk.getByText('部分退款').waitFor();
    // 剩下的由「全部」算出来，不是浮点减法
    await fillAmount(desk, '1');
    await desk.click('#refund-all');
    await amountReads(desk, '7.00');
    await fill(desk, '7.00', '不想要了');
    await desk.click('#refund');
    await confirm(desk);
    await desk.getByText('这张订单已经全部退款').waitFor();
    expect(
      refundsOf(out_trade_no)
        .map((row) => [row['refund_fee'], row['status'], row['operator']])
        .sort(),
    ).toEqual([
      [500, 'SUCCESS', 'demo-admin'],
      [700, 'SUCCESS', 'demo-admin'],
    ]);

    await payer.click('#action-detail');
    await payer.locator('.vk-chip', { hasText: '已退款' }).first().waitFor();
    const refunds = await payer.locator('#refunds').innerText();
    for (const words of ['¥5.00', '少发一件', '¥7.00', '不想要了', '¥12.00', 'RF']) expect(refunds).toContain(words);
    await payer.goto(`${stack.url}/#/pages/orders/orders`);
    await payer.getByText('已退 ¥12.00').first().waitFor();
  },
  240_000,
);

inBrowser(
  'who is not staff is told so, nothing is refunded, and another user can sign in',
  async () => {
    const { page, out_trade_no } = await buyMug();
    await page.goto(`${stack.url}/#/pages/staff/refund?out_trade_no=${out_trade_no}`);
    await page.getByText('没有权限').waitFor();
    expect(await page.locator('#refund').count()).toBe(0);
    await page.click('#action-switch-user');
    await page.click('#login-demo-admin');
    await page.locator('#refund').waitFor();
    expect(refundsOf(out_trade_no)).toEqual([]);
  },
  240_000,
);

inBrowser(
  'the entrance is there for staff only, and goes away with them',
  async () => {
    const page = await open('/#/demo/pages/login/login');
    await page.click('#login-demo');
    await page.getByText('已登录：演示用户').waitFor();
    expect(await page.locator('#open-refund').count()).toBe(0);
    await page.click('#sign-out');
    await page.getByText('已登录').waitFor({ state: 'detached' });
    await page.goto(`${stack.url}/#/demo/pages/login/login`);
    await page.click('#login-demo-admin');
    await page.click('#open-refund');
    await page.getByText('先查订单').waitFor();
  },
  240_000,
);

inBrowser(
  'wrong input is stopped beside its field and nothing leaves the page',
  async () => {
    const { out_trade_no } = await buyMug();
    const desk = await openDesk(out_trade_no);
    await fill(desk, '12.01', '');
    await desk.click('#refund');
    await desk.getByText('最多可退 ¥12.00').waitFor();
    await desk.getByText('请填写退款原因').waitFor();
    expect(await desk.locator('#dialog').count()).toBe(0);
    await desk.locator('#order-number input').fill('VP_does_not_exist');
    await desk.click('#find');
    await desk.getByText('没有查到').waitFor();
    expect(refundsOf(out_trade_no)).toEqual([]);
  },
  240_000,
);

inBrowser(
  'two quick taps ask once and refund once',
  async () => {
    const { out_trade_no } = await buyMug();
    const desk = await openDesk(out_trade_no);
    await fill(desk, '3', '双击');
    await desk.locator('#refund').evaluate((button: HTMLElement) => {
      button.click();
      button.click();
    });
    expect(await desk.locator('#dialog').count()).toBe(1);
    await confirm(desk);
    await desk.locator('#refunds').getByText('已退款').waitFor();
    expect(refundsOf(out_trade_no)).toHaveLength(1);
  },
  240_000,
);

/** 从退款请求起断网。`arrives`：请求到了服务端，只是答复没有回来。 */
async function cutAtRefund(page: Page, arrives: boolean): Promise<void> {
  let cut = false;
  await page.route('**/client', async (route) => {
    if ((route.request().postData() ?? '').includes('pay/sys/refund')) {
      cut = true;
      if (arrives) await route.fetch();
    }
    return cut ? route.abort() : route.continue();
  });
}

inBrowser(
  'an answer lost on the way: asking again uses the same number and refunds nothing more',
  async () => {
    const { out_trade_no } = await buyMug();
    const desk = await openDesk(out_trade_no);
    await cutAtRefund(desk, true);
    await fill(desk, '4', '答复丢了');
    await desk.click('#refund');
    await confirm(desk);
    await desk.getByText('没有收到答复，可能已经退了').waitFor();
    expect(await desk.locator('#refund-amount input').isDisabled()).toBe(true);

    await desk.unroute('**/client');
    await desk.click('#refund');
    await confirm(desk);
    await desk.locator('#refunds').getByText('已退款').waitFor();
    expect(refundsOf(out_trade_no).map((row) => row['refund_fee'])).toEqual([400]);
    await amountReads(desk, '8.00');
  },
  240_000,
);

inBrowser(
  'a request lost on the way: after a reload the page still knows its number and amount',
  async () => {
    const { out_trade_no } = await buyMug();
    const desk = await openDesk(out_trade_no);
    await cutAtRefund(desk, false);
    await fill(desk, '4', '请求丢了');
    await desk.click('#refund');
    await confirm(desk);
    await desk.getByText('没有收到答复，可能已经退了').waitFor();
    expect(refundsOf(out_trade_no)).toEqual([]);

    await desk.unroute('**/client');
    await desk.reload();
    const [number] = /RF\w+/.exec(await desk.getByText('不会多退').innerText()) ?? [];
    await amountReads(desk, '4.00');
    await desk.locator('#refund', { hasText: '再确认一次 ¥4.00' }).click();
    await confirm(desk);
    await desk.locator('#refunds').getByText('已退款').waitFor();
    expect(refundsOf(out_trade_no).map((row) => [row['_id'], row['refund_fee']])).toEqual([[number, 400]]);
  },
  240_000,
);

inBrowser(
  'a refund without a conclusion is watched until it has one',
  async () => {
    const { page: payer, out_trade_no } = await buyMug();
    const desk = await openDesk(out_trade_no);
    // 网关退了，答复断在路上；回调不来，查询也问不到，直到故障解除
    stack.wxpay.faults.add({ operation: 'refund', fault: { kind: 'lostAnswer' } });
    stack.wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
    stack.wxpay.faults.add({ operation: 'queryRefund', fault: { kind: 'http', status: 500 }, times: Infinity });
    await fill(desk, '2', '结果不明');
    await desk.click('#refund');
    await confirm(desk);
    await desk.locator('#refunds').getByText('核实中').waitFor();
    await payer.click('#action-detail');
    await payer.locator('#refunds').getByText('核实中').waitFor();
    stack.wxpay.faults.clear();
    await desk.locator('#refunds').getByText('已退款').waitFor();
    expect(refundsOf(out_trade_no)).toMatchObject([{ refund_fee: 200, status: 'SUCCESS' }]);
  },
  240_000,
);
