// samples/server-sdk：商户自己的服务器走完一张订单的一生，对着真正跑着的整套系统；签名的文字与 contract 的是同一份。
import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { signedText } from '../../common/contract/request-signature';
import { VkPayError, VkPayServer } from '../../samples/server-sdk';
import { checkInvariants, openShop, type Shop } from '../flow/harness';

const SECRET = Buffer.alloc(32, 7).toString('base64');
let shop: Shop;
let pay: VkPayServer;
const client = (more: object = {}): VkPayServer =>
  new VkPayServer({ baseUrl: `${shop.url}/vk-pay/`, appKey: 'erp', secret: SECRET, now: () => shop.now(), ...more });
beforeAll(async () => {
  const services = ['createPayment', 'queryPayment', 'closePayment', 'refund', 'queryRefund', 'cancelPayment', 'listOrders'];
  shop = await openShop({
    wxpay: { refundSpacingMs: 0, refundDurationMs: 500 },
    settings: { servers: { erp: { secrets: [SECRET], services } } },
  });
  pay = client();
});
afterAll(() => shop.close());

const wish = (out_trade_no: string, more: object = {}) => ({
  provider: 'wxpay',
  platform: 'h5',
  client: { CLIENTIP: '198.51.100.9', PLATFORM: 'web' },
  data: { out_trade_no, type: 'goods', total_fee: 990, subject: '马克杯 ☂', custom: { goods_id: 'mug', quantity: 1 }, ...more },
});

test('create for a user, query, refund twice with one number, list: the life of an order', async () => {
  const created = await pay.createPayment('user-1', wish('SDKORDER0001'));
  expect(created).toMatchObject({ out_trade_no: 'SDKORDER0001', total_fee: 990, orderInfo: { code_url: expect.any(String) } });
  expect(shop.order('SDKORDER0001')).toMatchObject({ user_id: 'user-1', client_ip: '198.51.100.9' });
  expect(await pay.queryPayment({ out_trade_no: 'SDKORDER0001' })).toMatchObject({ orderPaid: false });
  shop.wxpay.pay('SDKORDER0001');
  await shop.wxpay.deliverDue();
  expect(await pay.queryPayment({ out_trade_no: 'SDKORDER0001' }, 'user-1')).toMatchObject({ orderPaid: true, trade_state: 'SUCCESS' });
  const refund = { out_trade_no: 'SDKORDER0001', out_refund_no: 'SDKREFUND001', refund_fee: 500, refund_desc: '少了一件' };
  for (let time = 0; time < 2; time += 1)
    expect(await pay.refund(refund)).toMatchObject({ refund: { out_refund_no: 'SDKREFUND001', refund_fee: 500 } });
  shop.tick(60_000);
  await shop.wxpay.deliverDue();
  expect(await pay.queryRefund({ out_refund_no: 'SDKREFUND001' })).toMatchObject({
    refund: { status: 'SUCCESS' },
    order: { refund_fee: 500 },
  });
  expect(shop.rows('payment_refunds')).toMatchObject([{ operator: 'server:erp' }]);
  expect((await pay.listOrders({ user_id: 'user-1' })).rows).toMatchObject([{ out_trade_no: 'SDKORDER0001', user_id: 'user-1' }]);
  checkInvariants(shop);
});

test('an open order is closed; on behalf of a user only his own orders exist', async () => {
  await pay.createPayment('user-1', wish('SDKORDER0002'));
  for (const ask of [
    () => pay.queryPayment({ out_trade_no: 'SDKORDER0002' }, 'user-2'),
    () => pay.closePayment({ out_trade_no: 'SDKORDER0002' }, 'user-2'),
    () => pay.queryPayment({ out_trade_no: 'SDKNOTHERE02' }, 'user-2'),
  ])
    await expect(ask()).rejects.toMatchObject({ code: 40005, unclear: false });
  expect(await pay.closePayment({ out_trade_no: 'SDKORDER0002' })).toMatchObject({ status: 'CLOSED' });
});

test('an unclear payment is cancelled', async () => {
  await pay.createPayment(undefined, { ...wish('SDKORDER0003'), provider: 'alipay' });
  expect(await pay.cancelPayment({ out_trade_no: 'SDKORDER0003' })).toMatchObject({ status: 'CLOSED' });
});

test('a clock that is wrong is set by the server, once', async () => {
  const slow = client({ now: () => shop.now() - 3_600_000 });
  for (let time = 0; time < 2; time += 1) expect(await slow.listOrders({ pageSize: 1 })).toMatchObject({ code: 0 });
});

test('a refusal names code, text and request; no answer is unclear', async () => {
  const wrong = client({ secret: Buffer.alloc(32, 8).toString('base64') });
  await expect(wrong.listOrders()).rejects.toMatchObject({
    name: 'VkPayError',
    code: 40002,
    requestId: expect.any(String),
    unclear: false,
  });
  const lost = client({ fetch: () => Promise.reject(new Error('断了')) });
  await expect(lost.listOrders()).rejects.toBeInstanceOf(VkPayError);
  await expect(lost.listOrders()).rejects.toMatchObject({ code: 40004, unclear: true });
  expect(() => client({ secret: 'short' })).toThrow('32 字节');
});

test('what is signed is the text of the contract, for any data', async () => {
  const data = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue());
  await fc.assert(
    fc.asyncProperty(data, fc.option(fc.string()), async (input, user) => {
      let sent: Record<string, unknown> = {};
      const spy = client({
        fetch: async (_url: string, { body }: { body: string }) => {
          sent = JSON.parse(body) as Record<string, unknown>;
          return { json: async () => ({ code: 0 }) };
        },
      });
      await spy.call('refund', input, user ?? undefined);
      const { timestamp, nonce, sign } = sent['request_signature'] as { timestamp: number; nonce: string; sign: string };
      const text = signedText({ service: 'refund', data: sent['data'], timestamp, nonce, user: user ?? '' });
      expect(sign).toBe(createHmac('sha256', Buffer.from(SECRET, 'base64')).update(text).digest('hex'));
    }),
    { numRuns: 300 },
  );
});
