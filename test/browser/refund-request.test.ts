// 付款人申请退款在真实浏览器里：申请、撤回、再申请；员工不同意要写理由，同意就退；
// 太快的第二笔说清楚什么时候退（docs/pages.md「退款申请」）。
import { useSite } from './browser';
import { MUG, Shopper } from './pages';

const site = useSite({ wxpay: { refundDurationMs: 0, refundSpacingMs: 60_000 } });
const { inBrowser } = site;
const shopper = new Shopper(site);

afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

const request = (status: string): Record<string, unknown> | undefined =>
  shopper.rows('payment_refund_requests').find((row) => row['status'] === status);

inBrowser.each(['phone', 'desktop'] as const)(
  'a payer asks, withdraws, asks again; staff answer; the payer sees it (%s)',
  async (device) => {
    const buyer = await shopper.openAs('demo', MUG);
    const out_trade_no = await shopper.buy(buyer);
    await buyer.close();
    const payer = await shopper.openAs('demo', `/#/pages/orders/detail?out_trade_no=${out_trade_no}`, device);
    await payer.click('#ask');
    await payer.locator('#ask-amount input').fill('99');
    await payer.click('#ask-send');
    await payer.getByText('最多可退 ¥12.00').last().waitFor();
    await payer.getByText('请填写退款原因').waitFor();
    expect(await payer.locator('#dialog').count()).toBe(0);
    await payer.locator('#ask-amount input').fill('5');
    await payer.locator('#ask-reason textarea').fill('尺寸不合适');
    await payer.click('#ask-send');
    expect(await payer.locator('#dialog').innerText()).toContain('¥5.00');
    await payer.click('#dialog-confirm');
    await payer.getByText('等商家答复').waitFor();
    await payer.click('#withdraw');
    await payer.getByText('已撤回').waitFor();
    expect(request('WITHDRAWN')).toMatchObject({ refund_fee: 500 });

    await payer.click('#ask');
    await payer.locator('#ask-reason textarea').fill('还是不合适');
    await payer.click('#ask-send');
    await payer.click('#dialog-confirm');
    await payer.getByText('等商家答复').waitFor();

    const desk = await shopper.openAs('demo-admin', '/#/pages/staff/requests', device);
    const number = String(request('OPEN')?.['request_no']);
    await desk.click(`#decline-${number}`);
    await desk.getByText('请写明不同意的理由').waitFor();
    expect(await desk.locator('#dialog').count()).toBe(0);
    await desk.click(`#approve-${number}`);
    expect(await desk.locator('#dialog').innerText()).toContain('¥12.00');
    await desk.click('#dialog-confirm');
    await desk.getByText('已同意').waitFor();
    await desk.getByText('没有待答复的申请').waitFor();

    await payer.click('#refresh');
    await payer.locator('#refunds').getByText('已退款').first().waitFor();
    expect(shopper.order(out_trade_no)?.['status']).toBe('REFUND');
  },
  240_000,
);

inBrowser(
  'a second refund within the minute says when it will be sent, to staff and to the payer',
  async () => {
    const payer = await shopper.openAs('demo', MUG);
    const out_trade_no = await shopper.buy(payer);
    const desk = await shopper.openAs('demo-admin', `/#/pages/staff/refund?out_trade_no=${out_trade_no}`);
    for (const fee of ['1', '2']) {
      await desk.locator('#refund-amount input').fill(fee);
      await desk.locator('#refund-reason textarea').fill('少发了一件');
      await desk.locator('#refund', { hasText: `¥${fee}.00` }).click();
      await desk.click('#dialog-confirm');
      await desk.locator('#refunds').getByText(`¥${fee}.00`).waitFor();
    }
    await desk.locator('#refunds').getByText('排队中').waitFor();
    expect(await desk.locator('#refunds').innerText()).toMatch(/\d{2}:\d{2}:\d{2} 之后自动提交/);
    await shopper.go(payer, `/#/pages/orders/detail?out_trade_no=${out_trade_no}`);
    await payer.locator('#refunds').getByText('排队中').waitFor();
    expect(await payer.locator('#refunds').innerText()).not.toContain('支付平台不收');
  },
  240_000,
);
