// docs/protocols/alipay.md §7、§10：重发到确认为止、并发与重启不多发也不少发；故障剧本里压住、重复、迟到的通知；可以伪造的变体。
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CERT_APP, createWorkbench, HOUR, KEY_APP, MINUTE, NOTIFY_URL, OPEN_ID, qrOrder, START, type Workbench } from './workbench';

let workbench: Workbench;
beforeEach(async () => {
  workbench = await createWorkbench();
});
afterEach(() => workbench.gateway.close());

async function paid(no: string, more: object = {}): Promise<void> {
  await workbench.call('alipay.trade.create', {
    ...qrOrder(no),
    product_code: 'JSAPI_PAY',
    op_app_id: KEY_APP,
    buyer_open_id: OPEN_ID,
    ...more,
  });
  workbench.gateway.pay(no);
}
const refund = (no: string, out_request_no: string) =>
  workbench.call('alipay.trade.refund', { out_trade_no: no, refund_amount: '1.00', out_request_no });
const kinds = (): (string | undefined)[] =>
  workbench.notices
    .splice(0)
    .map(({ fields }) => (fields['gmt_refund'] === undefined ? fields['trade_status'] : `refund ${fields['out_biz_no']}`));

describe('until it is acknowledged', () => {
  test('success on the third attempt ends it', async () => {
    let count = 0;
    workbench.receiver = () => ({ status: 200, body: (count += 1) < 3 ? 'fail' : 'success' });
    await paid('THIRD001');
    for (const wait of [0, 4 * MINUTE, 10 * MINUTE]) {
      workbench.tick(wait);
      await workbench.gateway.deliverDue();
    }
    expect([count, workbench.gateway.nextDueAt()]).toEqual([3, undefined]);
    expect(workbench.gateway.ledger.notifications('THIRD001')).toMatchObject([
      { state: 'ACKED', attempts: [{ acked: false }, { acked: false }, { acked: true, at: START + 14 * MINUTE }] },
    ]);
  });

  test('each attempt has its own notify_time and signature, all else stays', async () => {
    workbench.receiver = () => ({ status: 500, body: '' });
    await paid('STAMP001');
    await workbench.gateway.deliverDue();
    await refund('STAMP001', 'R1');
    workbench.tick(4 * MINUTE);
    await workbench.gateway.deliverDue();
    const [first, again] = workbench.notices.filter(({ fields }) => fields['gmt_refund'] === undefined).map(({ fields }) => fields);
    const { notify_time: _a, sign: _b, ...before } = first ?? {};
    const { notify_time, sign: _c, ...after } = again ?? {};
    expect(after).toEqual(before);
    expect([notify_time, workbench.notices.every(({ verified }) => verified)]).toEqual(['2026-11-23 12:04:00', true]);
  });

  test('nothing is sent before it is due, and two rounds at once do not send it twice', async () => {
    await paid('ROUND001');
    await Promise.all([workbench.gateway.deliverDue(), workbench.gateway.deliverDue(), workbench.gateway.deliverDue()]);
    expect(workbench.notices).toHaveLength(1);
    workbench.receiver = () => ({ status: 500, body: '' });
    await paid('ROUND002');
    await workbench.gateway.deliverDue();
    workbench.tick(4 * MINUTE - 1);
    expect(await workbench.gateway.deliverDue()).toEqual([]);
  });

  test('one acknowledged copy of several is enough', async () => {
    workbench.gateway.faults.add({ operation: 'callback', fault: { kind: 'duplicate', count: 3 } });
    let count = 0;
    workbench.receiver = () => ({ status: 200, body: (count += 1) === 2 ? 'success' : 'fail' });
    await paid('COPIES01');
    expect(await workbench.gateway.deliverDue()).toMatchObject([
      { acked: true, answers: [{ body: 'fail' }, { body: 'success' }, { body: 'fail' }] },
    ]);
  });

  test('a receiver that fails one order does not hold up another', async () => {
    workbench.receiver = () => {
      if (workbench.notices.at(-1)?.fields['out_trade_no'] === 'STUCK001') throw new Error('ETIMEDOUT');
      return { status: 200, body: 'success' };
    };
    await paid('STUCK001');
    await paid('STUCK002');
    expect((await workbench.gateway.deliverDue()).map(({ outTradeNo, acked }) => [outTradeNo, acked])).toEqual([
      ['STUCK001', false],
      ['STUCK002', true],
    ]);
  });

  test('the timeline tells sent, retry, acknowledged and given up, without the openid', async () => {
    workbench.receiver = () => ({ status: 200, body: 'fail' });
    await paid('LINE0001');
    for (let at = workbench.gateway.nextDueAt(); at !== undefined; at = workbench.gateway.nextDueAt()) {
      workbench.tick(at - workbench.now());
      await workbench.gateway.deliverDue();
    }
    const steps = workbench.events.flatMap((event) => (event.kind === 'callback' ? [event.step] : []));
    expect(steps).toEqual([...Array.from({ length: 7 }, () => ['sent', 'retry']).flat(), 'sent', 'gaveUp']);
    expect(JSON.stringify(workbench.events)).not.toContain(OPEN_ID);
  });
});

