// 规范「告警」：规则成立开一条，送到群机器人，好了再说一声；一件事只说一次，送不到的记下、再来、由别的渠道说；有人认领就不升级。
import type { AlertView } from '../../common/contract/watch/alerts';
import { openShop, type Shop } from './harness';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
// 一轮轮跑定时任务，机器忙的时候慢
jest.setTimeout(90_000);

let shop: Shop;
const open = async (alerts: object = {}): Promise<void> => void (shop = await openShop({ alerts: { ...alerts } }));
afterEach(() => shop.close());

const said = (robot: string): string[] => shop.robots.messages.filter((message) => message.robot === robot).map(({ text }) => text);
const alerts = (): Record<string, unknown>[] => shop.rows('payment_alerts');
const run = async (minutes = 1): Promise<void> => {
  for (let at = 0; at < minutes; at += 1) {
    shop.tick(MINUTE);
    await shop.runMonitor();
  }
};
/** 许多次失败的通话。 */
async function failures(count: number): Promise<void> {
  await shop.runtime.database.collection('payment_logs').add(
    Array.from({ length: count }, (_, at) => ({
      type: 'query',
      status: 'ERROR',
      provider: 'wxpay',
      error_info: '{"code":40010}',
      response_time: at,
      create_date: shop.now(),
    })),
  );
}
const inbox = async (): Promise<AlertView[]> => {
  const staff = await shop.login('demo-admin');
  return (await staff.callService('pay/sys/listAlerts'))['rows'] as AlertView[];
};
const acknowledge = async (id: string): Promise<Record<string, unknown>> => {
  const staff = await shop.login('demo-admin');
  return staff.callService('pay/sys/acknowledgeAlert', { id, note: '我看看' });
};

test('a rule that holds is told once by every robot, stays one alert, and its end is told too', async () => {
  await open();
  await failures(25);
  await Promise.all([run(), shop.runMonitor()]);
  await run(2);
  expect(shop.mailbox?.messages.map(({ subject, text }) => [subject, text.includes('支付错误率异常')])).toEqual([
    ['【支付告警】1 件', true],
  ]);
  for (const robot of ['wecom', 'dingtalk', 'feishu']) {
    expect(said(robot)).toHaveLength(1);
    expect(said(robot)[0]).toContain('支付错误率异常');
    expect(said(robot)[0]).toContain('100%');
  }
  expect(alerts()).toMatchObject([{ kind: 'error-rate', level: 'critical', status: 'OPEN', figures: { minutes: 5, percent: 100 } }]);
  await run(7);
  expect(alerts()).toMatchObject([{ kind: 'error-rate', status: 'RECOVERED' }]);
  expect(said('wecom')).toHaveLength(2);
  expect(said('wecom')[1]).toContain('已恢复');
  const [row] = await inbox();
  expect(row).toMatchObject({
    status: 'RECOVERED',
    in_week: 1,
    seen: expect.any(Number),
    figures: { errors: expect.any(Number), percent: 100 },
  });
  expect(row?.seen).toBeGreaterThan(2);
  expect(row?.channels.map(({ name, told_date = 0, waiting, problem }) => [name, told_date > 0, waiting, problem])).toEqual(
    ['wecom', 'dingtalk', 'feishu', 'email'].map((name) => [name, true, false, undefined]),
  );
  const tables = JSON.stringify([alerts(), shop.rows('payment_errors'), shop.rows('payment_logs')]);
  for (const { token, secret = token } of Object.values(shop.robots.keys))
    expect([tables.includes(token), tables.includes(secret)]).toEqual([false, false]);
});

test('too few samples raise nothing: one failure of one call is not an outage', async () => {
  await open();
  await failures(19);
  await run(2);
  expect(alerts()).toEqual([]);
});

