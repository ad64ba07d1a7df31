// 「Bad input to every service」：类型错误、操作符、缺失、超大——40001 点名字段，什么也不写。
import { openShop, type Shop } from './harness';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const number = 'VP202611230001';
const create = (data: unknown, top: object = {}): object => ({ provider: 'wxpay', data, ...top });
const goods = { type: 'goods', custom: { goods_id: 'mug', quantity: 1 } };

/** [服务, 入参, 点名的字段] */
const CASES: readonly (readonly [string, unknown, string])[] = [
  ...[{ $ne: null }, 123, [number], '', 'a', 'x'.repeat(40), '5F8D04B3AB35A2D1C8A1F9E0', true, null].flatMap(
    (out_trade_no): [string, unknown, string][] => [
      ['pay/kh/queryPayment', { out_trade_no }, 'out_trade_no'],
      ['pay/kh/closePayment', { out_trade_no }, 'out_trade_no'],
      ['pay/kh/createPayment', create({ ...goods, out_trade_no }), 'data.out_trade_no'],
    ],
  ),
  ['pay/kh/queryPayment', {}, 'out_trade_no'],
  ['pay/kh/queryPayment', { out_trade_no: number, await_notify: 'yes' }, 'await_notify'],
  ['pay/kh/closePayment', {}, 'out_trade_no'],
  ['pay/kh/createPayment', {}, 'provider'],
  ['pay/kh/createPayment', create(goods, { provider: 'paypal' }), 'provider'],
  ['pay/kh/createPayment', create(goods, { provider: { $gt: '' } }), 'provider'],
  ['pay/kh/createPayment', create(goods, { platform: 'moon' }), 'platform'],
  ['pay/kh/createPayment', create(goods, { platform: 'mp-alipay' }), 'provider'],
  ['pay/kh/createPayment', create(undefined), 'data'],
  ['pay/kh/createPayment', create('text'), 'data'],
  ['pay/kh/createPayment', create({ ...goods, type: '../goods' }), 'data.type'],
  ['pay/kh/createPayment', create({ ...goods, type: 'constructor' }), 'data.type'],
  ...[0.1 + 0.2, '100', -1, 0, 2 ** 53, 1e12].map((total_fee): [string, unknown, string] => [
    'pay/kh/createPayment',
    create({ ...goods, total_fee }),
    'data.total_fee',
  ]),
  ['pay/kh/createPayment', create({ ...goods, custom: { goods_id: { $ne: null } } }), 'data.custom'],
  ['pay/kh/createPayment', create({ ...goods, custom: { goods_id: 'mug', quantity: 0.5 } }), 'custom.quantity'],
  ['pay/kh/createPayment', create({ ...goods, custom: { goods_id: 'mug', quantity: 100 } }), 'custom.quantity'],
  ['pay/kh/createPayment', create({ ...goods, custom: { blob: 'x'.repeat(9000) } }), 'data.custom'],
  ['pay/kh/createPayment', create({ ...goods, custom: { card_number: '4111111111111111' } }), 'data.custom'],
  ...['notify_url', 'mchid', 'amount', 'appid', 'out_trade_no', 'payer'].map((key): [string, unknown, string] => [
    'pay/kh/createPayment',
    create({ ...goods, other: { [key]: 'x' } }),
    `data.other.${key}`,
  ]),
  ['pay/kh/createPayment', create({ ...goods, subject: 'a\r\nb' }), 'data.subject'],
  ['pay/kh/createPayment', create({ ...goods, subject: 'x'.repeat(1_000_000) }), 'data.subject'],
  ['pay/kh/createPayment', create({ ...goods, time_expire: 5 }), 'data.time_expire'],
  ['pay/kh/createPayment', create({ ...goods, return_url: 'javascript:alert(1)' }), 'data.return_url'],
  ['pay/kh/createPayment', create({ type: 'recharge', total_fee: 777 }), 'data.total_fee'],
  ['pay/kh/createPayment', create({ type: 'vip', custom: { plan: '__proto__' } }), 'custom.plan'],
  ['pay/kh/createPayment', create({ type: 'custom', custom: { project_id: 'donation' }, total_fee: 1_000_001 }), 'data.total_fee'],
  ['pay/kh/createPayment', create(goods, { platform: 'mp-weixin', data: { ...goods, openid: { $ne: 1 } } }), 'data.openid'],
  ['pay/kh/listPayments', { pageSize: 1000 }, 'pageSize'],
  ['pay/kh/listPayments', { pageIndex: '1' }, 'pageIndex'],
  ['pay/kh/listPayments', { status: { $ne: 'x' } }, 'status'],
  ['pay/kh/recordError', {}, 'kind'],
  ['pay/kh/recordError', { kind: 'error', detail: { $where: 'x' } }, 'detail'],
  ['pay/kh/recordError', { kind: 'error', message: 'x'.repeat(501) }, 'message'],
  ['pay/pub/options', { type: { $ne: 1 } }, 'type'],
  ['pay/pub/options', { type: 'goods', custom: [] }, 'custom'],
  ['pay/pub/options', { type: 'goods', custom: { goods_id: 'none' } }, 'custom.goods_id'],
  ...(
    [
      'pay/kh/createPayment',
      'pay/kh/queryPayment',
      'pay/kh/closePayment',
      'pay/kh/listPayments',
      'pay/kh/recordError',
      'pay/pub/options',
    ] as const
  ).flatMap((service): [string, unknown, string][] => [[service, [1, 2], '']]),
];

