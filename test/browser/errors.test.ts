// 查错误的页面在真实浏览器里（docs/pages.md「员工页面」）：付款人报来请求编号，看得到那次发生了什么；手机与电脑，浅色与深色，
// axe 没有严重问题；只有员工看得到。
import { useSite } from './browser';
import { Shopper } from './pages';
import { expectTidy } from './tidy';

const site = useSite({});
const { inBrowser } = site;
const shopper = new Shopper(site);
const PAGE = '/#/pages/staff/errors';

afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

async function rows(): Promise<void> {
  const table = shopper.stack.runtime.database.collection('payment_errors');
  for (const { _id } of shopper.rows('payment_errors')) await table.doc(String(_id)).remove();
  const common = { source: 'cloud', payment_data: '{"secret":"入参"}', stack_trace: 'at 某处', create_date: Date.UTC(2026, 10, 24, 2) };
  const error = (_id: string, more: object): Promise<unknown> => table.doc(_id).set({ ...common, ...more });
  await error('e1', {
    type: 'query',
    error_code: 40004,
    error_message: '网络连接失败，请重试',
    error_action: '检查网络连接',
    retryable: true,
    out_trade_no: 'VPORDER00001',
    request_id: 'rq-1',
    gateway_code: 'SYSTEM_ERROR',
    detail: 'socket hang up',
  });
  await error('e2', {
    type: 'exception',
    source: 'client',
    error_code: 50000,
    error_message: '系统错误，请联系客服',
    error_action: '联系技术支持',
    request_id: 'rq-2',
    create_date: common.create_date + 1,
  });
}

inBrowser.each(['desktop', 'phone'] as const)(
  'the latest errors, then those of a request id or of an order; details but no input and no stack (%s)',
  async (device) => {
    await rows();
    const page = await shopper.openAs('demo-admin', PAGE, device);
    await page.locator('#error-e1').waitFor();
    expect(await page.locator('#count').innerText()).toBe('共 2 条');
    const said = await page.locator('#error-e1').innerText();
    for (const words of ['40004', '网络连接失败', 'SYSTEM_ERROR', 'socket hang up', 'rq-1', 'VPORDER00001', '可以重试'])
      expect(said).toContain(words);
    expect(await page.locator('body').innerText()).not.toMatch(/入参|at 某处/);
    await expectTidy(page, `errors-list-${device}`);

    await page.locator('#search-text input').fill('rq-2');
    await page.keyboard.press('Enter');
    // 换条件时先是骨架：第一行走了，第二行还没有来
    await page.locator('#error-e1').waitFor({ state: 'detached' });
    await page.locator('#error-e2').waitFor();
    expect(await page.locator('.error').count()).toBe(1);
    await page.locator('#search-text input').fill('不是编号');
    await page.click('#search');
    await page.locator('#search-text-problem').waitFor();
    await shopper.go(page, `${PAGE}?out_trade_no=VPORDER00001`);
    await page.locator('#error-e2').waitFor({ state: 'detached' });
    await page.locator('#error-e1').waitFor();
    await shopper.go(page, `${PAGE}?request_id=nothing`);
    await page.getByText('没有这样的错误').waitFor();
    await expectTidy(page, `errors-none-${device}`);
  },
  240_000,
);

inBrowser(
  'in English; who is not staff is told so, and has a way on',
  async () => {
    await rows();
    const page = await shopper.openAs('demo-admin', PAGE, 'narrow', 'en-US');
    await page.locator('#error-e1').waitFor();
    expect(await page.locator('#search').innerText()).toBe('Search');
    await expectTidy(page, 'errors-narrow-english');
    const payer = await shopper.openAs('demo', PAGE);
    await payer.locator('#denied').waitFor();
    await expectTidy(payer, 'errors-denied');
  },
  240_000,
);
