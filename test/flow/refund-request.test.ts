// 付款人申请退款（docs/pages.md「退款申请」）：只能为自己付过的单、不超过可退；一张订单同时只有一个；同意就是一笔退款，做几次都是同一笔。
import { checkInvariants, openShop, type Shop } from './harness';
import { REQUEST_TABLE, type RequestHistoryEntry } from '../../common/contract/refunds/refund-request';
import type { UniClient } from '../../local/stack/client';
import { createTill } from '../world/till';

let shop: Shop;
let staff: UniClient;

type Phase = 'before' | 'after';
/** 等着倒下的那一刻：哪一种调用、之前还是之后。 */
let cut: { readonly at: 'approval' | 'gateway'; readonly phase: Phase; readonly done: () => void } | undefined;
const dies = (at: 'approval' | 'gateway', phase: Phase): Promise<void> => new Promise((done) => (cut = { at, phase, done }));
function passes(at: 'approval' | 'gateway', phase: Phase): void | 'kill' {
  if (cut?.at !== at || cut.phase !== phase) return undefined;
  cut.done();
  cut = undefined;
  return 'kill';
}

beforeAll(async () => {
  shop = await openShop({
    wxpay: { refundSpacingMs: 0, refundDurationMs: 0 },
    runtime: {
      databaseFault: ({ write, collection }, phase) =>
        write && collection === 'payment_refund_requests' ? passes('approval', phase) : undefined,
      httpFault: (_call, phase) => passes('gateway', phase),
    },
  });
  staff = await shop.login('demo-admin');
}, 60_000);
let round = 0;
let number = '';
beforeEach(async () => {
  round += 1;
  number = `VPask_${round}_abc`;
  await shop.createGoods({ out_trade_no: number });
  shop.wxpay.pay(number);
  await shop.wxpay.deliverDue();
});
afterEach(() => {
  checkInvariants(shop);
  for (const row of requests())
    expect([row['_id'], REQUEST_TABLE.replay(row['history'] as RequestHistoryEntry[])]).toEqual([row['_id'], row['status']]);
});
afterAll(() => shop.close());

type Answer = Record<string, unknown> & { request: Record<string, unknown> };
const requests = (): Record<string, unknown>[] => shop.rows('payment_refund_requests');
const ask = (input: object = {}): Promise<Answer> =>
  shop.client.callService('pay/kh/requestRefund', { out_trade_no: number, reason: '尺寸不合适', ...input }) as Promise<Answer>;
const answer = (request_no: unknown, act: string, reason?: string): Promise<Answer> =>
  staff.callService('pay/sys/answerRefundRequest', { request_no, act, ...(reason ? { reason } : {}) }) as Promise<Answer>;
const seen = async (): Promise<Record<string, unknown>> =>
  (await shop.client.callService('pay/kh/queryPayment', { out_trade_no: number, with_refunds: true }))['refund_request'] as Record<
    string,
    unknown
  >;
const refunded = (): number => shop.wxpay.ledger.refunds(number).reduce((sum, one) => sum + one.refund, 0);

test('asked, approved, refunded: one request, one refund, and the payer sees it', async () => {
  const asked = await ask({ refund_fee: 500, request_no: `RQ_${round}_x` });
  expect(asked).toMatchObject({ code: 0, request: { status: 'OPEN', refund_fee: 500, reason: '尺寸不合适' } });
  expect((await ask({ refund_fee: 500, request_no: `RQ_${round}_x` })).request).toEqual(asked.request);
  expect(refunded()).toBe(0);
  expect(shop.order(number)['refunding_fee']).toBe(0);
  const listed = (await staff.callService('pay/sys/listRefundRequests', { status: 'OPEN' })) as { rows?: object[] };
  expect(listed.rows).toContainEqual(
    expect.objectContaining({ out_trade_no: number, refundable_fee: 1200, order: expect.objectContaining({ total_fee: 1200 }) }),
  );
  const [one, two] = await Promise.all([answer(asked.request['request_no'], 'approve'), answer(asked.request['request_no'], 'approve')]);
  expect([one['code'], two['code']]).toEqual([0, 0]);
  expect(await answer(asked.request['request_no'], 'approve')).toMatchObject({ code: 0 });
  expect(refunded()).toBe(500);
  await shop.wxpay.deliverDue();
  expect(await seen()).toMatchObject({ status: 'APPROVED', refund: { status: 'SUCCESS', refund_fee: 500 } });
  expect(JSON.stringify(await seen())).not.toMatch(/demo-admin|operator/);
});

