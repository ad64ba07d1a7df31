// docs/protocols/alipay.md §4.0–4.9、§6：交易何时出现、同号是否同一笔、各状态下能做什么、过时与撤销。
import { PayerError } from '../../../local/gateways/alipay';
import { createWorkbench, DAY, HOUR, KEY_APP, MINUTE, OPEN_ID, OTHER_APP, OTHER_SELLER, qrOrder, START, type Workbench } from './workbench';

let workbench: Workbench;
beforeEach(async () => {
  workbench = await createWorkbench();
});
afterEach(() => workbench.gateway.close());

const code = async (method: string, biz: object, options?: Parameters<Workbench['call']>[2]): Promise<unknown> => {
  const { node } = await workbench.call(method, biz, options);
  return node['sub_code'] ?? node['code'];
};
const precreate = (no: string, more: object = {}) => code('alipay.trade.precreate', qrOrder(no, more));
const query = (no: string) => code('alipay.trade.query', { out_trade_no: no });
const status = (no: string): unknown => workbench.gateway.ledger.trade(no)?.status;
const mini = (no: string, more: object = {}): object => ({
  ...qrOrder(no),
  product_code: 'JSAPI_PAY',
  op_app_id: KEY_APP,
  buyer_open_id: OPEN_ID,
  ...more,
});

test('a QR has no trade until somebody scans it; trade.create has one at once', async () => {
  const { node } = await workbench.call('alipay.trade.precreate', qrOrder('QR0001'));
  expect(await query('QR0001')).toBe('ACQ.TRADE_NOT_EXIST');
  expect(await code('alipay.trade.close', { out_trade_no: 'QR0001' })).toBe('ACQ.TRADE_NOT_EXIST');
  workbench.gateway.scan(String(node['qr_code']));
  expect([await query('QR0001'), status('QR0001')]).toEqual(['10000', 'WAIT_BUYER_PAY']);
  expect((await workbench.call('alipay.trade.create', mini('MINI0001'))).node['trade_no']).toMatch(/^20261123\d{20}$/);
  expect(status('MINI0001')).toBe('WAIT_BUYER_PAY');
});

test('a failed query carries zero amounts, and a paid one does not tell the receipt amount', async () => {
  expect((await workbench.call('alipay.trade.query', { out_trade_no: 'NOBODY01' })).node).toMatchObject({
    receipt_amount: '0.00',
    buyer_pay_amount: '0.00',
  });
  await precreate('PAID0001');
  workbench.gateway.pay('PAID0001');
  expect((await workbench.call('alipay.trade.query', { out_trade_no: 'PAID0001' })).node).toMatchObject({
    trade_status: 'TRADE_SUCCESS',
    total_amount: '12.34',
    receipt_amount: '0.00',
    send_pay_date: '2026-11-23 12:00:00',
    buyer_open_id: expect.any(String),
  });
});

test('the same number with the same parameters is the same order, whatever its timeouts', async () => {
  const first = await workbench.call('alipay.trade.precreate', qrOrder('SAME0001', { timeout_express: '30m' }));
  const again = await workbench.call('alipay.trade.precreate', qrOrder('SAME0001', { timeout_express: '20m' }));
  expect(again.node['qr_code']).toBe(first.node['qr_code']);
  const made = await workbench.call('alipay.trade.create', mini('SAME0002'));
  expect((await workbench.call('alipay.trade.create', mini('SAME0002'))).node['trade_no']).toBe(made.node['trade_no']);
});

test.each([
  ['another amount', { total_amount: '12.35' }],
  ['another subject', { subject: '别的' }],
  ['another buyer', { buyer_open_id: `${OPEN_ID}x` }],
])('the same number with %s is refused', async (_name, more) => {
  await workbench.call('alipay.trade.create', mini('OTHER001'));
  expect(await code('alipay.trade.create', mini('OTHER001', more))).toBe('ACQ.CONTEXT_INCONSISTENT');
});

test('paid and closed orders cannot be created again', async () => {
  for (const no of ['DONE0001', 'DONE0002']) await workbench.call('alipay.trade.create', mini(no));
  workbench.gateway.pay('DONE0001');
  await code('alipay.trade.close', { out_trade_no: 'DONE0002' });
  expect([await code('alipay.trade.create', mini('DONE0001')), await code('alipay.trade.create', mini('DONE0002'))]).toEqual([
    'ACQ.TRADE_HAS_SUCCESS',
    'ACQ.TRADE_HAS_CLOSE',
  ]);
});

