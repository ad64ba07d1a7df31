// 通知是什么，由值决定：支付、退款、与本模块无关的；网关每次都说的商户与应用一并带出。
import { parseAlipayNotify as readAlipayNotify } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/notify';
import type { NotifyEvent, RawNotify } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import { account, APP_ID, notice, NOW, PAID, rawForm, SELLER_ID, signed, textOf, weakSignatureOf, type Fields } from './notices';
import { accepted } from '../accepted';

const parseAlipayNotify = (...asked: Parameters<typeof readAlipayNotify>): NotifyEvent => accepted(readAlipayNotify(...asked));
const parse = (raw: RawNotify, own = account()): NotifyEvent => parseAlipayNotify(own, raw, NOW);
const REFUNDED: Fields = {
  refund_fee: '0.01',
  gmt_refund: '2026-11-23 11:59:20.631',
  out_biz_no: 'RFMINE00001',
  send_back_fee: '0.01',
};

test('a payment notice tells number, amount, time, app and merchant', () => {
  expect(parse(notice())).toEqual({
    kind: 'payment',
    facts: {
      out_trade_no: 'VPMINE00001',
      state: 'SUCCESS',
      appid: APP_ID,
      mchid: SELLER_ID,
      total_fee: 1,
      transaction_id: PAID['trade_no'],
      paidAt: Date.parse('2026-11-23T11:59:00+08:00'),
      gatewayState: 'TRADE_SUCCESS',
    },
  });
});

test('the merchant is told even when the configuration names none', () => {
  expect(parse(notice(), account(''))).toMatchObject({ facts: { mchid: SELLER_ID, appid: APP_ID } });
});

test.each<[string, Fields]>([
  ['refund_fee=0.00', { refund_fee: '0.00', gmt_close: '2026-11-23 11:59:00' }],
  ['an empty refund_fee', { refund_fee: '' }],
  ['refund_fee=0 and an empty gmt_refund', { refund_fee: '0', gmt_refund: '', send_back_fee: '0.00' }],
  ['a refund number alone', { out_biz_no: 'RFMINE00001' }],
])('a genuine payment with %s is a payment', (_name, patch) => {
  expect(parse(notice(patch))).toMatchObject({ kind: 'payment', facts: { state: 'SUCCESS', total_fee: 1 } });
});

test.each<[string, Fields]>([
  ['amount and time', REFUNDED],
  ['an amount above zero', { refund_fee: '0.01', out_biz_no: 'RFMINE00001' }],
  ['a time', { gmt_refund: '2026-11-23 11:59:20', out_biz_no: 'RFMINE00001' }],
])('%s make a refund, which tells app, merchant and the total of the order', (_name, patch) => {
  const event = parse(notice(patch));
  expect(event).toMatchObject({
    kind: 'refund',
    facts: { out_trade_no: 'VPMINE00001', out_refund_no: 'RFMINE00001', state: 'SUCCESS', appid: APP_ID, mchid: SELLER_ID, total_fee: 1 },
  });
  // 累计值不是这一笔的金额。
  expect(event).not.toHaveProperty('facts.refund_fee');
});

test('a refund without a number, and messages of other products, are known to be ours, named and ignored', () => {
  const { out_biz_no: _number, ...anonymous } = REFUNDED;
  expect(parse(notice(anonymous))).toEqual({ kind: 'ignored', eventType: expect.stringContaining('退款'), out_trade_no: 'VPMINE00001' });
  const message: Fields = {
    notify_type: 'dut_user_sign',
    notify_time: '2026-11-23 11:59:30',
    notify_id: 'n1',
    app_id: APP_ID,
    sign_type: 'RSA2',
    agreement_no: '2026',
    out_trade_no: 'VPMINE00001',
  };
  expect(parse(rawForm(signed(message)))).toEqual({ kind: 'ignored', eventType: 'dut_user_sign', out_trade_no: 'VPMINE00001' });
  // 应用网关的消息：签名里留着 sign_type，没有 notify_time。
  const platform: Fields = {
    msg_method: 'alipay.trade.refund.depositback.completed',
    app_id: APP_ID,
    biz_content: '{}',
    sign_type: 'RSA2',
    version: '1.1',
  };
  expect(parse(rawForm(signed(platform, ['sign'])))).toEqual({ kind: 'ignored', eventType: 'alipay.trade.refund.depositback.completed' });
});