test('one open request per order, also when asked twice at once; the next one after it is done', async () => {
  const answers = await Promise.all([ask({ request_no: `RQ_${round}_a` }), ask({ request_no: `RQ_${round}_b` })]);
  expect(answers.map(({ code }) => code).sort()).toEqual([0, 40001]);
  expect(requests().filter((row) => row['out_trade_no'] === number)).toHaveLength(1);
  const open = answers.find(({ code }) => code === 0)?.request['request_no'];
  expect(await shop.client.callService('pay/kh/withdrawRefundRequest', { request_no: open })).toMatchObject({
    code: 0,
    request: { status: 'WITHDRAWN' },
  });
  expect(await answer(open, 'approve')).toMatchObject({ code: 40001 });
  expect(await ask()).toMatchObject({ code: 0, request: { status: 'OPEN', refund_fee: 1200 } });
});

test('declined with a reason that the payer sees; without one it is not answered', async () => {
  const { request } = await ask();
  expect(await answer(request['request_no'], 'decline')).toMatchObject({ code: 40001 });
  expect(await answer(request['request_no'], 'decline', '已经发货')).toMatchObject({ code: 0, request: { status: 'DECLINED' } });
  expect(await seen()).toMatchObject({ status: 'DECLINED', answer: '已经发货' });
  expect(await shop.client.callService('pay/kh/withdrawRefundRequest', { request_no: request['request_no'] })).toMatchObject({
    code: 40001,
  });
  expect(refunded()).toBe(0);
});

test('only the payer, only a paid order, only what is left, only staff answer', async () => {
  expect(await ask({ refund_fee: 1201 })).toMatchObject({ code: 40001, msg: expect.stringContaining('refund_fee') });
  expect(await ask({ refund_fee: { $gt: 0 } })).toMatchObject({ code: 40001 });
  expect(await ask({ reason: '' })).toMatchObject({ code: 40001 });
  const foreign = { out_trade_no: number, reason: '别人的单' };
  expect(await staff.callService('pay/kh/requestRefund', foreign)).toMatchObject({ code: 40005 });
  await shop.createGoods({ out_trade_no: `${number}_open` });
  expect(await ask({ out_trade_no: `${number}_open` })).toMatchObject({ code: 40001 });
  const { request } = await ask();
  expect(await staff.callService('pay/kh/withdrawRefundRequest', { request_no: request['request_no'] })).toMatchObject({ code: 40005 });
  for (const url of ['pay/sys/answerRefundRequest', 'pay/sys/listRefundRequests'])
    expect((await shop.client.callService(url, { request_no: request['request_no'], act: 'approve' }))['code']).not.toBe(0);
  expect(refunded()).toBe(0);
});

test('a number of a refund that staff made is not taken over by a request', async () => {
  const made = await staff.callService('pay/sys/refund', { out_trade_no: number, out_refund_no: `RF_${round}_s`, refund_fee: 100 });
  expect(made['code']).toBe(0);
  expect(await ask({ request_no: `RF_${round}_s` })).toMatchObject({ code: 40001 });
});

test('approved after the money went elsewhere: nothing is refunded twice, the request waits for another answer', async () => {
  const { request } = await ask({ refund_fee: 1000 });
  await staff.callService('pay/sys/refund', { out_trade_no: number, refund_fee: 700 });
  expect(await answer(request['request_no'], 'approve')).toMatchObject({ code: 40001 });
  expect(await seen()).toMatchObject({ status: 'OPEN' });
  expect(refunded()).toBe(700);
  expect(await answer(request['request_no'], 'decline', '已经退过')).toMatchObject({ code: 0 });
});