test('a robot that refuses is tried again later, and the others tell that it is silent', async () => {
  await open();
  shop.robots.refuse('dingtalk', { errcode: 130101, errmsg: 'send too fast, exceed 20 times per minute' }, 2);
  await failures(25);
  await run();
  expect(said('dingtalk')).toEqual([]);
  expect(said('wecom').join()).toContain('告警渠道 dingtalk 送不到：130101');
  expect(said('feishu').join()).toContain('告警渠道 dingtalk');
  expect((await inbox()).find(({ kind }) => kind === 'error-rate')).toMatchObject({
    retry_date: expect.any(Number),
    channels: expect.arrayContaining([{ name: 'dingtalk', problem: expect.stringContaining('130101'), waiting: true }]),
  });
  shop.tick(3 * MINUTE);
  await shop.runMonitor();
  shop.tick(12 * MINUTE);
  await shop.runMonitor();
  expect(said('dingtalk').filter((text) => text.includes('支付错误率异常'))).toHaveLength(1);
  expect(said('wecom').filter((text) => text.includes('[严重] 支付错误率异常'))).toHaveLength(1);
});

test('a mail that is refused is told by the robots, and goes with the next try', async () => {
  await open();
  shop.mailbox?.refuse('451 4.3.0 Try again later');
  await failures(25);
  await run();
  expect(shop.mailbox?.messages).toEqual([]);
  expect(said('wecom').join()).toContain('告警渠道 email 送不到');
  shop.tick(3 * MINUTE);
  await shop.runMonitor();
  expect(shop.mailbox?.messages.map(({ text }) => text.includes('支付错误率异常'))).toContain(true);
  expect(JSON.stringify([alerts(), shop.rows('payment_errors')])).not.toContain('local-mail-password');
  // 收到的摆在机器人那一页
  const page = await (await fetch(`${shop.url}/simulator/robots`)).text();
  for (const words of ['邮件', 'oncall@shop.test', '支付错误率异常']) expect(page).toContain(words);
});

test('nobody outside can make the mailer send: not the client, not an address, not a timer', async () => {
  await open();
  const wish = { channel: 'email', title: '冒充', text: '冒充' };
  const staff = await shop.login('demo-admin');
  expect(await staff.callFunction('pay-mailer', wish)).toMatchObject({ code: 40009 });
  for (const source of ['client', 'http', 'timing', 'server'] as const)
    expect(await shop.runtime.invoke('pay-mailer', wish, { source })).toMatchObject({ code: 40009 });
  expect(shop.runtime.functions.find(({ name }) => name === 'pay-mailer')?.path).toBeUndefined();
  expect((await fetch(`${shop.url}/pay-mailer`, { method: 'POST', body: JSON.stringify(wish) })).status).toBe(404);
  expect(shop.mailbox?.messages).toEqual([]);
  expect(await shop.runtime.invoke('pay-mailer', wish, { source: 'function' })).toMatchObject({ code: 0 });
});

test('what nobody acknowledged is escalated once; what somebody acknowledged is not', async () => {
  await open({ escalateMinutes: 5, rules: { 'error-rate': { minutes: 30 } } });
  await failures(25);
  await run();
  expect(said('wecom')).toHaveLength(1);
  await run(6);
  expect(said('wecom').filter((text) => text.includes('升级'))).toHaveLength(1);
  await run(4);
  expect(said('wecom')).toHaveLength(2);
  await shop.close();

  await open({ escalateMinutes: 5, rules: { 'error-rate': { minutes: 30 } } });
  await failures(25);
  await run();
  const [alert] = await inbox();
  expect(alert?.escalates_date).toBeGreaterThan(shop.now());
  expect(await acknowledge(String(alert?.id))).toMatchObject({
    code: 0,
    taken: true,
    alert: { status: 'ACKNOWLEDGED', acknowledged: { note: '我看看' } },
  });
  // 应答丢了再来一次，仍是自己的；别人再来，知道已经有人了
  expect(await acknowledge(String(alert?.id))).toMatchObject({ taken: true });
  expect((await inbox())[0]?.escalates_date).toBeUndefined();
  const table = shop.runtime.database.collection('payment_alerts');
  await table.doc(String(alert?.id)).update({ 'acknowledged.by': 'somebody else' });
  expect(await acknowledge(String(alert?.id))).toMatchObject({ code: 0, taken: false });
  await run(8);
  expect(said('wecom')).toHaveLength(1);
});