test.each<[string, Fields, number]>([
  ['a message signed by nobody', { msg_method: 'x', app_id: APP_ID, sign: 'A'.repeat(344) }, 40002],
  ['a message for another app', signed({ notify_type: 'x', app_id: '2021000000000009' }), 40009],
  ['a message a month old', signed({ notify_type: 'x', app_id: APP_ID, notify_time: '2026-10-23 12:00:00' }), 40002],
  ['neither a trade nor a message', signed({ app_id: APP_ID }), 40001],
])('%s is refused', (_name, fields, code) => {
  expect(() => parse(rawForm(fields))).toThrow(expect.objectContaining({ code }));
});

test('a state nobody knows is UNKNOWN, not a crash', () => {
  expect(parse(notice({ trade_status: 'TRADE_SUSPENDED' }))).toMatchObject({
    facts: { state: 'UNKNOWN', gatewayState: 'TRADE_SUSPENDED' },
  });
});

test('cheap rejects are thrown at once, not promised', () => {
  for (const body of ['', 'a=b', 'sign=x', 'sign=%zz&app_id=1', 'sign=a&sign=b&app_id=1'])
    expect(() => parse({ headers: {}, body: Buffer.from(body) })).toThrow(expect.objectContaining({ code: 40001 }));
});

test.each([
  ['12:05:00', '2026-11-23 12:05:00', true],
  ['one second more', '2026-11-23 12:05:01', false],
  ['26 hours old', '2026-11-22 10:00:00', true],
  ['one second older', '2026-11-22 09:59:59', false],
])('a notice dated %s', (_name, notify_time, accepted) => {
  const read = (): unknown => parse(notice({ notify_time }));
  if (accepted) expect(read()).toMatchObject({ kind: 'payment' });
  else expect(read).toThrow(expect.objectContaining({ kind: 'SIGNATURE' }));
});

test('a SHA-1 signature by the true key is refused, whatever sign_type says: the algorithm is ours to choose', () => {
  for (const sign_type of ['RSA', 'RSA2']) {
    const fields = { ...PAID, sign_type };
    const read = (): unknown => parse(rawForm({ ...fields, sign: weakSignatureOf(textOf(fields)) }));
    expect(read).toThrow(expect.objectContaining({ kind: 'SIGNATURE' }));
  }
});

test('notices for another app: thirty in a minute are verified, the rest are refused before RSA; ours pass all along', () => {
  const shop = account();
  const stranger = notice({ app_id: '2021000000000099' });
  const kinds = Array.from({ length: 40 }, () => {
    try {
      parseAlipayNotify(shop, stranger, NOW);
      return 'accepted';
    } catch (error) {
      return (error as { kind: string }).kind;
    }
  });
  expect(kinds).toEqual([...Array<string>(30).fill('PERMISSION'), ...Array<string>(10).fill('PARAM')]);
  expect(parseAlipayNotify(shop, notice(), NOW)).toMatchObject({ kind: 'payment' });
  expect(() => parseAlipayNotify(shop, stranger, NOW + 60_000)).toThrow(expect.objectContaining({ kind: 'PERMISSION' }));
});

test('a page of & is refused by its hundredth part, whatever stands between', () => {
  for (const body of ['&'.repeat(65_536), 'a=1&'.repeat(16_384), '=&'.repeat(200)])
    expect(() => parseAlipayNotify(account(), { headers: {}, body: Buffer.from(body) }, NOW)).toThrow(
      expect.objectContaining({ kind: 'PARAM' }),
    );
});

test('the order of the fields does not matter, nor what the notice before looked like', () => {
  const fields = [...new URLSearchParams(notice().body.toString())];
  const turned = (by: number): RawNotify => rawForm(Object.fromEntries([...fields.slice(by), ...fields.slice(0, by)]));
  const encodedName = { headers: {}, body: Buffer.from(notice().body.toString().replace('app_id=', 'app%5Fid=')) };
  const wanted = parseAlipayNotify(account(), notice(), NOW);
  for (const raw of [
    turned(3),
    notice(),
    turned(7),
    encodedName,
    turned(7),
    { headers: {}, body: Buffer.from(`${notice().body.toString()}&`) },
  ])
    expect(parseAlipayNotify(account(), raw, NOW)).toEqual(wanted);
  const longer = { headers: {}, body: Buffer.from(`${notice().body.toString()}&extra=1`) };
  expect(() => parseAlipayNotify(account(), longer, NOW)).toThrow(expect.objectContaining({ kind: 'SIGNATURE' }));
});