test.each([
  ['no product code', { product_code: undefined }, 'ACQ.ACCESS_FORBIDDEN'],
  ['a product code of another way', { product_code: 'QUICK_WAP_WAY' }, 'ACQ.ACCESS_FORBIDDEN'],
  ['no op_app_id', { op_app_id: undefined }, 'ACQ.INVALID_PARAMETER'],
  ['the mini program of somebody else', { op_app_id: OTHER_APP }, 'ACQ.PARTNER_ERROR'],
  ['no buyer', { buyer_open_id: undefined }, 'ACQ.INVALID_PARAMETER'],
  ['a seller who is not this one', { seller_id: OTHER_SELLER }, 'ACQ.SELLER_NOT_EXIST'],
  ['amount zero', { total_amount: '0.00' }, 'ACQ.INVALID_PARAMETER'],
  ['three decimals', { total_amount: '1.001' }, 'ACQ.INVALID_PARAMETER'],
  ['a number instead of text', { total_amount: 12.34 }, 'ACQ.INVALID_PARAMETER'],
  ['more than a hundred million', { total_amount: '100000000.01' }, 'ACQ.INVALID_PARAMETER'],
  ['parts that do not add up', { discountable_amount: '1.00', undiscountable_amount: '1.00' }, 'ACQ.INVALID_PARAMETER'],
  ['both channel lists', { enable_pay_channels: 'balance', disable_pay_channels: 'pcredit' }, 'ACQ.INVALID_PARAMETER'],
  [
    '151 goods',
    { goods_detail: Array.from({ length: 151 }, () => ({ goods_id: '1', goods_name: 'x', quantity: '1', price: '1' })) },
    'ACQ.SUB_GOODS_SIZE_MAX_COUNT',
  ],
  ['a deadline in the past', { time_expire: '2026-11-23 11:59:59' }, 'ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR'],
  ['a deadline after 15 days', { time_expire: '2026-12-09 12:00:00' }, 'ACQ.INVALID_PARAMETER'],
  ['a fractional timeout', { timeout_express: '1.5h' }, 'ACQ.INVALID_PARAMETER'],
])('create with %s is refused', async (_name, more, expected) => {
  expect(await code('alipay.trade.create', mini('BAD00001', more))).toBe(expected);
  expect(workbench.gateway.ledger.trades()).toEqual([]);
});

test('the absolute deadline wins over the relative one, and an unpaid trade closes when it is over', async () => {
  await workbench.call('alipay.trade.create', mini('LATE0001', { time_expire: '2026-11-23 12:10:00', timeout_express: '1d' }));
  workbench.tick(10 * MINUTE - 1);
  expect(status('LATE0001')).toBe('WAIT_BUYER_PAY');
  workbench.tick(1);
  expect(status('LATE0001')).toBe('TRADE_CLOSED');
  expect(() => workbench.gateway.pay('LATE0001')).toThrow(PayerError);
});

test('a QR is dead after two hours and its number gets no new one', async () => {
  const { node } = await workbench.call('alipay.trade.precreate', qrOrder('DEAD0001'));
  workbench.tick(2 * HOUR);
  expect(() => workbench.gateway.scan(String(node['qr_code']))).toThrow('过期');
  expect(await precreate('DEAD0001')).toBe('ACQ.APPLY_PC_MERCHANT_CODE_ERROR');
});

test('1c means the end of the day in Beijing', async () => {
  await workbench.call('alipay.trade.create', mini('TODAY001', { timeout_express: '1c' }));
  workbench.tick(12 * HOUR - 1);
  expect(status('TODAY001')).toBe('WAIT_BUYER_PAY');
  workbench.tick(1);
  expect(status('TODAY001')).toBe('TRADE_CLOSED');
});

test('1c means midnight for a QR as well, however late it is scanned', async () => {
  const { node } = await workbench.call('alipay.trade.precreate', qrOrder('TODAY002', { timeout_express: '1c' }));
  workbench.tick(HOUR);
  expect(workbench.gateway.scan(String(node['qr_code'])).payUntil).toBe(START + 12 * HOUR);
});

