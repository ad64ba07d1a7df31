// 对外的事件的页面在真实浏览器里（docs/pages.md「员工页面」）：从订单去得到，按状态与订单看，没有送到的确认一次再送，谁送的记下来；
// 手机与电脑，浅色与深色，axe 没有严重问题。
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { useSite } from './browser';
import { Shopper } from './pages';
import { expectTidy } from './tidy';

const PAGE = '/#/pages/staff/events';
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

let hook: Server;
let status = 200;
let heard: string[] = [];
const site = useSite(async () => {
  hook = createServer((request, response) => {
    heard.push(String(request.headers['webhook-id']));
    request.resume().on('end', () => response.writeHead(status).end());
  });
  await new Promise<void>((ready) => hook.listen(0, '127.0.0.1', ready));
  const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/hook`;
  return { settings: { events: { allowLocal: true, endpoints: { goods: { url, secret: SECRET } } } } };
});
afterAll((done) => void (hook ? hook.close(done) : done()));
const { inBrowser } = site;
const shopper = new Shopper(site);

beforeEach(async () => {
  status = 200;
  heard = [];
});
afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

/** 只留这一张订单的一件，停在没有送到。@returns 单号与编号 */
async function undelivered(): Promise<{ readonly no: string; readonly id: string }> {
  const table = shopper.stack.runtime.database.collection('payment_events');
  for (const { _id } of shopper.rows('payment_events')) await table.doc(String(_id)).remove();
  const no = await shopper.buyInBackground();
  const id = `evt_${'A'.repeat(27)}`;
  const common = { type: 'goods', user_id: 'demo-user', body: '{"type":"payment.paid"}', version: 3, sending_until: 0 };
  await table.doc(id).set({
    ...common,
    kind: 'paid',
    out_trade_no: no,
    status: 'FAILED',
    attempts: 10,
    next_date: 0,
    tries: [{ at: Date.UTC(2026, 10, 24, 2), status: 503 }],
    create_date: Date.UTC(2026, 10, 21, 2),
  });
  await table.doc(`evt_${'B'.repeat(27)}`).set({
    ...common,
    kind: 'closed',
    out_trade_no: 'VPOTHER0001',
    status: 'PENDING',
    attempts: 1,
    next_date: Date.UTC(2027, 10, 24, 3),
    tries: [{ at: Date.UTC(2026, 10, 24, 2), problem: '只能去公网的地址' }],
    create_date: Date.UTC(2026, 10, 24, 1),
  });
  return { no, id };
}

inBrowser.each(['desktop', 'phone'] as const)(
  'from the order to its events; what was not delivered is sent again once asked, and by whom is recorded (%s)',
  async (device) => {
    const { no, id } = await undelivered();
    const page = await shopper.openAs('demo-admin', PAGE, device);
    const row = page.locator(`#event-${id}`);
    await row.waitFor();
    expect(await page.locator('#count').innerText()).toContain('件');
    for (const words of ['没有送到', no, '送过 10 次', '对方出错了 · 503']) expect(await row.innerText()).toContain(words);
    expect(await page.locator(`#event-evt_${'B'.repeat(27)}`).innerText()).toContain('没有连上对方 · 只能去公网的地址');
    await expectTidy(page, `events-list-${device}`);

    await page.click('#status-FAILED');
    await page.locator(`#event-evt_${'B'.repeat(27)}`).waitFor({ state: 'detached' });
    status = 500;
    await page.click(`#resend-${id}`);
    await page.locator('#dialog').getByText(no).waitFor();
    await expectTidy(page, `events-dialog-${device}`);
    await page.click('#dialog-cancel');
    expect(heard).toEqual([]);
    await page.click(`#resend-${id}`);
    await page.click('#dialog-confirm');
    await page.locator('#said').getByText('还没有送到').waitFor();
    status = 204;
    await page.click(`#resend-${id}`);
    await page.click('#dialog-confirm');
    await page.locator('#said').getByText('送到了').waitFor();
    expect(heard).toEqual([id, id]);
    expect(await row.innerText()).toMatch(/demo-admin.*在.*重发/);
    await expectTidy(page, `events-sent-${device}`);

    await shopper.go(page, `/#/pages/staff/order?out_trade_no=${no}`);
    await page.click('#action-events');
    await page.locator(`.event`).first().waitFor();
    for (const text of await page.locator('.event').allInnerTexts()) expect(text).toContain(no);
    await page.locator('#order-number input').fill('不是单号');
    await page.click('#search');
    await page.locator('#order-number-problem').waitFor();
    await shopper.go(page, `${PAGE}?out_trade_no=VPNOTHING01`);
    await page.getByText('没有事件').waitFor();
    await expectTidy(page, `events-none-${device}`);
  },
  240_000,
);

inBrowser(
  'in English at 320 px; not reaching the server leaves a way on; who is not staff is told so',
  async () => {
    const { id } = await undelivered();
    const page = await shopper.openAs('demo-admin', '/#/pages/staff/errors', 'narrow', 'en-US');
    await page.locator('#search').waitFor();
    const mend = await shopper.cut(page, 'listEvents');
    await shopper.go(page, PAGE);
    await page.locator('#action-retry').waitFor();
    await expectTidy(page, 'events-broken');
    await mend();
    await page.click('#action-retry');
    await page.locator(`#event-${id}`).waitFor();
    await expectTidy(page, 'events-narrow-english');
    const payer = await shopper.openAs('demo', PAGE);
    await payer.locator('#denied').waitFor();
    await expectTidy(payer, 'events-denied');
  },
  240_000,
);
