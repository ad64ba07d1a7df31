// 填着的字不丢：做完一件事，表单清空与订单重来都不在人手底下换字；办着的时候写好的不能再改，办完就清（docs/pages.md「一律」）。
import type { Page } from 'playwright-core';
import { useSite } from './browser';
import { MUG, Shopper } from './pages';

const site = useSite({ wxpay: { refundDurationMs: 0, refundSpacingMs: 0 } });
const { inBrowser } = site;
const shopper = new Shopper(site);

afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

/** 这个服务的答复先扣着。@returns 放行 */
async function hold(page: Page, service: string): Promise<() => void> {
  let release: () => void = () => undefined;
  const held = new Promise<void>((done) => (release = done));
  await page.route('**/client', async (route) => {
    if ((route.request().postData() ?? '').includes(service)) await held;
    await route.continue();
  });
  return release;
}

async function paidOnDesk(): Promise<{ desk: Page; out_trade_no: string }> {
  const payer = await shopper.openAs('demo', MUG);
  const out_trade_no = await shopper.buy(payer);
  await payer.close();
  const desk = await shopper.openAs('demo-admin', `/#/pages/staff/refund?out_trade_no=${out_trade_no}`);
  return { desk, out_trade_no };
}

const amountOf = (desk: Page) => desk.locator('#refund-amount input');
const reasonOf = (desk: Page) => desk.locator('#refund-reason textarea');
async function refundOne(desk: Page): Promise<void> {
  await amountOf(desk).fill('1');
  await reasonOf(desk).fill('少发了一件');
  await desk.click('#refund');
  await desk.click('#dialog-confirm');
}

inBrowser(
  'the form a refund hands back is already the empty one, with what is left',
  async () => {
    const { desk } = await paidOnDesk();
    await amountOf(desk).waitFor();
    // 解开的那一刻里面是什么：再晚 100 毫秒换，人已经在写了
    await desk.evaluate(() => {
      const field = (name: string) => document.querySelector<HTMLInputElement>(`#refund-${name} :is(input, textarea)`);
      let busy = false;
      new MutationObserver(() => {
        const now = field('amount')?.disabled === true;
        if (busy && !now) Object.assign(window, { handedBack: [field('amount')?.value, field('reason')?.value] });
        busy = now;
      }).observe(document.body, { subtree: true, attributes: true, childList: true });
    });
    await hold(desk, 'pay/sys/findPayment');
    await refundOne(desk);
    await desk.locator('#refunds').getByText('¥1.00').waitFor();
    await desk.waitForFunction(() => 'handedBack' in window);
    expect(await desk.evaluate(() => (window as unknown as { handedBack: unknown }).handedBack)).toEqual(['11.00', '']);
  },
  240_000,
);

inBrowser(
  'what is typed while the order is read again stays, and nothing is put under the cursor',
  async () => {
    const { desk, out_trade_no } = await paidOnDesk();
    await amountOf(desk).waitFor();
    const release = await hold(desk, 'pay/sys/findPayment');
    await refundOne(desk);
    await desk.locator('#refund', { hasText: '¥11.00' }).waitFor();
    await amountOf(desk).selectText();
    await reasonOf(desk).evaluate((field: HTMLTextAreaElement) => (field.value = '还少了一件'));
    await reasonOf(desk).dispatchEvent('input');
    // 光标在金额里的时候，别人也退了一笔：还能退的变了，选中的字不能换
    const other = await shopper.openAs('demo-admin', `/#/pages/staff/refund?out_trade_no=${out_trade_no}`);
    await refundOne(other);
    await other.locator('#refunds').getByText('¥1.00').nth(1).waitFor();
    release();
    await desk.getByText('¥10.00', { exact: false }).first().waitFor();
    expect(await desk.locator('#refund').innerText()).toContain('¥11.00');
    await desk.keyboard.type('2');
    await desk.locator('#refund', { hasText: '¥2.00' }).waitFor();
    expect(await reasonOf(desk).inputValue()).toBe('还少了一件');
    await desk.click('#refund');
    await desk.click('#dialog-confirm');
    await desk.locator('#refunds').getByText('¥2.00').waitFor();
    const made = shopper.rows('payment_refunds').filter((row) => row['out_trade_no'] === out_trade_no);
    expect(made.map((row) => row['refund_fee']).sort()).toEqual([100, 100, 200]);
  },
  240_000,
);

inBrowser(
  'the last characters count for who types and presses at once',
  async () => {
    const { desk } = await paidOnDesk();
    await amountOf(desk).selectText();
    // 两个键之间不到 100 毫秒，uni 还没有报第二个
    await desk.evaluate(() => {
      const field = document.querySelector<HTMLInputElement>('#refund-amount input');
      for (const text of ['3', '3.5']) {
        if (field) field.value = text;
        field?.dispatchEvent(new Event('input', { bubbles: true }));
      }
      field?.blur();
    });
    expect(await desk.locator('#refund').innerText()).toContain('¥3.50');
  },
  240_000,
);

inBrowser(
  'what has been sent cannot be changed while it is under way',
  async () => {
    const desk = await shopper.openAs('demo-admin', '/#/pages/staff/release');
    await desk.click('#change-provider_wxpay');
    await desk.locator('#reason input').fill('先关一半');
    const release = await hold(desk, 'pay/sys/changeRelease');
    await desk.click('#save');
    await desk.click('#dialog-confirm');
    await desk.locator('#save[aria-busy="true"]').waitFor();
    expect(await desk.locator('#reason input').isDisabled()).toBe(true);
    release();
    await desk.locator('#said').waitFor();
  },
  240_000,
);
