// docs/protocols/alipay.md §7：通知的内容、签名、时间表、应答，以及各种投递故障；进程重启后继续。
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWorkbench, HOUR, KEY_APP, MINUTE, OPEN_ID, qrOrder, START, type Workbench } from './workbench';

let workbench: Workbench;
beforeEach(async () => {
  workbench = await createWorkbench();
});
afterEach(() => workbench.gateway.close());

/** 小程序的交易：没有扫码产品额外的几次投递。 */
async function trade(no: string, more: object = {}): Promise<void> {
  await workbench.call('alipay.trade.create', {
    ...qrOrder(no),
    product_code: 'JSAPI_PAY',
    op_app_id: KEY_APP,
    buyer_open_id: OPEN_ID,
    ...more,
  });
}
async function paid(no: string, more: object = {}): Promise<void> {
  await trade(no, more);
  workbench.gateway.pay(no);
}
/** 一直拨到没有下一次投递，返回每次距开始的毫秒数。 */
async function deliverAll(): Promise<number[]> {
  for (let at = workbench.gateway.nextDueAt(); at !== undefined; at = workbench.gateway.nextDueAt()) {
    workbench.tick(Math.max(0, at - workbench.now()));
    await workbench.gateway.deliverDue();
  }
  return workbench.notices.map((notice) => notice.at - START);
}

test('a payment notice: form encoded, signed without sign_type, with plus, percent, ampersand and Chinese intact', async () => {
  const subject = '杯子 +50% 100%25 & more';
  await paid('NOTICE01', { subject, passback_params: 'a%3D1' });
  await workbench.gateway.deliverDue();
  const [notice] = workbench.notices;
  expect(notice).toMatchObject({
    verified: true,
    request: {
      method: 'POST',
      url: 'https://shop.example/notify',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    },
  });
  expect(notice?.fields).toMatchObject({
    notify_type: 'trade_status_sync',
    notify_time: '2026-11-23 12:00:00',
    app_id: KEY_APP,
    out_trade_no: 'NOTICE01',
    trade_status: 'TRADE_SUCCESS',
    total_amount: '12.34',
    seller_id: workbench.keys.sellerId,
    gmt_payment: '2026-11-23 12:00:00',
    sign_type: 'RSA2',
    charset: 'utf-8',
    subject,
    passback_params: 'a%3D1',
    fund_bill_list: '[{"amount":"12.34","fundChannel":"ALIPAYACCOUNT"}]',
  });
  expect(notice?.request.body).toContain('subject=%E6%9D%AF%E5%AD%90+%2B50%25+100%2525+%26+more');
  expect(notice?.fields['gmt_refund']).toBeUndefined();
});

test('a partial refund repeats TRADE_SUCCESS with the running total and the request number', async () => {
  await paid('NOTICE02');
  for (const [no, amount] of [
    ['R1', '1.00'],
    ['R2', '2.00'],
  ])
    await workbench.call('alipay.trade.refund', { out_trade_no: 'NOTICE02', refund_amount: amount, out_request_no: no });
  await workbench.gateway.deliverDue();
  expect(
    workbench.notices
      .slice(1)
      .map(({ fields }) => [fields['trade_status'], fields['refund_fee'], fields['out_biz_no'], fields['gmt_refund']]),
  ).toEqual([
    ['TRADE_SUCCESS', '1.00', 'R1', '2026-11-23 12:00:00.000'],
    ['TRADE_SUCCESS', '3.00', 'R2', '2026-11-23 12:00:00.000'],
  ]);
});

test('no notice for a full refund, a scan or a close unless the product sends them', async () => {
  const kinds = async (): Promise<(string | undefined)[]> => {
    const { node } = await workbench.call('alipay.trade.precreate', qrOrder('EXTRA001'));
    workbench.gateway.scan(String(node['qr_code']));
    await workbench.call('alipay.trade.close', { out_trade_no: 'EXTRA001' });
    await paid('EXTRA002');
    await workbench.call('alipay.trade.refund', { out_trade_no: 'EXTRA002', refund_amount: '12.34', out_request_no: 'R1' });
    await workbench.gateway.deliverDue();
    return workbench.notices.map(({ fields }) => fields['trade_status']);
  };
  expect(await kinds()).toEqual(['TRADE_SUCCESS']);
  await workbench.gateway.close();
  workbench = await createWorkbench({ extraNotices: ['WAIT_BUYER_PAY', 'TRADE_CLOSED', 'FULL_REFUND'] });
  expect(await kinds()).toEqual(['WAIT_BUYER_PAY', 'TRADE_CLOSED', 'TRADE_SUCCESS', 'TRADE_CLOSED']);
});

test('unacknowledged, it comes eight times within 25 hours, always under the same notify_id', async () => {
  workbench.receiver = () => ({ status: 200, body: 'fail' });
  await paid('RETRY001');
  const at = await deliverAll();
  expect(at).toEqual([
    0,
    4 * MINUTE,
    14 * MINUTE,
    24 * MINUTE,
    84 * MINUTE,
    84 * MINUTE + 2 * HOUR,
    84 * MINUTE + 8 * HOUR,
    84 * MINUTE + 23 * HOUR,
  ]);
  expect(new Set(workbench.notices.map(({ fields }) => fields['notify_id'])).size).toBe(1);
  expect(workbench.notices.every(({ verified }) => verified)).toBe(true);
  expect(workbench.gateway.ledger.notifications('RETRY001')).toMatchObject([{ state: 'GAVE_UP' }]);
});