test('the gateway refuses: approve again when it can, or give up', async () => {
  shop.wxpay.faults.add({ operation: 'refund', fault: { kind: 'error', code: 'NOT_ENOUGH' } });
  const { request } = await ask();
  expect(await answer(request['request_no'], 'approve')).toMatchObject({ code: 40007 });
  expect(await seen()).toMatchObject({ status: 'APPROVED', refund: { status: 'FAILED' } });
  await shop.runMonitor();
  expect(refunded()).toBe(0);
  expect(await answer(request['request_no'], 'approve')).toMatchObject({ code: 0 });
  expect(refunded()).toBe(1200);
  expect(await answer(request['request_no'], 'decline', '算了')).toMatchObject({ code: 40001 });
});

/** 同意之后死在哪里：刚写下「同意」；占住金额之后、还没有告诉网关；网关退了而我们没有听到答复。 */
const DEATHS = [
  ['once the approval is written', 'approval', 'after', 0],
  ['before the gateway is asked', 'gateway', 'before', 0],
  ['before the answer of the gateway is heard', 'gateway', 'after', 300],
] as const;

describe.each(['wxpay', 'alipay'] as const)('%s: an approval that dies is carried out by the timer, once', (provider) => {
  test.each(DEATHS)('%s', async (_name, at, phase, already) => {
    if (provider === 'alipay') {
      number = `${number}_ali`;
      await shop.createGoods({ provider, out_trade_no: number });
      shop.alipay.pay(number);
      await shop.alipay.deliverDue();
    }
    const returned = (): number => {
      const truth = createTill(shop, provider).truth(number);
      return truth.refunded + truth.refunding;
    };
    const { request } = await ask({ refund_fee: 300 });
    const died = dies(at, phase);
    await Promise.race([answer(request['request_no'], 'approve').catch(() => undefined), died]);
    await died;
    expect(returned()).toBe(already);
    expect(requests().find((row) => row['_id'] === request['request_no'])).toMatchObject({ status: 'APPROVED', open_for: number });
    // 还在做的那一个可能还活着：不到时候不接手。
    await shop.runMonitor();
    expect(returned()).toBe(already);
    for (let minute = 0; minute < 3; minute += 1) {
      shop.tick(61_000);
      await shop.runMonitor();
      await shop[provider].deliverDue();
    }
    expect(returned()).toBe(300);
    expect(shop.rows('payment_refunds').filter((row) => row['out_trade_no'] === number)).toMatchObject([
      { _id: request['request_no'], operator: 'demo-admin', status: 'SUCCESS' },
    ]);
    // 办完了，可以再申请
    expect(await ask({ refund_fee: 100 })).toMatchObject({ code: 0 });
  });
});

test('approved once more after the gateway refused, and dead before it is asked: the timer carries that out too', async () => {
  shop.wxpay.faults.add({ operation: 'refund', fault: { kind: 'error', code: 'NOT_ENOUGH' } });
  const { request } = await ask();
  expect(await answer(request['request_no'], 'approve')).toMatchObject({ code: 40007 });
  const died = dies('approval', 'after');
  await Promise.race([answer(request['request_no'], 'approve').catch(() => undefined), died]);
  await died;
  expect(refunded()).toBe(0);
  // 已经再同意了一次：不能算了
  expect(await answer(request['request_no'], 'decline', '算了')).toMatchObject({ code: 40001 });
  shop.tick(61_000);
  await shop.runMonitor();
  expect(refunded()).toBe(1200);
});

test('the list goes on where it stopped, oldest first', async () => {
  await ask();
  const names: string[] = [];
  let after: string | undefined;
  do {
    const page = (await staff.callService('pay/sys/listRefundRequests', { pageSize: 2, ...(after ? { after } : {}) })) as {
      rows: { request_no: string }[];
      next?: string;
    };
    names.push(...page.rows.map((row) => row.request_no));
    after = page.next;
  } while (after);
  const all = requests().sort((a, b) => Number(a['create_date']) - Number(b['create_date']));
  expect([...names].sort()).toEqual(all.map((row) => String(row['_id'])).sort());
  expect(new Set(names).size).toBe(names.length);
});
