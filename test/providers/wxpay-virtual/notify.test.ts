// docs/protocols/wxpay.md §13.2：明文与安全、JSON 与 XML；验不过的都拒绝，验过的只说是哪张单，从不直接算数。
import { createHash } from 'node:crypto';
import { PayError } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/pay-error';
import {
  greetWeixin,
  parseVirtualNotify,
  virtualAck,
  virtualHint,
} from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay-virtual/notify';
import { accountOf, SECTION } from './account';

/** 测试自己的算法。 */
const sha1 = (...parts: string[]): string =>
  createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex');
const TIME = { timestamp: '1770000000', nonce: '123456789' };
const signed = (token = SECTION.token) => ({ ...TIME, signature: sha1(token, TIME.timestamp, TIME.nonce) });
const plainAccount = accountOf({ encodingAESKey: '' });
const json = (fields: object): Buffer => Buffer.from(JSON.stringify({ MsgType: 'event', ...fields }));
const xml = (inner: string): Buffer => Buffer.from(`<xml><MsgType><![CDATA[event]]></MsgType>${inner}</xml>`);
const PAID = { Event: 'xpay_goods_deliver_notify', OutTradeNo: 'VP20260401001', Env: 0 };
const parse = (body: Buffer, query: Record<string, string> = signed()) => parseVirtualNotify(plainAccount, { query, headers: {}, body });
const kindOf = (work: () => unknown): string => {
  try {
    work();
    return 'accepted';
  } catch (error) {
    return error instanceof PayError ? error.kind : String(error);
  }
};

test.each([
  ['goods in json', json(PAID), { kind: 'look', out_trade_no: 'VP20260401001', authentic: false }],
  ['coins in json', json({ ...PAID, Event: 'xpay_coin_pay_notify' }), { kind: 'look', out_trade_no: 'VP20260401001' }],
  [
    'goods in xml',
    xml('<Event><![CDATA[xpay_goods_deliver_notify]]></Event><OutTradeNo><![CDATA[VP20260401001]]></OutTradeNo><Env>0</Env>'),
    { kind: 'look', out_trade_no: 'VP20260401001', authentic: false },
  ],
  [
    'a refund',
    json({ Event: 'xpay_refund_notify', MchOrderId: 'VP20260401001', MchRefundId: 'RF20260401001' }),
    { kind: 'look', out_trade_no: 'VP20260401001', out_refund_no: 'RF20260401001' },
  ],
  ['the sandbox of somebody else', json({ ...PAID, Env: 1 }), { kind: 'ignored', eventType: 'xpay_goods_deliver_notify' }],
  ['an event of another product', json({ Event: 'trade_manage_order_settlement' }), { kind: 'ignored' }],
  ['a message of a person', json({ MsgType: 'text' }), { kind: 'ignored', eventType: 'text' }],
])('%s', (_name, body, event) => {
  expect(parse(body)).toMatchObject(event);
});

test.each([
  ['no signature', json(PAID), {}, 'SIGNATURE'],
  ['a signature of another token', json(PAID), signed('BBBBB'), 'SIGNATURE'],
  ['another time', json(PAID), { ...signed(), timestamp: '1770000001' }, 'SIGNATURE'],
  ['nothing', Buffer.alloc(0), signed(), 'PARAM'],
  ['too much', Buffer.alloc(65 * 1024, 32), signed(), 'PARAM'],
  ['no object', Buffer.from('[1]'), signed(), 'PARAM'],
  ['no order', json({ ...PAID, OutTradeNo: '' }), signed(), 'PARAM'],
  ['a refund without its number', json({ Event: 'xpay_refund_notify', MchOrderId: 'VP20260401001' }), signed(), 'PARAM'],
])('refused: %s', (_name, body, query, kind) => {
  expect(kindOf(() => parse(body, query))).toBe(kind);
});

test('an account with an AES key takes no plain push, one without a token takes none at all', () => {
  const raw = { query: signed(), headers: {}, body: json(PAID) };
  expect(kindOf(() => parseVirtualNotify(accountOf(), raw))).toBe('SIGNATURE');
  expect(kindOf(() => parseVirtualNotify(accountOf({ token: '', encodingAESKey: '' }), raw))).toBe('CERTIFICATE');
});

test('the hint of an unverified push is only a number; the answers differ', () => {
  expect(virtualHint(plainAccount, { headers: {}, body: json(PAID) })).toBe('VP20260401001');
  expect(virtualHint(plainAccount, { headers: {}, body: Buffer.from('x') })).toBeUndefined();
  expect(virtualAck('accepted')).toMatchObject({ statusCode: 200, body: 'success' });
  expect([virtualAck('unverified').statusCode, virtualAck('retry').statusCode]).toEqual([401, 500]);
});

test('the address check answers the echo of WeChat, of nobody else, and nothing that could be a page', () => {
  expect(greetWeixin(plainAccount, { ...signed(), echostr: '5838479218127813673' })).toMatchObject({
    statusCode: 200,
    body: '5838479218127813673',
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
  expect(greetWeixin(plainAccount, { ...signed('BBBBB'), echostr: '1' })).toMatchObject({ statusCode: 401, body: 'unverified' });
  expect(greetWeixin(plainAccount, { ...signed(), echostr: '<script>' })).toBeUndefined();
  expect(greetWeixin(plainAccount, signed())).toBeUndefined();
});
