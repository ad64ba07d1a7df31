// 消费者投诉（docs/protocols/wxpay.md §13.4），三种密钥模式：通知只当提示，丢了的由列出来的看见；状态只由渠道的话改变；
// 员工答复、完结、决定退款，恰好一次，谁做的记着；付款人的电话不落库、不出现在答复里（不变量 I12）。
import { randomBytes } from 'node:crypto';
import type { OutgoingRequest } from '../../local/gateways/kit/delivery';
import type { DemoUsername } from '../../demo/login';
import { Ports } from '../world/ports';
import { checkInvariants, openShop, type Shop } from './harness';

type Row = Record<string, unknown>;
const [MINUTE, HOUR] = [60_000, 3_600_000];
const DAY = 24 * HOUR;
const PHONE = '18500000001';
const PNG = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), randomBytes(200)]);

describe.each(['publicKey', 'certificate', 'both'] as const)('by %s', (wxpayKeyMode) => {
  let shop: Shop;
  let delivered: OutgoingRequest[] = [];
  /** 投诉的通知：拦下来，由测试决定怎样送 */
  let held = false;
  const post = async ({ url, headers, body }: OutgoingRequest) => {
    const response = await fetch(url, { method: 'POST', headers: { ...headers }, body });
    return { status: response.status, body: await response.text() };
  };
  beforeAll(async () => {
    shop = await openShop({
      wxpayKeyMode,
      settings: { complaints: true },
      alerts: {},
      deliver: async (request) => {
        delivered.push(request);
        return held ? { status: 200, body: '' } : post(request);
      },
    });
    // 通知的地址由定时任务自己登记
    await shop.runMonitor();
  });
  beforeEach(() => {
    delivered = [];
    held = false;
  });
  afterEach(() => {
    shop.wxpay.faults.clear();
    checkInvariants(shop);
    for (const name of ['payment_complaints', 'payment_logs', 'payment_errors', 'payment_alerts', 'payment_notifies'])
      expect(JSON.stringify(shop.rows(name))).not.toContain(PHONE);
  });
  afterAll(() => shop.close());

  const call = async (name: string, data: object, who: DemoUsername = 'demo-admin'): Promise<Row> => {
    const answer = await (await shop.login(who)).callService(`pay/sys/${name}`, data);
    expect(JSON.stringify(answer)).not.toContain(PHONE);
    return answer;
  };
  const row = (id: string): Row => shop.rows('payment_complaints').find((one) => one['complaint_id'] === id) ?? {};
  const theirs = (id: string) => shop.wxpay.complaints.complaint(id);
  const said = (id: string, type: string): number => theirs(id)?.history.filter((one) => one.type === type).length ?? 0;
  const after = async (ms: number): Promise<void> => {
    shop.tick(ms);
    await shop.runMonitor();
  };
  async function complained(more = {}): Promise<{ no: string; id: string }> {
    // 钟拨得快，登录态会过期：每次现登录
    const client = await shop.login();
    const data = { type: 'goods', custom: { goods_id: 'mug', quantity: 1 } };
    const no = String((await client.callService('pay/kh/createPayment', { provider: 'wxpay', data }))['out_trade_no']);
    shop.wxpay.pay(no);
    await shop.wxpay.deliverDue();
    const { id } = shop.wxpay.complain(no, { text: `没有收到，打我电话 ${PHONE}`, ...more });
    await shop.wxpay.deliverDue();
    return { no, id };
  }

  test('heard of at once, read by the timer, told once; staff read it with the order, the talk and the masked phone', async () => {
    expect(shop.wxpay.complaints.notifyUrl(shop.keys.wxpay.mchid)).toMatch(/\/pay-notify\/wxpay\//);
    const { no, id } = await complained();
    expect(row(id)).toMatchObject({ status: 'UNREAD', look_date: shop.now() });
    await shop.runMonitor();
    expect(row(id)).toMatchObject({
      status: 'PENDING',
      waiting: true,
      out_trade_no: no,
      user_id: shop.order(no)['user_id'],
      text: '没有收到，打我电话 ***',
    });
    await after(HOUR);
    const alerts = shop.rows('payment_alerts').filter(({ subject }) => subject === id);
    expect(alerts).toMatchObject([{ kind: 'complaint', out_trade_no: no }]);
    const detail = await call('complaintDetail', { complaint_id: id });
    expect(detail).toMatchObject({
      code: 0,
      live: true,
      phone: '185****0001',
      acts: ['reply', 'approve', 'reject'],
      complaint: {
        problem: 'refund',
        total_fee: 1200,
        apply_refund_fee: 1200,
        reply_by: shop.now() + 23 * HOUR,
        finish_by: shop.now() + 71 * HOUR,
      },
      talk: [{ who: 'payer', kind: 'complaint', text: '没有收到，打我电话 ***' }],
      payment: { order: { out_trade_no: no }, refundable_fee: 1200 },
    });
    const list = await call('listComplaints', { waiting: true, out_trade_no: no });
    expect(list).toMatchObject({ code: 0, rows: [{ complaint_id: id }], hasMore: false });
    expect(await call('orderDetail', { out_trade_no: no })).toMatchObject({
      complaints: [{ complaint_id: id, status: 'PENDING', waiting: true }],
    });
  });

  test('replied with an image, completed, opened again; by whom is recorded', async () => {
    const { id } = await complained();
    await shop.runMonitor();
    expect(await call('completeComplaint', { complaint_id: id })).toMatchObject({ code: 40001, msg: expect.stringContaining('先答复') });
    const { image } = await call('uploadComplaintImage', { complaint_id: id, file: PNG.toString('base64') });
    expect(await call('uploadComplaintImage', { complaint_id: id, file: Buffer.from('<html></html>').toString('base64') })).toMatchObject({
      code: 40001,
    });
    const reply = await call('replyComplaint', { complaint_id: id, text: '已经补发\n请查收', images: [image] });
    expect(reply).toMatchObject({
      code: 0,
      complaint: { status: 'PROCESSING', waiting: false, acts: [{ act: 'reply', operator: 'demo-admin', status: 'DONE', images: 1 }] },
      talk: [{ kind: 'complaint' }, { kind: 'reply', who: 'merchant', text: '已经补发\n请查收', images: [image] }],
      acts: ['reply', 'complete', 'approve', 'reject'],
      phone: '185****0001',
    });
    expect(await call('readComplaintImage', { complaint_id: id, image })).toMatchObject({
      code: 0,
      type: 'image/png',
      file: PNG.toString('base64'),
    });
    expect(await call('completeComplaint', { complaint_id: id })).toMatchObject({ code: 0, complaint: { status: 'PROCESSED' }, acts: [] });
    expect(await call('replyComplaint', { complaint_id: id, text: '再说一句' })).toMatchObject({ code: 40001 });
    await after(DAY);
    shop.wxpay.continueComplaint(id, '还是没有');
    await shop.wxpay.deliverDue();
    await shop.runMonitor();
    expect(row(id)).toMatchObject({ status: 'PENDING', waiting: true, times: 2, opened_date: shop.now(), asked_date: shop.now() });
    expect(shop.rows('payment_alerts').filter(({ subject, kind }) => subject === id && kind === 'complaint')).toHaveLength(2);
  });

  // 密钥模式只关乎签名与验签：其余的在一种模式里看
  if (wxpayKeyMode !== 'both') return;

  test('the same reply twice, two at once, and one whose answer was lost are said once', async () => {
    const { id } = await complained();
    await shop.runMonitor();
    const wish = { complaint_id: id, text: '正在核实' };
    shop.wxpay.faults.add({ operation: 'complaintReply', fault: { kind: 'lostAnswer' } });
    expect(await call('replyComplaint', wish)).not.toMatchObject({ code: 0 });
    expect(row(id)['acts']).toMatchObject([{ status: 'ASKED' }]);
    // 再来同样的：协商历史里有，不再说
    expect(await call('replyComplaint', wish)).toMatchObject({ code: 0, complaint: { acts: [{ status: 'DONE' }] } });
    const both = await Promise.all(['甲', '乙'].map((text) => call('replyComplaint', { complaint_id: id, text })));
    expect(both.map(({ code }) => code).sort()).not.toContain(50000);
    expect(said(id, 'MERCHANT_RESPONSE')).toBe(1 + both.filter(({ code }) => code === 0).length);
    // 请求没有到的：到时间记下没有到，可以再说
    shop.wxpay.faults.add({ operation: 'complaintReply', fault: { kind: 'lostRequest' } });
    expect(await call('replyComplaint', { complaint_id: id, text: '丙' })).not.toMatchObject({ code: 0 });
    expect(await call('replyComplaint', { complaint_id: id, text: '丙' })).toMatchObject({ code: 40010 });
    await after(3 * MINUTE);
    expect((row(id)['acts'] as Row[]).at(-1)).toMatchObject({ text: '丙', status: 'LOST' });
    expect(await call('replyComplaint', { complaint_id: id, text: '丙' })).toMatchObject({ code: 0 });
    expect(theirs(id)?.history.filter(({ details }) => details === '丙')).toHaveLength(1);
  });

  test('a refund is agreed to, made by our own refund, and closes the complaint; a refusal needs its reason', async () => {
    const { no, id } = await complained();
    await shop.runMonitor();
    expect(await call('answerComplaintRefund', { complaint_id: id, act: 'approve' })).toMatchObject({
      code: 0,
      complaint: { status: 'PROCESSING', acts: [{ act: 'approve', status: 'DONE' }] },
      acts: ['reply', 'complete'],
    });
    expect(shop.order(no)).toMatchObject({ refund_fee: 0, refunding_fee: 0 });
    const out_refund_no = `RFC${no.slice(-12)}`;
    expect(await call('refund', { out_trade_no: no, out_refund_no, refund_fee: 1200 })).toMatchObject({ code: 0 });
    shop.wxpay.finishRefund(out_refund_no);
    await after(HOUR);
    expect(row(id)).toMatchObject({ status: 'PROCESSED', refunded: true, look_date: 0 });
    const other = (await complained()).id;
    await shop.runMonitor();
    expect(await call('answerComplaintRefund', { complaint_id: other, act: 'reject' })).toMatchObject({
      code: 40001,
      msg: expect.stringContaining('reason'),
    });
    expect(await call('answerComplaintRefund', { complaint_id: other, act: 'reject', reason: '已经发货' })).toMatchObject({
      complaint: { status: 'PROCESSED' },
    });
  });

  test('forged and repeated notices: the first change nothing, the second are one row; reversed ones end as WeChat says', async () => {
    held = true;
    const { id } = await complained();
    shop.wxpay.continueComplaint(id, '又想起来一件');
    await shop.wxpay.deliverDue();
    const notices = delivered.filter(({ body }) => body.includes('COMPLAINT.'));
    expect(notices).toHaveLength(2);
    const first = notices[0] as OutgoingRequest;
    const before = shop.rows('payment_complaints').length;
    const forged = { ...first, body: first.body.replace('COMPLAINT.CREATE', 'COMPLAINT.CREATED') };
    expect((await post(forged)).status).toBe(401);
    expect((await post({ ...first, headers: { ...first.headers, 'Wechatpay-Signature': 'A'.repeat(344) } })).status).toBe(401);
    expect(shop.rows('payment_complaints')).toHaveLength(before);
    const answers = await Promise.all([...notices].reverse().flatMap((one) => [post(one), post(one), post(one)]));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(shop.rows('payment_complaints')).toHaveLength(before + 1);
    await shop.runMonitor();
    await Promise.all([shop.runMonitor(), post(first)]);
    await shop.runMonitor();
    expect(row(id)).toMatchObject({ status: 'PENDING', waiting: true, times: 1 });
    expect(shop.rows('payment_alerts').filter(({ subject }) => subject === id)).toHaveLength(1);
  });

  test('without a notice the list sees it within ten minutes; one opened again long ago within a day', async () => {
    held = true;
    const { id } = await complained();
    await after(10 * MINUTE);
    expect(row(id)).toMatchObject({ status: 'PENDING' });
    expect(await call('replyComplaint', { complaint_id: id, text: '好的' })).toMatchObject({ code: 0 });
    expect(await call('completeComplaint', { complaint_id: id })).toMatchObject({ code: 0 });
    await after(5 * DAY);
    shop.wxpay.continueComplaint(id, '没有好');
    await after(DAY + MINUTE);
    await shop.runMonitor();
    expect(row(id)).toMatchObject({ status: 'PENDING', times: 2 });
  });

  test('before the deadline an alert names it, once; answered, it recovers; WeChat out of reach: what was kept is shown', async () => {
    const { id } = await complained();
    await shop.runMonitor();
    const due = (): Row[] => shop.rows('payment_alerts').filter(({ kind, subject }) => kind === 'complaint-due' && subject === id);
    await after(17 * HOUR);
    expect(due()).toEqual([]);
    await after(HOUR + MINUTE);
    await after(MINUTE);
    expect(due()).toMatchObject([{ level: 'critical', status: 'OPEN', message: expect.stringContaining('等答复') }]);
    shop.wxpay.faults.add({ operation: 'complaint', fault: { kind: 'lostRequest' } });
    expect(await call('complaintDetail', { complaint_id: id })).toMatchObject({
      code: 0,
      live: false,
      talk: [],
      acts: [],
      complaint: { status: 'PENDING' },
    });
    expect(await call('replyComplaint', { complaint_id: id, text: '好的' })).toMatchObject({ code: 0 });
    await after(4 * MINUTE);
    expect(due()).toMatchObject([{ status: 'RECOVERED' }]);
  });

  test('who may: a viewer reads, only those who refund act; nobody else', async () => {
    const { id } = await complained();
    expect(await call('complaintDetail', { complaint_id: id }, 'demo-viewer')).toMatchObject({ code: 0 });
    expect(await call('replyComplaint', { complaint_id: id, text: '好' }, 'demo-viewer')).toMatchObject({ code: 40009 });
    expect(await call('listComplaints', {}, 'demo')).not.toMatchObject({ code: 0 });
    expect(await call('complaintDetail', { complaint_id: '200000000000000' })).toMatchObject({ code: 40005 });
    expect(await call('replyComplaint', { complaint_id: { $ne: '' }, text: '好' })).toMatchObject({ code: 40001 });
  });
});

test('killed before or after any write or call of a reply: said exactly once in the end, and known to be', async () => {
  const ports = new Ports();
  const shop = await openShop({ settings: { complaints: true }, runtime: ports.hooks });
  const no = String((await shop.createGoods())['out_trade_no']);
  shop.wxpay.pay(no);
  await shop.wxpay.deliverDue();
  await shop.runMonitor();
  const { id } = shop.wxpay.complain(no);
  await shop.wxpay.deliverDue();
  await shop.runMonitor();
  const reply = async (text: string): Promise<Row> =>
    (await shop.login('demo-refund'))
      .callService('pay/sys/replyComplaint', { complaint_id: id, text })
      .catch((error: unknown) => ({ error }));
  const cut = async (text: string, index: number, how: 'kill before' | 'kill after'): Promise<boolean> => {
    const staff = await shop.login('demo-refund');
    ports.cutAt(index, how);
    ports.watch();
    await staff.callService('pay/sys/replyComplaint', { complaint_id: id, text }).catch(() => undefined);
    ports.calm();
    return ports.struck !== undefined;
  };
  await cut('数一数', -1, 'kill before');
  const points = ports.calls.filter(({ name }) => /^(?:update|add|POST) /.test(name) && !/payment_(?:logs|errors|leases)/.test(name));
  expect(points.map(({ name }) => name)).toEqual(expect.arrayContaining([expect.stringMatching(/^POST .*\/response$/)]));
  for (const { index } of points)
    for (const how of ['kill before', 'kill after'] as const) {
      const text = `${how} ${index}`;
      expect([text, await cut(text, index, how)]).toEqual([text, true]);
      shop.tick(3 * MINUTE);
      await shop.runMonitor();
      expect([text, await reply(text)]).toMatchObject([text, { code: 0 }]);
      const said = shop.wxpay.complaints.complaint(id)?.history.filter(({ details }) => details === text);
      expect([text, said?.length]).toEqual([text, 1]);
    }
  const acts = shop.rows('payment_complaints')[0]?.['acts'] as Row[];
  expect(acts.filter(({ status }) => status === 'ASKED')).toEqual([]);
  await shop.close();
});