test('only an unpaid trade closes', async () => {
  for (const no of ['CLOSE001', 'CLOSE002']) await workbench.call('alipay.trade.create', mini(no));
  workbench.gateway.pay('CLOSE002');
  expect([
    await code('alipay.trade.close', { out_trade_no: 'CLOSE001' }),
    await code('alipay.trade.close', { out_trade_no: 'CLOSE001' }),
    await code('alipay.trade.close', { out_trade_no: 'CLOSE002' }),
  ]).toEqual(['10000', 'ACQ.REASON_TRADE_STATUS_INVALID', 'ACQ.REASON_TRADE_STATUS_INVALID']);
});

test('cancel closes what is unpaid, gives back what is paid, and answers even for a trade that never was', async () => {
  for (const no of ['UNDO0001', 'UNDO0002', 'UNDO0003']) await workbench.call('alipay.trade.create', mini(no));
  workbench.gateway.pay('UNDO0002');
  workbench.gateway.pay('UNDO0003');
  await code('alipay.trade.refund', { out_trade_no: 'UNDO0003', refund_amount: '1.00', out_request_no: 'R1' });
  const cancel = async (no: string) => (await workbench.call('alipay.trade.cancel', { out_trade_no: no })).node;
  expect(await cancel('UNDO0001')).toMatchObject({ code: '10000', action: 'close', retry_flag: 'N' });
  expect(await cancel('UNDO0002')).toMatchObject({ code: '10000', action: 'refund', gmt_refund_pay: '2026-11-23 12:00:00' });
  expect(await cancel('UNDO0002')).toMatchObject({ code: '10000', action: 'refund' });
  expect(await cancel('UNDO0003')).toMatchObject({ sub_code: 'ACQ.REASON_TRADE_REFUND_FEE_ERR' });
  expect(Object.keys(await cancel('NOBODY01'))).toEqual(['code', 'msg', 'out_trade_no', 'retry_flag']);
  await workbench.call('alipay.trade.create', mini('UNDO0004'));
  workbench.gateway.pay('UNDO0004');
  workbench.tick(DAY + 1);
  expect(await cancel('UNDO0004')).toMatchObject({ sub_code: 'ACQ.TRADE_CANCEL_TIME_OUT' });
});

test('a trade of another seller does not exist here, and numbers of two sellers do not collide', async () => {
  await precreate('MINE0001');
  workbench.gateway.pay('MINE0001');
  const tradeNo = workbench.gateway.ledger.trade('MINE0001')?.tradeNo;
  expect(await code('alipay.trade.query', { out_trade_no: 'MINE0001' }, { appId: OTHER_APP })).toBe('ACQ.TRADE_NOT_EXIST');
  expect(await code('alipay.trade.query', { trade_no: tradeNo }, { appId: OTHER_APP })).toBe('ACQ.TRADE_NOT_EXIST');
  expect(await code('alipay.trade.precreate', qrOrder('MINE0001'), { appId: OTHER_APP })).toBe('10000');
});

test('a trade made for one buyer can be paid by that buyer only', async () => {
  await workbench.call('alipay.trade.create', mini('BUYER001'));
  expect(() => workbench.gateway.pay('BUYER001', { openId: 'somebody_else' })).toThrow('只能由下单的用户');
  expect(workbench.gateway.pay('BUYER001', { openId: OPEN_ID })).toMatchObject({ status: 'TRADE_SUCCESS', paidAt: START });
  expect(() => workbench.gateway.pay('BUYER001')).toThrow('已经付款');
});

test('trade_no wins over out_trade_no, and one of them is needed', async () => {
  for (const no of ['BOTH0001', 'BOTH0002']) await workbench.call('alipay.trade.create', mini(no));
  const trade_no = workbench.gateway.ledger.trade('BOTH0002')?.tradeNo;
  expect((await workbench.call('alipay.trade.query', { out_trade_no: 'BOTH0001', trade_no })).node).toMatchObject({
    out_trade_no: 'BOTH0002',
  });
  expect(await code('alipay.trade.close', { out_trade_no: 'BOTH0001', trade_no })).toBe('10000');
  expect([status('BOTH0001'), status('BOTH0002')]).toEqual(['WAIT_BUYER_PAY', 'TRADE_CLOSED']);
  for (const method of ['query', 'close', 'cancel', 'refund'])
    expect([method, await code(`alipay.trade.${method}`, method === 'refund' ? { refund_amount: '1.00' } : {})]).toEqual([
      method,
      'ACQ.INVALID_PARAMETER',
    ]);
});

