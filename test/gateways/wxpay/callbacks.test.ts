// 回调（docs/protocols/wxpay.md §5、§10.8）：真签名真加密，按官方间隔重试，只有 5 秒内的 200/204 算确认；各种乱子与伪造都能造出来。
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RETRY_INTERVALS_MS, type NotificationVariant } from '../../../local/gateways/wxpay';
import { MINUTE, paidOrder, SECOND, START, startWorkbench, type Workbench } from './workbench';

let workbench: Workbench;
beforeEach(async () => {
  workbench = await startWorkbench();
});
afterEach(() => workbench.stop());

/** 把时钟拨到下一件到期的工作并投递，直到没有。 */
async function runAll(limit = 50): Promise<void> {
  for (let count = 0; count < limit; count += 1) {
    const next = workbench.gateway.nextDueAt();
    if (next === undefined) return;
    workbench.tick(Math.max(0, next - workbench.now()));
    await workbench.gateway.deliverDue();
  }
}

test('a payment causes one signed, encrypted callback with the content of the query', async () => {
  const number = await paidOrder(workbench, { attach: '附加' });
  expect(await workbench.gateway.deliverDue()).toMatchObject([
    { eventType: 'TRANSACTION.SUCCESS', outTradeNo: number, attempt: 1, acked: true, statuses: [200] },
  ]);
  const [callback] = workbench.callbacks;
  expect(callback).toMatchObject({
    url: 'https://merchant.example/pay-notify',
    verified: true,
    headers: { 'Content-Type': 'application/json', 'User-Agent': 'Mozilla/4.0' },
  });
  expect(callback?.plaintext).toEqual((await workbench.query(number)).json);
  expect(JSON.parse(callback?.body ?? '')).toMatchObject({
    id: expect.stringMatching(/^.{36}$/),
    create_time: '2026-11-23T12:00:00+08:00',
    event_type: 'TRANSACTION.SUCCESS',
    resource_type: 'encrypt-resource',
    summary: '支付成功',
    resource: {
      original_type: 'transaction',
      algorithm: 'AEAD_AES_256_GCM',
      associated_data: 'transaction',
      nonce: expect.stringMatching(/^\w{12}$/),
    },
  });
  expect(await workbench.gateway.deliverDue()).toEqual([]);
});

test('fifteen repeats at the documented intervals, 24 h 4 min in all, then silence', async () => {
  workbench.receiver = () => 500;
  await paidOrder(workbench);
  await runAll();
  const times = workbench.callbacks.map(({ at }) => at - START);
  expect(times).toHaveLength(16);
  expect(times.slice(1).map((at, index) => at - (times[index] ?? 0))).toEqual(RETRY_INTERVALS_MS);
  expect(times.at(-1)).toBe((24 * 60 + 4) * MINUTE);
  expect(workbench.gateway.ledger.notifications()[0]?.state).toBe('GAVE_UP');
  expect(new Set(workbench.callbacks.map(({ body }) => (JSON.parse(body) as { id: string }).id)).size).toBe(1);
  expect(new Set(workbench.callbacks.map(({ headers }) => headers['Wechatpay-Nonce'])).size).toBe(16);
  expect(
    workbench.events
      .filter((event) => event.kind === 'callback')
      .map((event) => event.step)
      .slice(-2),
  ).toEqual(['sent', 'gaveUp']);
});

test('compressed time keeps the proportions', async () => {
  const fast = await startWorkbench({ timeCompression: 60 });
  fast.receiver = () => 500;
  await paidOrder(fast);
  await fast.gateway.deliverDue();
  expect(fast.gateway.nextDueAt()).toBe(START + SECOND / 4);
  await fast.stop();
});

test.each([
  [200, true],
  [204, true],
  [201, false],
  [202, false],
  [301, false],
  [400, false],
  [401, false],
  [500, false],
])('status %i acknowledges: %s', async (status, acked) => {
  workbench.receiver = () => status;
  await paidOrder(workbench);
  expect(await workbench.gateway.deliverDue()).toMatchObject([{ acked }]);
});

test('a receiver that cannot be reached or answers too late is tried again', async () => {
  workbench.receiver = () => {
    throw new Error('timeout');
  };
  await paidOrder(workbench);
  expect(await workbench.gateway.deliverDue()).toMatchObject([{ acked: false, statuses: [0], nextAt: START + 15 * SECOND }]);
  workbench.receiver = () => 200;
  workbench.tick(15 * SECOND - 1);
  expect(await workbench.gateway.deliverDue()).toEqual([]);
  workbench.tick(1);
  expect(await workbench.gateway.deliverDue()).toMatchObject([{ attempt: 2, acked: true }]);
});

test('two delivery rounds at once do not send one callback twice', async () => {
  await paidOrder(workbench);
  const rounds = await Promise.all([workbench.gateway.deliverDue(), workbench.gateway.deliverDue(), workbench.gateway.deliverDue()]);
  expect(rounds.flat()).toHaveLength(1);
});

test('orders, payments and undelivered callbacks survive a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wxpay-ledger-'));
  const lasting = await startWorkbench({ dataFile: join(folder, 'wxpay.db') });
  lasting.receiver = () => 500;
  const number = await paidOrder(lasting);
  await lasting.gateway.deliverDue();
  await lasting.restart();
  lasting.receiver = () => 200;
  lasting.tick(15 * SECOND);
  expect(await lasting.gateway.deliverDue()).toMatchObject([{ outTradeNo: number, attempt: 2, acked: true }]);
  expect((await lasting.query(number)).json['trade_state']).toBe('SUCCESS');
  const another = await paidOrder(lasting);
  const transactions = [number, another].map((each) => lasting.gateway.ledger.order(each)?.payment?.transactionId);
  expect(new Set(transactions).size).toBe(2);
  await lasting.stop();
  rmSync(folder, { recursive: true });
});

