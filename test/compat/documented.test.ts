// 需求 13：不认识本仓库的人照公开文档写的项目，文件原样，逐行照表里写的调；每一行的结论在 verdicts.ts。
import { documentedRows } from '../projects/documented-rows';
import { checkInvariants } from '../flow/harness';
import { openDocumentedShop, type DocumentedShop } from './documented-shop';
import { VK_UNI_PAY } from './verdicts';

let shop: DocumentedShop;
beforeAll(async () => {
  shop = await openDocumentedShop();
}, 60_000);
afterAll(() => shop.close());
afterEach(() => checkInvariants(shop));

const OPENID = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';
let next = 0;
const number = (prefix = 'DOC'): string => `${prefix}20260101${String(next++).padStart(4, '0')}`;
const base = (change: object = {}): Record<string, unknown> => ({
  provider: 'wxpay',
  isPC: true,
  total_fee: 1000,
  subject: '茶',
  type: 'nothing',
  out_trade_no: number(),
  ...change,
});
const create = (change: object = {}): Promise<Record<string, unknown>> => shop.action('pay/createPayment', base(change));
const query = (input: object): Promise<Record<string, unknown>> => shop.action('pay/queryPayment', input);
async function pay(out_trade_no: unknown, gateway: 'wxpay' | 'alipay' = 'wxpay'): Promise<void> {
  shop[gateway].pay(String(out_trade_no));
  await shop[gateway].deliverDue();
}
async function paid(change: object = {}): Promise<string> {
  const { code, out_trade_no } = await create(change);
  expect(code).toBe(0);
  await pay(out_trade_no);
  return String(out_trade_no);
}

test('every documented row has a verdict, and every difference its reason', () => {
  const rows = documentedRows['documented-vk-uni-pay'] ?? [];
  expect(Object.keys(VK_UNI_PAY).sort()).toEqual(rows.map(({ id }) => id).sort());
  for (const [id, { verdict, reason }] of Object.entries(VK_UNI_PAY))
    expect([id, verdict === 'same' || Boolean(reason)]).toEqual([id, true]);
});