test('in quiet hours warnings wait for the morning, critical ones do not', async () => {
  // 台架的时钟是北京时间 12 点
  await open({ quietHours: { from: '11:00', to: '13:30' } });
  await shop.runtime.database.collection('payment_alerts').add({
    _id: 'event-undelivered:1',
    kind: 'event-undelivered',
    level: 'warning',
    message: '事件没有送到',
    status: 'OPEN',
    next_date: shop.now(),
    create_date: shop.now(),
  });
  await failures(25);
  await run();
  expect(said('wecom')).toHaveLength(1);
  expect(said('wecom')[0]).not.toContain('事件没有送到');
  shop.tick(80 * MINUTE);
  await shop.runMonitor();
  expect(said('wecom').join()).not.toContain('事件没有送到');
  shop.tick(10 * MINUTE);
  await shop.runMonitor();
  expect(said('wecom').join()).toContain('事件没有送到');
});

test('a fact that the journal recorded goes the same way, with its order', async () => {
  await open();
  const no = String((await shop.createGoods())['out_trade_no']);
  shop.wxpay.faults.add({ operation: '*', fault: { kind: 'lostRequest' }, times: Infinity });
  shop.tick(26 * HOUR);
  await shop.runMonitor();
  await run();
  expect(said('wecom').join()).toContain(`（订单 ${no}）`);
});

test('a silent timer is noticed and told by the router', async () => {
  await open();
  await shop.runMonitor();
  shop.tick(11 * MINUTE);
  await shop.client.callService('pay/kh/listPayments');
  expect(said('feishu').join()).toContain('定时任务 11 分钟没有跑');
  expect(alerts()[0]?.['figures']).toEqual({ minutes: 11 });
  await run(5);
  expect(alerts().find(({ kind }) => kind === 'timer-silent')).toMatchObject({ status: 'RECOVERED' });
});

test('a timer that never ran at all is noticed too, from the first order on', async () => {
  await open();
  await shop.client.callService('pay/kh/listPayments');
  shop.tick(11 * MINUTE);
  await shop.client.callService('pay/kh/listPayments');
  expect(alerts()).toEqual([]);
  await shop.createGoods();
  shop.tick(11 * MINUTE);
  await shop.client.callService('pay/kh/listPayments');
  expect(said('feishu').join()).toContain('定时任务 从来没有跑过');
});

test('settings with a mistake tell nobody, name the mistake, and never the address', async () => {
  await open({ channels: [{ name: 'ops', type: 'dingtalk', url: 'ftp://robot/send?access_token=verysecret' }] });
  await failures(25);
  await run();
  expect(alerts()).toMatchObject([{ kind: 'error-rate' }]);
  const errors = JSON.stringify(shop.rows('payment_errors'));
  expect(errors).toContain('vk-pay.alerts');
  expect(errors).not.toContain('verysecret');
});

test('an address inside the house is not gone to', async () => {
  await open({ allowLocal: false, channels: [{ name: 'ops', type: 'webhook', url: 'https://127.0.0.1/hook' }] });
  await failures(25);
  await run();
  expect((await inbox()).find(({ kind }) => kind === 'error-rate')).toMatchObject({
    channels: [{ name: 'ops', problem: expect.any(String), waiting: true }],
  });
});

test('acknowledging is for who may decide; an unknown alert is said so', async () => {
  await open();
  expect(await acknowledge('nothing')).toMatchObject({ code: 40005, msg: '没有这条告警' });
  const viewer = await shop.login('demo-viewer' as 'demo');
  expect(await viewer.callService('pay/sys/acknowledgeAlert', { id: 'x' })).toMatchObject({ code: 40009 });
});