describe('a restart', () => {
  test('continues at the attempt it had reached, under the same notify_id, and does not repeat what was acknowledged', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'alipay-gateway-'));
    const dataFile = join(dir, 'alipay.db');
    try {
      await workbench.gateway.close();
      workbench = await createWorkbench({ dataFile });
      await paid('ACKED001');
      await workbench.gateway.deliverDue();
      workbench.receiver = () => ({ status: 500, body: '' });
      await paid('AGAIN001');
      const [first] = await workbench.gateway.deliverDue();
      await workbench.gateway.close();
      workbench = await createWorkbench({ dataFile });
      expect(await workbench.gateway.deliverDue()).toEqual([]);
      workbench.tick(4 * MINUTE);
      expect(await workbench.gateway.deliverDue()).toMatchObject([{ outTradeNo: 'AGAIN001', attempt: 2, id: first?.id, acked: true }]);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });

  test('what is under way when the gateway is killed counts as not delivered', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'alipay-gateway-'));
    const dataFile = join(dir, 'alipay.db');
    try {
      await workbench.gateway.close();
      let arrived = (): void => undefined;
      const sent = new Promise<void>((resolve) => (arrived = resolve));
      let answer = (): void => undefined;
      const answered = new Promise<void>((resolve) => (answer = resolve));
      workbench = await createWorkbench({ dataFile, deliver: async () => (arrived(), await answered, { status: 200, body: 'success' }) });
      await paid('KILLED01');
      const round = workbench.gateway.deliverDue();
      await sent;
      await workbench.gateway.close();
      answer();
      expect(await round).toEqual([]);
      workbench = await createWorkbench({ dataFile });
      expect(await workbench.gateway.deliverDue()).toMatchObject([{ outTradeNo: 'KILLED01', attempt: 1, acked: true }]);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

describe('scripted', () => {
  test('a notice held for the next one goes alone after a minute', async () => {
    workbench.gateway.faults.add({ operation: 'callback', fault: { kind: 'reorder' } });
    await paid('HELD0001');
    expect(await workbench.gateway.deliverDue()).toEqual([]);
    workbench.tick(MINUTE);
    expect(await workbench.gateway.deliverDue()).toMatchObject([{ outTradeNo: 'HELD0001', acked: true }]);
  });

  test('once delivered, a held notice keeps its own schedule whatever comes after', async () => {
    workbench.gateway.faults.add({ operation: 'callback', fault: { kind: 'reorder' } });
    workbench.receiver = () => ({ status: 500, body: '' });
    await paid('HELD0002');
    workbench.tick(MINUTE);
    await workbench.gateway.deliverDue();
    await paid('HELD0003');
    expect((await workbench.gateway.deliverDue()).map(({ outTradeNo }) => outTradeNo)).toEqual(['HELD0003']);
    expect(workbench.gateway.nextDueAt()).toBe(START + 5 * MINUTE);
  });

  test('the refund can be told before the payment', async () => {
    workbench.gateway.faults.add({ operation: 'callback', fault: { kind: 'reorder' }, when: ({ notice }) => notice === 'payment' });
    await paid('SWAP0001');
    await refund('SWAP0001', 'R1');
    await workbench.gateway.deliverDue();
    expect(kinds()).toEqual(['refund R1', 'TRADE_SUCCESS']);
  });

  test('a rule can wait for one refund notice', async () => {
    workbench.gateway.faults.add({ operation: 'callback', fault: { kind: 'suppress' }, when: ({ outRequestNo }) => outRequestNo === 'R2' });
    await paid('PICK0001');
    for (const no of ['R1', 'R2', 'R3']) await refund('PICK0001', no);
    await workbench.gateway.deliverDue();
    expect(kinds()).toEqual(['TRADE_SUCCESS', 'refund R1', 'refund R3']);
    expect(workbench.gateway.ledger.notifications('PICK0001').map(({ state }) => state)).toEqual(['ACKED', 'ACKED', 'SUPPRESSED', 'ACKED']);
  });

  test('a delay shrinks with the compressed time', async () => {
    await workbench.gateway.close();
    workbench = await createWorkbench({ timeCompression: 60 });
    workbench.gateway.faults.add({ operation: 'callback', fault: { kind: 'delay', ms: 25 * HOUR } });
    await paid('DELAY001');
    expect(workbench.gateway.nextDueAt()).toBe(START + 25 * MINUTE);
  });

  test('a bad notice comes only before the first attempt of the true one', async () => {
    workbench.gateway.faults.add({ operation: 'callback', fault: { kind: 'prelude', variant: 'forged' } });
    workbench.receiver = () => ({ status: 200, body: 'fail' });
    await paid('PRELUDE1');
    await workbench.gateway.deliverDue();
    workbench.tick(4 * MINUTE);
    await workbench.gateway.deliverDue();
    expect(workbench.notices.map(({ verified }) => verified)).toEqual([false, true, true]);
  });

  test.each([
    ['foreignApp', { app_id: expect.not.stringContaining(KEY_APP) }],
    ['foreignSeller', { seller_id: expect.stringMatching(/^2088/) }],
    ['wrongAmount', { total_amount: '0.01' }],
  ] as const)('%s is truly signed and differs in just that', async (variant, differs) => {
    await paid('VARIANT1');
    const fieldsOf = (kind?: typeof variant): Record<string, string> =>
      Object.fromEntries(new URLSearchParams(workbench.gateway.buildNotification('payment', kind ? { variant: kind } : {}).body));
    const [good, bad] = [fieldsOf(), fieldsOf(variant)];
    expect([workbench.verifyForm(good), workbench.verifyForm(bad)]).toEqual([true, true]);
    expect(bad).toMatchObject(differs);
    const changed = Object.keys(good).filter((name) => !['sign', 'notify_id'].includes(name) && good[name] !== bad[name]);
    expect(changed).toEqual(variant === 'foreignApp' ? ['app_id', 'auth_app_id'] : Object.keys(differs));
  });
});

describe('notices made by hand', () => {
  const made = (overrides: Parameters<Workbench['gateway']['buildNotification']>[1], kind: 'payment' | 'refund' = 'payment') => {
    const request = workbench.gateway.buildNotification(kind, overrides);
    return { request, fields: Object.fromEntries(new URLSearchParams(request.body)) };
  };

  test('an empty field is sent and takes part in the signature', async () => {
    await paid('HAND0001');
    const { request, fields } = made({ fields: { body: '' } });
    expect(request.body).toContain('&body=&');
    expect([fields['body'], workbench.verifyForm(fields)]).toEqual(['', true]);
    const { body: _body, ...without } = fields;
    expect(workbench.verifyForm(without)).toBe(false);
  });

  test('an old notice, another address, another amount: as asked, truly signed', async () => {
    await paid('HAND0002');
    const { request, fields } = made({
      outTradeNo: 'HAND0002',
      url: 'https://other.example/n',
      at: START - 30 * 24 * HOUR,
      fields: { total_amount: '0.01' },
    });
    expect([request.url, fields['notify_time'], fields['total_amount'], workbench.verifyForm(fields)]).toEqual([
      'https://other.example/n',
      '2026-10-24 12:00:00',
      '0.01',
      true,
    ]);
    expect(workbench.gateway.ledger.notifications('HAND0002')).toHaveLength(1);
  });

  test('a signature that kept sign_type verifies only with it', async () => {
    await paid('HAND0003');
    const { fields } = made({ variant: 'signTypeKept' });
    expect(workbench.verifyForm(fields)).toBe(false);
    const text = Object.keys(fields)
      .filter((name) => name !== 'sign')
      .sort()
      .map((name) => `${name}=${fields[name]}`)
      .join('&');
    expect(workbench.verifyText(text, fields['sign'] ?? '')).toBe(true);
  });

  test('a refund notice names the refund asked for; without one there is none to make', async () => {
    await paid('HAND0004');
    expect(() => made({}, 'refund')).toThrow('没有退款');
    for (const no of ['R1', 'R2']) await refund('HAND0004', no);
    expect(made({ outRequestNo: 'R1' }, 'refund').fields).toMatchObject({ out_biz_no: 'R1', refund_fee: '1.00' });
    expect(made({}, 'refund').fields).toMatchObject({ out_biz_no: 'R2', refund_fee: '2.00' });
  });
});

test('in certificate mode a notice carries no certificate number', async () => {
  await workbench.call('alipay.trade.precreate', qrOrder('CERT0001'), { appId: CERT_APP });
  workbench.gateway.pay('CERT0001');
  await workbench.gateway.deliverDue();
  expect(workbench.notices).toMatchObject([{ verified: true, request: { url: NOTIFY_URL } }]);
  expect(Object.keys(workbench.notices[0]?.fields ?? {}).filter((name) => name.includes('cert'))).toEqual([]);
});