test('QR products try about three times at once first, and time can be compressed', async () => {
  workbench.receiver = () => ({ status: 500, body: '' });
  await workbench.call('alipay.trade.precreate', qrOrder('RETRY002'));
  workbench.gateway.pay('RETRY002');
  expect((await deliverAll()).slice(0, 4)).toEqual([0, 1000, 2000, 2000 + 4 * MINUTE]);
  await workbench.gateway.close();
  workbench = await createWorkbench({ timeCompression: 60 });
  workbench.receiver = () => ({ status: 500, body: '' });
  await paid('RETRY003');
  expect((await deliverAll()).slice(0, 3)).toEqual([0, 4000, 14_000]);
});

test.each([
  ['success', 200, true],
  ['SUCCESS', 200, false],
  ['success\n', 200, false],
  ['"success"', 200, false],
  ['\ufeffsuccess', 200, false],
  ['fail', 200, false],
  ['', 204, false],
  ['success', 201, false],
  ['success', 302, false],
  ['success', 500, false],
])('the answer %j with status %i: acknowledged %s', async (body, status, acked) => {
  workbench.receiver = () => ({ status, body });
  await paid('ACK00001');
  expect(await workbench.gateway.deliverDue()).toMatchObject([{ acked }]);
});

test('a receiver that cannot be reached is tried again', async () => {
  workbench.receiver = () => {
    throw new Error('ECONNREFUSED');
  };
  await paid('ACK00002');
  expect(await workbench.gateway.deliverDue()).toMatchObject([{ acked: false, answers: [{ status: 0 }], nextAt: START + 4 * MINUTE }]);
});

test('without a notify_url there is no notice', async () => {
  await workbench.call(
    'alipay.trade.create',
    { ...qrOrder('SILENT01'), product_code: 'JSAPI_PAY', op_app_id: KEY_APP, buyer_open_id: OPEN_ID },
    { params: { notify_url: undefined } },
  );
  workbench.gateway.pay('SILENT01');
  expect(workbench.gateway.ledger.notifications()).toEqual([]);
});

test('scripted: duplicated, delayed, suppressed, reordered, followed by a late waiting one, preceded by a bad one', async () => {
  const { faults } = workbench.gateway;
  const order = (): (string | undefined)[] =>
    workbench.notices.splice(0).map(({ fields }) => `${fields['out_trade_no']} ${fields['trade_status']}`);
  faults.add({ operation: 'callback', fault: { kind: 'duplicate', count: 3 } });
  await paid('SCRIPT01');
  expect(await workbench.gateway.deliverDue()).toMatchObject([{ answers: [{}, {}, {}] }]);
  expect(new Set(workbench.notices.splice(0).map(({ fields }) => fields['notify_id'])).size).toBe(1);

  faults.add({ operation: 'callback', fault: { kind: 'delay', ms: HOUR } });
  await paid('SCRIPT02');
  expect(await workbench.gateway.deliverDue()).toEqual([]);
  workbench.tick(HOUR);
  expect(await workbench.gateway.deliverDue()).toHaveLength(1);
  workbench.notices.length = 0;

  faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
  await paid('SCRIPT03');
  workbench.tick(48 * HOUR);
  expect(await workbench.gateway.deliverDue()).toEqual([]);

  faults.add({ operation: 'callback', fault: { kind: 'reorder' } });
  await paid('SCRIPT04');
  await paid('SCRIPT05');
  await workbench.gateway.deliverDue();
  expect(order()).toEqual(['SCRIPT05 TRADE_SUCCESS', 'SCRIPT04 TRADE_SUCCESS']);

  faults.add({ operation: 'callback', fault: { kind: 'lateWaiting' } });
  await paid('SCRIPT06');
  await workbench.gateway.deliverDue();
  expect(order()).toEqual(['SCRIPT06 TRADE_SUCCESS', 'SCRIPT06 WAIT_BUYER_PAY']);

  for (const variant of ['forged', 'tampered', 'unsigned', 'foreignApp', 'foreignSeller', 'wrongAmount'] as const) {
    faults.add({ operation: 'callback', fault: { kind: 'prelude', variant } });
    await paid(`PRE_${variant}`);
    expect(await workbench.gateway.deliverDue()).toMatchObject([{ preludes: [{ variant }] }]);
    const [bad, good] = workbench.notices.splice(0);
    expect([variant, bad?.verified, good?.verified]).toEqual([
      variant,
      ['foreignApp', 'foreignSeller', 'wrongAmount'].includes(variant),
      true,
    ]);
  }
});

test('what was not acknowledged before a restart is delivered after it', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'alipay-gateway-'));
  try {
    await workbench.gateway.close();
    workbench = await createWorkbench({ dataFile: join(dir, 'alipay.db') });
    await paid('RESTART1');
    await workbench.gateway.close();
    workbench = await createWorkbench({ dataFile: join(dir, 'alipay.db') });
    expect(await workbench.gateway.deliverDue()).toMatchObject([{ outTradeNo: 'RESTART1', acked: true }]);
    expect(workbench.gateway.ledger.trade('RESTART1')).toMatchObject({ status: 'TRADE_SUCCESS' });
    await trade('RESTART2');
    expect(workbench.gateway.ledger.trade('RESTART2')?.tradeNo).not.toBe(workbench.gateway.ledger.trade('RESTART1')?.tradeNo);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