describe('faults', () => {
  const script = (fault: Parameters<Workbench['gateway']['faults']['add']>[0]['fault']): void =>
    workbench.gateway.faults.add({ operation: 'callback', fault });

  test('duplicate: copies go out at once, each with its own nonce, one acknowledgement is enough', async () => {
    script({ kind: 'duplicate', count: 64 });
    let answered = 0;
    workbench.receiver = () => ((answered += 1) === 7 ? 200 : 500);
    await paidOrder(workbench);
    expect(await workbench.gateway.deliverDue()).toMatchObject([{ acked: true }]);
    expect(workbench.callbacks).toHaveLength(64);
    expect(new Set(workbench.callbacks.map(({ headers }) => headers['Wechatpay-Nonce'])).size).toBe(64);
    expect(workbench.callbacks.every(({ verified }) => verified)).toBe(true);
  });

  test('delay: nothing before, delivered at 25 hours', async () => {
    script({ kind: 'delay', ms: 25 * 60 * MINUTE });
    await paidOrder(workbench);
    expect(await workbench.gateway.deliverDue()).toEqual([]);
    expect(workbench.gateway.nextDueAt()).toBe(START + 25 * 60 * MINUTE);
    await runAll();
    expect(workbench.callbacks).toMatchObject([{ at: START + 25 * 60 * MINUTE, verified: true }]);
  });

  test('suppress: never delivered, visible in the ledger', async () => {
    script({ kind: 'suppress' });
    const number = await paidOrder(workbench);
    await runAll();
    expect(workbench.callbacks).toEqual([]);
    expect(workbench.gateway.ledger.notifications(number)).toMatchObject([{ state: 'SUPPRESSED', attempts: [] }]);
  });

  test('reorder: the refund notice arrives before the payment notice', async () => {
    script({ kind: 'reorder' });
    const number = await paidOrder(workbench);
    await workbench.refund({ out_trade_no: number, out_refund_no: 'RFORDER001', amount: { refund: 100, total: 100, currency: 'CNY' } });
    workbench.gateway.finishRefund('RFORDER001');
    await workbench.gateway.deliverDue();
    expect(workbench.callbacks.map(({ body }) => (JSON.parse(body) as { event_type: string }).event_type)).toEqual([
      'REFUND.SUCCESS',
      'TRANSACTION.SUCCESS',
    ]);
  });

  test('reorder: without a later callback it goes out after a minute', async () => {
    script({ kind: 'reorder' });
    await paidOrder(workbench);
    await runAll();
    expect(workbench.callbacks).toMatchObject([{ at: START + MINUTE, verified: true }]);
  });

  test('reorder: once delivered, it keeps its own schedule whatever comes after', async () => {
    script({ kind: 'reorder' });
    workbench.receiver = () => 500;
    const first = await paidOrder(workbench);
    workbench.tick(MINUTE);
    await workbench.gateway.deliverDue();
    const second = await paidOrder(workbench);
    expect((await workbench.gateway.deliverDue()).map(({ outTradeNo }) => outTradeNo)).toEqual([second]);
    expect(workbench.gateway.ledger.notifications(first)).toMatchObject([{ held: false, dueAt: START + MINUTE + 15 * SECOND }]);
  });

  test('reorder: of two payments the first is delivered last', async () => {
    script({ kind: 'reorder' });
    const first = await paidOrder(workbench);
    const second = await paidOrder(workbench);
    await workbench.gateway.deliverDue();
    expect(workbench.callbacks.map(({ plaintext }) => plaintext?.['out_trade_no'])).toEqual([second, first]);
  });

  test.each([['forged'], ['signTest'], ['tampered'], ['unknownSerial']] as const)(
    'prelude %s: a callback that does not verify goes first, the true one follows',
    async (variant) => {
      script({ kind: 'prelude', variant });
      workbench.receiver = ({ verified }) => (verified ? 200 : 401);
      await paidOrder(workbench);
      expect(await workbench.gateway.deliverDue()).toMatchObject([{ acked: true, preludes: [{ variant, status: 401 }] }]);
      expect(workbench.callbacks.map(({ verified }) => verified)).toEqual([false, true]);
      if (variant === 'signTest') expect(workbench.callbacks[0]?.headers['Wechatpay-Signature']).toMatch(/^WECHATPAY\/SIGNTEST\//);
    },
  );
});

describe('buildNotification', () => {
  test.each<[NotificationVariant, boolean, boolean]>([
    ['genuine', true, true],
    ['stale', true, true],
    ['wrongApiKey', true, false],
    ['forged', false, true],
    ['signTest', false, true],
    ['unknownSerial', false, true],
    ['tampered', false, false],
  ])('%s: signature verifies %s, content opens %s', async (variant, verified, opens) => {
    const outTradeNo = await paidOrder(workbench);
    await workbench.gateway.deliverDue();
    const request = workbench.gateway.buildNotification('payment', { outTradeNo, variant });
    expect(workbench.callbacks).toHaveLength(1);
    const rebuilt = workbench.inspect(request);
    expect([rebuilt.verified, rebuilt.plaintext !== undefined]).toEqual([verified, opens]);
    if (variant === 'stale') expect(Number(request.headers['Wechatpay-Timestamp'])).toBeLessThan(START / SECOND - 300);
  });

  test('a truly signed callback may lie about the amount', async () => {
    const outTradeNo = await paidOrder(workbench);
    const request = workbench.gateway.buildNotification('payment', { outTradeNo, total: 1 });
    expect(workbench.inspect(request)).toMatchObject({ verified: true, plaintext: { amount: { total: 1 } } });
  });
});