test.each(CASES)('%s refuses %j and names %s', async (service, input, field) => {
  const written = (): number =>
    ['payment_orders', 'payment_logs', 'payment_errors', 'payment_alerts'].reduce((sum, name) => sum + shop.rows(name).length, 0);
  const before = written();
  const answer = await shop.client.callService(service, input);
  expect(answer).toMatchObject({ code: 40001, action: '检查参数完整性', requestId: expect.any(String) });
  expect(answer['msg']).toContain(field);
  expect(Object.keys(answer).sort()).toEqual(['action', 'code', 'msg', 'requestId']);
  expect(written()).toBe(before);
});

// 框架要在 data 上写 uid，文字与数字上写不了：业务还没开始就失败了，所以不是 40001。
test.each(['pay/kh/createPayment', 'pay/kh/queryPayment', 'pay/pub/options'])(
  '%s: data that is text or a number never gets past the framework, and nothing of it leaks',
  async (service) => {
    for (const data of ['text', 42]) {
      const answer = await shop.client.callService(service, data);
      expect(answer).toEqual({ code: 50000, msg: expect.any(String), action: expect.any(String), requestId: expect.any(String) });
      expect(answer['msg']).not.toContain('uid');
    }
  },
);

test('prototype keys sent on the wire are refused', async () => {
  const hostile = JSON.parse('{"provider":"wxpay","data":{"type":"goods","custom":{"goods_id":"mug","__proto__":{"x":1}}}}') as unknown;
  expect(await shop.client.callService('pay/kh/createPayment', hostile)).toMatchObject({
    code: 40001,
    msg: expect.stringContaining('data.custom'),
  });
});

test('services for users and staff are closed without the right login', async () => {
  const { createClient } = await import('../../local/stack/client');
  const { CLIENT_SECRET, SPACE_ID } = await import('../../local/stack/space');
  const nobody = createClient({ endpoint: shop.url, spaceId: SPACE_ID, clientSecret: CLIENT_SECRET, now: shop.now });
  for (const service of ['createPayment', 'queryPayment', 'closePayment', 'listPayments', 'recordError'])
    expect(await nobody.callService(`pay/kh/${service}`, {})).toEqual({
      code: 30204,
      msg: expect.any(String),
      requestId: expect.stringMatching(/./),
    });
  for (const service of ['refund', 'queryRefund', 'findPayment']) {
    expect(await nobody.callService(`pay/sys/${service}`, {})).toMatchObject({ code: 30204, requestId: expect.stringMatching(/./) });
    expect(await shop.client.callService(`pay/sys/${service}`, {})).toMatchObject({ code: 40009, requestId: expect.stringMatching(/./) });
    expect(await shop.client.callService(`x/pub_/../../pay/sys/${service}`, {})).not.toHaveProperty('order');
  }
});

test('userWhitelist: in a test environment nobody else can pay', async () => {
  const listed = async (userWhitelist: readonly string[]): Promise<unknown> => {
    const own = await openShop({ uniPay: { userWhitelist } });
    try {
      return (await own.createGoods())['code'];
    } finally {
      await own.close();
    }
  };
  expect([await listed(['somebody']), await listed(['demo-user', 'somebody'])]).toEqual([40009, 0]);
});