test('what another seller tries on a trade changes nothing', async () => {
  await workbench.call('alipay.trade.create', mini('MINE0002'));
  const number = { trade_no: workbench.gateway.ledger.trade('MINE0002')?.tradeNo };
  expect(await code('alipay.trade.close', number, { appId: OTHER_APP })).toBe('ACQ.TRADE_NOT_EXIST');
  expect((await workbench.call('alipay.trade.cancel', number, { appId: OTHER_APP })).node['action']).toBeUndefined();
  workbench.gateway.pay('MINE0002');
  expect(await code('alipay.trade.refund', { ...number, refund_amount: '1.00', out_request_no: 'R1' }, { appId: OTHER_APP })).toBe(
    'ACQ.TRADE_NOT_EXIST',
  );
  expect(workbench.gateway.ledger.trade('MINE0002')).toMatchObject({ status: 'TRADE_SUCCESS', refunded: 0 });
});

test('when the refund window is over the trade is finished: paid, and nothing more can be done', async () => {
  await workbench.call('alipay.trade.create', mini('FINISH01'));
  workbench.gateway.pay('FINISH01');
  workbench.tick(365 * DAY - 1);
  expect(status('FINISH01')).toBe('TRADE_SUCCESS');
  workbench.tick(1);
  expect((await workbench.call('alipay.trade.query', { out_trade_no: 'FINISH01' })).node['trade_status']).toBe('TRADE_FINISHED');
  expect([
    await code('alipay.trade.close', { out_trade_no: 'FINISH01' }),
    await code('alipay.trade.cancel', { out_trade_no: 'FINISH01' }),
    await code('alipay.trade.create', mini('FINISH01')),
  ]).toEqual(['ACQ.REASON_TRADE_STATUS_INVALID', 'ACQ.TRADE_HAS_FINISHED', 'ACQ.TRADE_HAS_SUCCESS']);
});

test('an older app is told the user number instead of the open id; passback_params come back as they went', async () => {
  await workbench.gateway.close();
  const keys = workbench.keys;
  workbench = await createWorkbench({
    apps: [{ appId: KEY_APP, sellerId: keys.sellerId, mode: 'key', appPublicKeyPem: keys.app.publicKeyPem, buyerIdentity: 'user_id' }],
  });
  await precreate('OLDER001', { passback_params: 'a%3D1%26b' });
  workbench.gateway.pay('OLDER001');
  const { node } = await workbench.call('alipay.trade.query', { out_trade_no: 'OLDER001' });
  expect(node).toMatchObject({ buyer_user_id: expect.stringMatching(/^2088\d{12}$/), passback_params: 'a%3D1%26b' });
  expect(node['buyer_open_id']).toBeUndefined();
  await workbench.gateway.deliverDue();
  expect(workbench.notices[0]?.fields).toMatchObject({ buyer_id: node['buyer_user_id'] });
});

test('every change of state is told once, in order', async () => {
  await precreate('EVENT001');
  workbench.gateway.pay('EVENT001');
  await code('alipay.trade.refund', { out_trade_no: 'EVENT001', refund_amount: '12.34', out_request_no: 'R1' });
  await query('EVENT001');
  expect(workbench.events.flatMap((event) => (event.kind === 'state' ? [`${event.subject} ${event.before} ${event.after}`] : []))).toEqual([
    'trade null WAIT_BUYER_PAY',
    'trade WAIT_BUYER_PAY TRADE_SUCCESS',
    'trade TRADE_SUCCESS TRADE_CLOSED',
    'refund null REFUND_SUCCESS',
  ]);
});

test('a failed attempt leaves the trade payable', async () => {
  await precreate('TRY00001');
  workbench.gateway.failAttempt('TRY00001');
  expect(workbench.gateway.ledger.trade('TRY00001')).toMatchObject({ status: 'WAIT_BUYER_PAY', failedAttempts: 1 });
  expect(workbench.gateway.pay('TRY00001').status).toBe('TRADE_SUCCESS');
});
