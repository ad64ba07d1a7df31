// 投诉的页面在真实浏览器里（docs/pages.md「员工页面」）：名单与一件并排，协商历史与图，答复先确认、恰好一次，同意退款之后去得到退款页；
// 手机与电脑，axe 没有严重问题。
import { useSite } from './browser';
import { Shopper } from './pages';
import { expectTidy } from './tidy';

const PAGE = '/#/pages/staff/complaints';
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');

const site = useSite();
const { inBrowser } = site;
const shopper = new Shopper(site);
afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

async function complained(): Promise<{ readonly no: string; readonly id: string }> {
  const { stack } = shopper;
  const no = await shopper.buyInBackground();
  const { id } = stack.wxpay.complain(no, { text: '没有收到货' });
  // 通知没有登记过地址：把它当作听说了，由定时任务去读
  const account = { provider: 'wxpay', platform: 'h5', pid: 'default', mchid: stack.keys.wxpay.mchid };
  const at = Date.now();
  await stack.runtime.database
    .collection('payment_complaints')
    .doc(`wxpay:${id}`)
    .set({
      ...account,
      complaint_id: id,
      status: 'UNREAD',
      problem: 'other',
      text: '',
      waiting: false,
      urgent: false,
      times: 1,
      refunded: false,
      complaint_date: at,
      opened_date: at,
      asked_date: at,
      user_id: '',
      acts: [],
      look_date: at,
      looks: 0,
      version: 1,
      create_date: at,
      update_date: at,
    });
  await stack.runtime.runTimer('monitor');
  return { no, id };
}

inBrowser.each(['desktop', 'phone'] as const)(
  'a complaint is opened, answered once with an image after asking, its refund agreed to and gone for (%s)',
  async (device) => {
    const { no, id } = await complained();
    const page = await shopper.openAs('demo-admin', PAGE, device);
    const row = page.locator(`#complaint-${id}`);
    await row.waitFor();
    for (const words of ['没有收到货', '等第一次答复', '最晚', no]) expect(await row.innerText()).toContain(words);
    await expectTidy(page, `complaints-list-${device}`);
    await row.click();
    await page.locator('#talk').getByText('付款人 · 投诉').waitFor();
    await page.getByText('185****0001').waitFor();
    await expectTidy(page, `complaints-one-${device}`);

    await page.click('#do-reply');
    await page.locator('#complaint-text-problem').waitFor();
    await page.locator('#complaint-text textarea').fill('已经补发，请查收');
    const choosing = page.waitForEvent('filechooser');
    await page.click('#attach');
    await (await choosing).setFiles({ name: 'proof.png', mimeType: 'image/png', buffer: PNG });
    await page.locator('#attached').waitFor();
    await page.click('#do-reply');
    await page.locator('#dialog').getByText('已经补发，请查收').waitFor();
    await expectTidy(page, `complaints-dialog-${device}`);
    await page.keyboard.press('Escape');
    expect(shopper.stack.wxpay.complaints.complaint(id)?.history).toHaveLength(1);
    await page.click('#do-reply');
    await page.click('#dialog-confirm');
    await page.locator('#said').getByText('微信收到了').waitFor();
    expect(shopper.stack.wxpay.complaints.complaint(id)?.history).toMatchObject([
      {},
      { details: '已经补发，请查收', images: [expect.any(String)] },
    ]);
    await page.locator('#acts').getByText('demo-admin · 答复 · 到了').waitFor();
    await page.locator('.see-image').click();
    await page.locator('#talk img').first().waitFor();
    await page.click('#do-approve');
    await page.locator('#dialog').getByText('钱还没有退').waitFor();
    await page.click('#dialog-confirm');
    await page.locator('#said').getByText('同意退款').waitFor();
    await expectTidy(page, `complaints-answered-${device}`);
    await page.click('#to-refund');
    await page.locator('#refund').waitFor();
    await shopper.go(page, `/#/pages/staff/order?out_trade_no=${no}`);
    await page.click('#action-complaints');
    await page.locator(`#complaint-${id}`).waitFor();
  },
  240_000,
);

inBrowser(
  'in English at 320 px; a viewer reads and is told what is lacking; who is not staff is told so',
  async () => {
    const { id } = await complained();
    const page = await shopper.openAs('demo-viewer', `${PAGE}?complaint_id=${id}`, 'narrow', 'en-US');
    await page.locator('#lacks-right').waitFor();
    expect(await page.locator('#do-reply').count()).toBe(0);
    await expectTidy(page, 'complaints-narrow-english');
    await page.click('#back-to-list');
    await page.locator(`#complaint-${id}`).waitFor();
    const payer = await shopper.openAs('demo', PAGE);
    await payer.locator('#denied').waitFor();
  },
  240_000,
);