/** 行 → 照它写的调一遍。 */
const PROOFS: readonly (readonly [string, () => Promise<void>])[] = [
  [
    'vk-01',
    async () => {
      expect(await shop.call('kiosk-pay', { provider: 'wxpay', machine_id: 'm7', seq: '0001', total_fee: 600 })).toMatchObject({
        code: 0,
        msg: expect.any(String),
        out_trade_no: 'kiosk-m7-0001',
      });
      expect(await shop.call('kiosk-pay', { provider: 'wxpay', machine_id: 'm7', seq: '0002', total_fee: 0 })).toMatchObject({
        code: 1003,
      });
    },
  ],
  [
    'vk-02',
    async () => {
      const order_id = '65f0c0ffee0000000000a001';
      await shop.save('shop-orders', order_id, { user_id: shop.userId, total_fee: 12800, title: '明前龙井', status: 0 });
      const made = await shop.client.callFunction('router', {
        $url: 'client/order/kh/createPayment',
        data: { order_id, provider: 'wxpay', openid: OPENID, isPC: true },
      });
      expect(made).toMatchObject({ code: 0, out_trade_no: order_id, total_fee: 12800 });
      const official = {
        op: 'official',
        ip: '203.0.113.9',
        ua: 'Mozilla/5.0 MicroMessenger',
        openid: OPENID,
        out_trade_no: 'OA0001',
        total_fee: 100,
        subject: '茶',
      };
      expect(await shop.call('kiosk-pay', official)).toMatchObject({
        code: 0,
        pay_type: 'wxpay_h5-weixin',
        platform: 'h5-weixin',
        needQRcode: false,
      });
      expect(
        await shop.object('payDeposit', { order_no: '2107151010101541001', openid: OPENID, provider: 'wxpay', stage: 'deposit' }),
      ).toMatchObject({ errCode: 0, out_trade_no: 'pre2107151010101541001', total_fee: 2000, pay_type: 'wxpay_mp-weixin' });
      // 分店：配置中心里的另一个文件夹，写在 data 里与写在最外层都认；付了照样到账
      expect(await shop.call('kiosk-pay', { op: 'branch', out_trade_no: 'BR000001', total_fee: 900 })).toMatchObject({
        code: 0,
        pay_type: 'alipay_h5',
        needQRcode: true,
      });
      await pay('BR000001', 'alipay');
      expect(await query({ out_trade_no: 'BR000001' })).toMatchObject({ orderPaid: true });
      expect(shop.order('BR000001')).toMatchObject({ pid: 'uni-pay-branch' });
      expect(await create({ provider: 'alipay', config_directory: 'uni-pay-branch' })).toMatchObject({ code: 0 });
      for (const config_directory of ['nowhere', 'uni-pay', '../uni-pay'])
        expect((await create({ provider: 'alipay', config_directory }))['code']).toBe(3001);
    },
  ],
  [
    'vk-06',
    async () => {
      expect(await create({ isPC: false, out_trade_no: 'A000101', openid: OPENID, vk_platform: 'mp-weixin' })).toMatchObject({
        code: 0,
        pay_type: 'wxpay_mp-weixin',
        needQRcode: false,
        total_fee: 1000,
        orderInfo: {
          timeStamp: expect.any(String),
          nonceStr: expect.any(String),
          package: expect.any(String),
          signType: expect.any(String),
          paySign: expect.any(String),
        },
      });
      expect(await create({ provider: 'alipay', needQRcode: 'image' })).toMatchObject({
        code: 0,
        needQRcode: true,
        platform: 'h5',
        qrcodeImage: expect.stringMatching(/^data:image\/png/),
        orderInfo: { codeUrl: expect.any(String) },
      });
      expect(await create({ needQRcode: true })).not.toHaveProperty('qrcodeImage');
    },
  ],
  [
    'vk-04',
    async () => {
      for (const [field, value, code] of [
        ['out_trade_no', undefined, 1001],
        ['type', undefined, 1002],
        ['total_fee', 1.5, 1003],
        ['subject', undefined, 1004],
        ['provider', undefined, 1005],
      ] as const)
        expect([field, (await create({ [field]: value }))['code']]).toEqual([field, code]);
      // 没有登录的人：登录了的，uni-id 里有他的 openid 就用（更好）
      const { isPC: _isPC, provider, ...data } = base();
      expect(await shop.vkPay('createPayment', { provider, data }, { PLATFORM: 'mp-weixin', CLIENTIP: '203.0.113.7' })).toMatchObject({
        code: 1006,
      });
    },
  ],
  [
    'vk-07',
    async () => {
      const input = { out_trade_no: 'R1767225600000', type: 'recharge' };
      expect([(await create(input))['code'], (await create(input))['code']]).toEqual([0, 0]);
      expect(shop.rows('vk-pay-orders').filter((row) => row['out_trade_no'] === 'R1767225600000')).toMatchObject([{ status: 0 }]);
    },
  ],
  [
    'vk-08',
    async () => {
      const out_trade_no = await paid();
      const { transaction_id } = await query({ out_trade_no });
      expect(await shop.vkPay('queryPayment', { transaction_id })).toMatchObject({ code: 0, out_trade_no });
      expect(await shop.call('pay-query', { out_trade_no, await_notify: true, pay_order_info: true })).toMatchObject({
        code: 0,
        payOrder: { out_trade_no },
      });
      expect(await query({ out_trade_no: 'NOT-THERE' })).toMatchObject({ code: 2001 });
    },
  ],
  [
    'vk-09',
    async () => {
      const { out_trade_no } = await create();
      expect(await shop.call('kiosk-pay', { op: 'query', out_trade_no })).toMatchObject({ code: 0, paid: false });
      await pay(out_trade_no);
      expect(await shop.vkPay('refund', { out_trade_no })).toMatchObject({ code: 0 });
      shop.tick(2000);
      await shop.vkPay('queryRefund', { out_trade_no });
      expect(await query({ out_trade_no })).toMatchObject({ status: 3, msg: '订单已退款' });
    },
  ],
  [
    'vk-11',
    async () => {
      const { out_trade_no } = await create({ type: 'recharge' });
      shop.wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
      shop.wxpay.pay(String(out_trade_no));
      shop.tick(3000);
      expect(await query({ out_trade_no, await_notify: true })).toMatchObject({ code: 0, orderPaid: true, user_order_success: true });
      expect(shop.rows('shop-balance-logs').filter((row) => row['out_trade_no'] === out_trade_no)).toMatchObject([
        { fee: 1000, user_id: shop.userId },
      ]);
      expect(shop.rows('vk-pay-orders').find((row) => row['out_trade_no'] === out_trade_no)).toMatchObject({ notify_mode: 0 });
    },
  ],
  [
    'vk-12',
    async () => {
      const out_trade_no = await paid();
      for (const refund_fee of [0, '']) expect((await shop.vkPay('refund', { out_trade_no, refund_fee }))['code']).not.toBe(0);
      expect(
        await shop.vkPay('refund', { out_trade_no, out_refund_no: `${out_trade_no}-1`, refund_fee: '300', refund_desc: '少发一包' }),
      ).toMatchObject({ code: 0, refundFee: 300, outTradeNo: out_trade_no });
      shop.tick(2000);
      await shop.vkPay('queryRefund', { out_trade_no });
      expect(shop.rows('vk-pay-orders').find((row) => row['out_trade_no'] === out_trade_no)).toMatchObject({
        status: 2,
        refund_fee: 300,
        refund_num: 1,
        refund_list: [{ refund_fee: 300, out_refund_no: `${out_trade_no}-1`, refund_desc: '少发一包' }],
      });
      expect(await shop.vkPay('refund', { out_trade_no: (await create())['out_trade_no'] })).toMatchObject({ code: 2002 });
    },
  ],
  [
    'vk-13',
    async () => {
      const out_trade_no = await paid();
      expect(await shop.vkPay('refund', { out_trade_no, refund_fee: 300, refund_desc: '少发一包' })).toMatchObject({
        code: 0,
        outTradeNo: out_trade_no,
        transactionId: expect.any(String),
        outRefundNo: `${out_trade_no}-1`,
        refundId: expect.any(String),
        refundFee: 300,
        cashRefundFee: 300,
      });
    },
  ],
  [
    'vk-14',
    async () => {
      const out_trade_no = await paid();
      expect(await shop.vkPay('queryRefund', { out_trade_no })).toMatchObject({ code: 2003 });
      await shop.vkPay('refund', { out_trade_no, refund_fee: 300 });
      expect(await shop.vkPay('queryRefund', { out_trade_no })).toMatchObject({
        code: 0,
        queryResult: { refund_fee: 300 },
        orderInfo: { out_trade_no },
      });
    },
  ],
  [
    'vk-15',
    async () => {
      for (const [input, code] of [
        [{ pay_type: 'alipay', account: 'a@example.com', real_name: '林', amount: 'x' }, 1007],
        [{ pay_type: 'alipay', account: 'a@example.com', real_name: '林', amount: 0 }, 1008],
        [{ pay_type: 'alipay', real_name: '林', amount: 10 }, 1009],
        [{ pay_type: 'alipay', account: 'a@example.com', amount: 10 }, 1010],
        [{ pay_type: 'wxpay', openid: 'o', real_name: '林', amount: 10 }, 1011],
        [{ pay_type: 'wxpay', platform: 'mp-weixin', real_name: '林', amount: 10 }, 1012],
      ] as const)
        expect(await shop.vkPay('transfer', { ...input, out_biz_no: 'OLD0003' })).toMatchObject({ code });
    },
  ],
  [
    'vk-24',
    async () => {
      expect(await shop.action('pay/code2SessionWeixin', { code: '' })).toMatchObject({ code: 1013 });
      expect(await shop.vkPay('checkTokenReturnUserId', { uniIdToken: 'nonsense' })).toBeUndefined();
    },
  ],
  [
    'vk-26',
    async () => {
      const post = async (data: object): Promise<unknown> =>
        (
          await fetch(`${shop.url}/http/vk-pay`, {
            method: 'POST',
            headers: { 'content-type': 'application/json;charset=utf8' },
            body: JSON.stringify(data),
          })
        ).json();
      const data = {
        vk_platform: 'h5',
        isPC: true,
        needQRcode: 'image',
        provider: 'alipay',
        out_trade_no: 'WEB0001',
        total_fee: 100,
        subject: '茶样',
        type: 'goods',
      };
      expect(await post({ action: 'pay/createPayment', data })).toMatchObject({ code: 0, platform: 'h5', qrcodeImage: expect.any(String) });
      expect(await post({ action: 'pay/queryPayment', data: { out_trade_no: 'WEB0001' } })).toMatchObject({ orderPaid: false });
      expect(
        await post({
          action: 'pay/createPayment',
          data: {
            vk_platform: 'h5-weixin',
            provider: 'wxpay',
            openid: OPENID,
            out_trade_no: 'WEB0002',
            total_fee: 100,
            subject: '茶样',
            type: 'goods',
          },
        }),
      ).toMatchObject({ code: 0, pay_type: 'wxpay_h5-weixin' });
    },
  ],
  [
    'vk-27',
    async () => {
      const out_trade_no = await paid();
      for (const name of ['pay/refund', 'pay/transfer']) expect(await shop.action(name, { out_trade_no })).toMatchObject({ code: 40009 });
      expect(shop.rows('payment_refunds').filter((row) => row['out_trade_no'] === out_trade_no)).toEqual([]);
    },
  ],
  [
    'vk-30',
    async () => {
      expect(await shop.vkPay('queryPayment', { out_trade_no: '65a1b2c3d4e5f6a7b8c9d0e1', pay_order_info: true })).toMatchObject({
        code: 0,
        orderPaid: true,
        status: 1,
        transaction_id: '4200002000202601010000000001',
        payOrder: { nickname: '小林', client_ip: '203.0.113.7' },
      });
      const out_trade_no = await paid({ vk_platform: 'h5' });
      expect(shop.rows('vk-pay-orders').find((row) => row['out_trade_no'] === out_trade_no)).toMatchObject({
        _id: out_trade_no,
        pay_type: 'wxpay_h5',
        platform: 'h5',
        type: 'nothing',
        transaction_id: expect.any(String),
        user_id: shop.userId,
        description: '茶',
        provider_appid: shop.keys.wxpay.appids.h5,
        mch_id: shop.keys.wxpay.mchid,
      });
    },
  ],
  [
    'vk-36',
    async () => {
      // 一行内容、不写 version；Buffer；写错了文件名的一节只停它自己
      expect(await create()).toMatchObject({ code: 0, needQRcode: true });
      expect(await create({ isPC: false, openid: OPENID, vk_platform: 'h5-weixin' })).toMatchObject({ code: 0 });
      expect((await create({ isPC: false, vk_platform: 'app-plus' }))['code']).not.toBe(0);
    },
  ],
  [
    'vk-41',
    async () => {
      const _id = '65f0c0ffee0000000000b001';
      await shop.save('shop-orders', _id, { user_id: shop.userId, total_fee: 1000, title: '茶', status: 0 });
      await paid({ out_trade_no: _id, type: 'goods', custom: { shop_id: 's01' } });
      expect(shop.rows('shop-orders').find((row) => row['_id'] === _id)).toMatchObject({ status: 1, pay_appid: shop.keys.wxpay.appids.h5 });
      const group = await paid({ type: 'GroupBuy', custom: { group_id: 'g1' } });
      expect(shop.rows('shop-groups')).toMatchObject([{ out_trade_no: group, group_id: 'g1' }]);
      expect(await query({ out_trade_no: await paid({ type: 'nothing' }) })).toMatchObject({
        orderPaid: true,
        user_order_success: false,
        status: 1,
      });
    },
  ],
  [
    'vk-42',
    async () => {
      const out_trade_no = await paid({ type: 'recharge' });
      expect(shop.rows('shop-balance-logs').filter((row) => row['out_trade_no'] === out_trade_no)).toMatchObject([
        { fee: 1000, user_id: shop.userId },
      ]);
    },
  ],
  [
    'vk-43',
    async () => {
      expect(await query({ out_trade_no: await paid({ type: 'GroupBuy', custom: { group_id: 'g2' } }) })).toMatchObject({
        user_order_success: true,
      });
      expect(await query({ out_trade_no: await paid({ type: 'ticket', custom: { seat_id: 'nobody' } }) })).toMatchObject({
        orderPaid: true,
        user_order_success: false,
      });
      expect(await query({ out_trade_no: await paid({ type: 'goods' }) })).toMatchObject({ orderPaid: true, user_order_success: false });
    },
  ],
  [
    'vk-45',
    async () => {
      const { out_trade_no } = await create({ type: 'recharge' });
      await pay(out_trade_no);
      await shop.wxpay.deliverDue();
      expect(shop.rows('shop-balance-logs').filter((row) => row['out_trade_no'] === out_trade_no)).toHaveLength(1);
      for (const type of ['lottery', 'flashsale'])
        expect([type, (await query({ out_trade_no: await paid({ type }) }))['user_order_success']]).toEqual([type, false]);
      expect(await query({ out_trade_no: await paid({ type: 'recharge' }) })).toMatchObject({ user_order_success: true });
    },
  ],
];
test.each(PROOFS)('%s answers as the verdict says', async (_id, proof) => proof());
