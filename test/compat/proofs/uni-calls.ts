// uni-pay 2 的方法：F.2 的 1–10 行。
import { createClient } from '../../../local/stack/client';
import { CLIENT_SECRET, SPACE_ID } from '../../../local/stack/space';
import type { Proof } from '../proof';
import { admin, cashier, create, desktop, mini, orderNo, paid, pay, rowOf, shop } from '../uni-world';

const PLAIN = { source: 'function' } as const;
const fromCloud = (method: string, params: object): Promise<unknown> =>
  shop.runtime.invoke('uni-pay-co', { method, params: [params] }, PLAIN);

export const UNI_CALLS: readonly Proof[] = [
  [
    'up-01',
    async () => {
      const { out_trade_no } = await create();
      expect(await shop.co('getOrder', { out_trade_no })).toMatchObject({ errCode: 0, errMsg: expect.any(String) });
      const refused = { errCode: 51001, errMsg: expect.any(String), errSubject: 'uni-pay' };
      expect(await shop.co('getOrder')).toMatchObject(refused);
      // 云端叫：是返回，不是抛错
      expect(await shop.object('book-order', 'paid', {})).toMatchObject(refused);
    },
  ],
  [
    'up-02',
    async () => {
      const order_no = orderNo();
      const first = { order_no, out_trade_no: `${order_no}-1`, custom: { gift: '书签' } };
      expect(await create(first)).toMatchObject({ errCode: 0 });
      expect(rowOf(`${order_no}-1`)).toMatchObject({ status: 0, order_no, custom: { gift: '书签' } });
      expect(await create({ order_no, out_trade_no: `${order_no}-2` })).toMatchObject({ errCode: 0 });
      expect(shop.rows('uni-pay-orders').filter((row) => row['order_no'] === order_no)).toHaveLength(2);
      const kiosk = await shop.object('book-order', 'kioskQrcode', { order_no: orderNo(), total_fee: 3600, provider: 'wxpay' });
      expect(kiosk).toMatchObject({
        errCode: 0,
        out_trade_no: expect.stringMatching(/^\w{6,32}$/),
        image: expect.stringMatching(/^data:image\/png/),
      });
      shop.wxpay.pay(String(kiosk['out_trade_no']));
      const [notice] = await shop.wxpay.deliverDue();
      expect(notice).toMatchObject({ acked: true, plaintext: { attach: 'kiosk-1' } });
      for (const [field, value, code] of [
        ['provider', undefined, 51007],
        ['total_fee', 0, 51005],
        ['total_fee', -1, 51005],
        ['total_fee', 1.5, 51005],
        ['type', undefined, 51004],
        ['order_no', '', 51003],
        ['description', undefined, 51006],
      ] as const)
        expect([field, value, (await create({ [field]: value }))['errCode']]).toEqual([field, value, code]);
      const bare = { provider: 'wxpay', total_fee: 1, type: 'goods', order_no: orderNo(), description: '书' };
      expect(await fromCloud('createOrder', bare)).toMatchObject({ errCode: 51008 });
      // 会改变谁得到钱的，客户端给的渠道字段：点名拒绝，不悄悄丢掉
      for (const extra of [{ sub_mchid: '1900000001' }, { profit_sharing: true }, { pid: 'x' }, { other: { goods_tag: 'VIP' } }])
        expect(await create(extra)).toMatchObject({ errCode: 53001, errMsg: expect.stringContaining(String(Object.keys(extra)[0])) });
    },
  ],
  [
    'up-03',
    async () => {
      const order_no = orderNo();
      expect(await create({ order_no })).toMatchObject({
        errCode: 0,
        order: { timeStamp: expect.any(String), package: expect.any(String), paySign: expect.any(String) },
        order_no,
        out_trade_no: expect.any(String),
        provider: 'wxpay',
        provider_pay_type: 'mp',
        qr_code: false,
      });
      const picture = { qr_code: true, qr_code_image: expect.stringMatching(/^data:image\/png;base64,/), provider_pay_type: 'native' };
      expect(await create({ provider: 'alipay', qr_code: true, openid: '' }, desktop)).toMatchObject({ errCode: 0, ...picture });
      // 电脑上没有说 qr_code 也是扫码
      expect(await create({ openid: '' }, desktop)).toMatchObject(picture);
    },
  ],
  [
    'up-04',
    async () => {
      const { out_trade_no, order_no } = await paid();
      const done = { errCode: 0, paid: true, done: true, status: 1, order_no, total_fee: 4800 };
      expect(await shop.object('book-order', 'paid', { out_trade_no })).toMatchObject(done);
      const answer = { errCode: 0, has_paid: true, user_order_success: true, out_trade_no, transaction_id: expect.any(String), status: 1 };
      expect(await shop.co('getOrder', { out_trade_no, await_notify: true }, mini)).toMatchObject({
        ...answer,
        pay_order: { order_no, custom: {}, client_ip: expect.any(String), user_id: shop.idOf('demo') },
      });
      // 别人只看得到付没付、多少钱
      const other = await shop.co('getOrder', { out_trade_no }, desktop);
      expect(other).toMatchObject({ ...answer, pay_order: { order_no, total_fee: 4800 } });
      for (const field of ['custom', 'client_ip', 'user_id', 'device_id', 'transaction_id'])
        expect(other['pay_order']).not.toHaveProperty(field);
      expect(await shop.co('getOrder', { transaction_id: '4200002000202601010000000101' })).toMatchObject({
        errCode: 0,
        has_paid: true,
        out_trade_no: 'B176722560000012345678-1',
      });
      expect(await shop.co('getOrder', { out_trade_no: 'M176739840000012345678-1' })).toMatchObject({
        errCode: 0,
        has_paid: false,
        status: 0,
      });
      expect(await shop.object('book-order', 'paid', { out_trade_no: 'NOT-THERE' })).toEqual({ errCode: 0, paid: false });
      expect(await shop.co('getOrder', { out_trade_no: 'NOT-THERE' })).toMatchObject({ errCode: 52001 });
      // 别的系统凭 HTTP 核对；别的方法 HTTP 叫不到
      const http = async (path: string): Promise<unknown> => (await fetch(`${shop.url}/uni-pay-co/${path}`)).json();
      expect(await http(`getOrder?out_trade_no=${String(out_trade_no)}`)).toMatchObject({ has_paid: true, pay_order: { total_fee: 4800 } });
      expect(await http(`closeOrder?out_trade_no=${String(out_trade_no)}`)).toMatchObject({ errCode: 50403 });
    },
  ],
  [
    'up-05',
    async () => {
      const { out_trade_no } = await paid({ total_fee: 6800 });
      const part = { out_trade_no, refund_fee: 1800, refund_desc: '封面有折痕' };
      expect(await shop.object('book-order', 'refund', part, mini)).toMatchObject({ errCode: 50403 });
      expect(await shop.co('refund', part, mini)).toMatchObject({ errCode: 50403, errSubject: 'uni-pay' });
      expect((await shop.co('refund', part, desktop))['errCode']).toBe('uni-id-check-token-failed');
      expect((await shop.object('book-order', 'refund', part, desktop))['errCode']).toBe('uni-id-check-token-failed');
      expect(shop.rows('payment_refunds').filter((row) => row['out_trade_no'] === out_trade_no)).toEqual([]);
      expect(await shop.object('book-order', 'refund', part, cashier)).toMatchObject({ errCode: 0, result: { refundFee: 1800 } });
      shop.tick(2000);
      expect(await shop.co('getRefund', { out_trade_no }, admin)).toMatchObject({ errCode: 0 });
      expect(rowOf(out_trade_no)).toMatchObject({ status: 2, refund_fee: 1800, refund_count: 1, refund_list: [{ refund_fee: 1800 }] });
      const { out_trade_no: whole } = await paid();
      expect(await shop.co('refund', { out_trade_no: whole }, admin)).toMatchObject({ errCode: 0, result: { refundFee: 4800 } });
      shop.tick(2000);
      await shop.co('getRefund', { out_trade_no: whole }, admin);
      expect(rowOf(whole)).toMatchObject({ status: 3 });
      expect(await shop.co('refund', { out_trade_no: 'NOT-THERE' }, admin)).toMatchObject({ errCode: 52001 });
      expect(await shop.co('refund', {}, admin)).toMatchObject({ errCode: 51001 });
    },
  ],
  [
    'up-06',
    async () => {
      const { out_trade_no } = await paid();
      expect(await shop.co('getRefund', { out_trade_no }, admin)).toMatchObject({ errCode: 53003 });
      expect(await shop.co('getRefund', { out_trade_no: 'NOT-THERE' }, admin)).toMatchObject({ errCode: 52001 });
      await shop.co('refund', { out_trade_no, refund_fee: 100 }, admin);
      expect(await shop.co('getRefund', { out_trade_no }, admin)).toMatchObject({
        errCode: 0,
        errMsg: expect.stringMatching(/./),
        result: { refund_fee: 100, out_refund_no: expect.any(String), reason: expect.any(String) },
        pay_order: { out_trade_no, refund_fee: expect.any(Number), refund_count: expect.any(Number), refund_list: expect.any(Array) },
      });
      // 别人只看得到退没退、多少钱
      const other = await shop.co('getRefund', { out_trade_no }, desktop);
      expect(other).toMatchObject({ errCode: 0, result: { refund_fee: 100, status: expect.any(String) }, pay_order: { out_trade_no } });
      for (const field of ['reason', 'out_refund_no', 'refund_id', 'gateway_state']) expect(other['result']).not.toHaveProperty(field);
      expect(other['pay_order']).not.toHaveProperty('refund_list');
    },
  ],
  [
    'up-07',
    async () => {
      const { out_trade_no } = await create();
      shop.tick(6 * 60_000);
      expect(await shop.object('book-order', 'close', { out_trade_no })).toMatchObject({
        errCode: 0,
        closed: true,
        result: { status: 'CLOSED' },
      });
      expect(rowOf(out_trade_no)).toMatchObject({ status: -1, cancel_date: shop.now() });
      const { out_trade_no: done } = await paid();
      expect(await shop.object('book-order', 'close', { out_trade_no: done })).toMatchObject({ errCode: 0, closed: false });
      expect(rowOf(done)).toMatchObject({ status: 1 });
      const { out_trade_no: open } = await create();
      shop.wxpay.faults.add({ operation: 'close', fault: { kind: 'error', code: 'SYSTEM_ERROR' }, times: 3 });
      expect(await shop.co('closeOrder', { out_trade_no: open }, mini)).toMatchObject({ errCode: 53004 });
      expect(await shop.co('closeOrder', {}, mini)).toMatchObject({ errCode: 51001 });
      // 登录了的人下的单，别人关不了
      expect(await shop.co('closeOrder', { out_trade_no: open }, cashier)).toMatchObject({ errCode: 52001 });
    },
  ],
  [
    'up-08',
    async () => {
      expect(await shop.co('getPayProviderFromCloud')).toMatchObject({
        errCode: 0,
        wxpay: true,
        alipay: true,
        provider: ['wxpay', 'alipay'],
      });
    },
  ],
  [
    'up-09',
    async () => {
      const appid = async (provider_pay_type: string): Promise<unknown> =>
        (await shop.co('getProviderAppId', { provider: 'wxpay', provider_pay_type }))['appid'];
      expect(await appid('jsapi')).toBe(shop.keys.wxpay.appids.h5);
      expect(await appid('mp')).toBe(shop.keys.wxpay.appids['mp-weixin']);
      expect(await appid('app')).toBe('');
    },
  ],
  [
    'up-10',
    async () => {
      const { code, openid } = shop.wxpay.login('web', shop.keys.wxpay.appids.h5);
      const official = createClient({
        endpoint: shop.url,
        spaceId: SPACE_ID,
        clientSecret: CLIENT_SECRET,
        clientInfo: { PLATFORM: 'web', uniPlatform: 'web' },
        userAgent: 'Mozilla/5.0 MicroMessenger',
      });
      expect(await shop.co('getOpenid', { provider: 'wxpay', code }, official)).toEqual({ errCode: 0, errMsg: '', openid });
      expect(await shop.co('getOpenid', { provider: 'wxpay' })).toMatchObject({ errCode: 51002 });
      expect(await shop.co('getOpenid', { code: 'code-oa' })).toMatchObject({ errCode: 51007 });
      const own = shop.wxpay.login('mini', shop.keys.wxpay.appids['mp-weixin']);
      expect(await shop.co('getOpenid', { provider: 'wxpay', code: own.code }, mini)).toMatchObject({ openid: own.openid });
      await pay((await create({ openid: own.openid }))['out_trade_no']);
    },
  ],
];
