// uni-pay 2 的表、配置、通知、错误码：F.2 的 17–23 行。
import { writeFileSync, readFileSync } from 'node:fs';
import type { Proof } from '../proof';
import { admin, bookOf, create, desktop, mini, orderNo, paid, pay, rowOf, shop } from '../uni-world';
import { openUniShop } from '../uni-shop';

const CONFIG = 'uniCloud-aliyun/cloudfunctions/common/uni-config-center/uni-pay';
const balance = (): unknown => shop.rows('uni-id-users').find((row) => row['_id'] === shop.idOf('demo'))?.['balance'];

export const UNI_AROUND: readonly Proof[] = [
  [
    'up-17',
    async () => {
      const { out_trade_no, order_no } = await paid({ type: 'member', total_fee: 19900, custom: { months: 12 } });
      expect(shop.rows('book-members')).toMatchObject([
        { order_no, provider: 'wxpay', pay_type: 'mp', fee: 19900, user_id: shop.idOf('demo'), pay_date: expect.any(Number) },
      ]);
      expect(rowOf(out_trade_no)).toMatchObject({
        provider: 'wxpay',
        provider_pay_type: 'mp',
        uni_platform: 'mp-weixin',
        status: 1,
        type: 'member',
        order_no,
        transaction_id: expect.any(String),
        user_id: shop.idOf('demo'),
        client_ip: expect.any(String),
        device_id: 'device-9',
        description: '《茶经》',
        total_fee: 19900,
        refund_fee: 0,
        refund_count: 0,
        provider_appid: shop.keys.wxpay.appids['mp-weixin'],
        appid: '__UNI__5D4E3F2',
        user_order_success: true,
        custom: { months: 12 },
        create_date: expect.any(Number),
        pay_date: expect.any(Number),
        notify_date: expect.any(Number),
      });
      for (const field of ['openid', 'original_data', 'stat_data']) expect(rowOf(out_trade_no)).not.toHaveProperty(field);
      expect(await shop.co('getOrder', { out_trade_no: 'B176731200000012345678-1' }, admin)).toMatchObject({
        errCode: 0,
        has_paid: true,
        status: 2,
        pay_order: { refund_count: 1, provider_pay_type: 'native', order_no: 'B176731200000012345678' },
      });
    },
  ],
  [
    'up-18',
    async () => {
      const phone = await shop.visitor(undefined, 'web', 'Mozilla/5.0 (Linux; Android 14) Mobile');
      const official = await shop.visitor(undefined, 'web', 'Mozilla/5.0 MicroMessenger');
      const alipayMini = await shop.visitor(undefined, 'mp-alipay', 'AlipayClient');
      const openid = '2088123412341234';
      for (const [want, change, client] of [
        ['mp', {}, mini],
        ['native', { openid: '' }, desktop],
        ['jsapi', {}, official],
        ['mweb', { openid: '' }, phone],
        ['mp', { provider: 'alipay', openid }, alipayMini],
        ['native', { provider: 'alipay', openid: '', qr_code: true }, desktop],
      ] as const)
        expect([want, await create(change, client)]).toEqual([want, expect.objectContaining({ errCode: 0, provider_pay_type: want })]);
      const app = await shop.visitor(undefined, 'app', 'Mozilla/5.0 uni-app');
      for (const provider of ['wxpay', 'alipay']) expect((await create({ provider, openid: '' }, app))['errCode']).toBe(53001);
      // 通知到 notifyUrl 之下
      const made = await create({ openid: '' }, desktop);
      shop.wxpay.pay(String(made['out_trade_no']));
      expect((await shop.wxpay.deliverDue())[0]).toMatchObject({
        acked: true,
        url: expect.stringMatching(/^https:\/\/fc-mp-book[^?]*\/uni-pay-co\//),
      });
    },
  ],
  [
    'up-18 (mistakes)',
    async () => {
      const edit = (path: string, change: (text: string) => string): void => writeFileSync(path, change(readFileSync(path, 'utf8')));
      const elsewhere = await openUniShop((project) =>
        edit(project.path(`${CONFIG}/config.js`), (text) => text.replaceAll('mp-vkpay-local', 'mp-other')),
      );
      const order = { total_fee: 1, type: 'goods', order_no: orderNo(), description: '书', qr_code: true };
      try {
        expect(await elsewhere.co('createOrder', { provider: 'wxpay', ...order })).toMatchObject({ errCode: 52002 });
      } finally {
        await elsewhere.close();
      }
      const broken = await openUniShop((project) => writeFileSync(project.path(`${CONFIG}/wxpay/apiclient_key.pem`), '乱字'));
      try {
        expect(await broken.co('createOrder', { provider: 'wxpay', ...order })).toMatchObject({ errCode: 53005 });
        expect(await broken.co('createOrder', { provider: 'alipay', ...order })).toMatchObject({ errCode: 0 });
      } finally {
        await broken.close();
      }
    },
  ],
  [
    'up-19',
    async () => {
      const gift = await paid({ custom: { gift: '书签' } });
      expect(bookOf(gift['order_no'])).toMatchObject({
        status: 1,
        gift: '书签',
        out_trade_no: gift['out_trade_no'],
        payer: shop.idOf('demo'),
      });
      // 前端改过的金额：钱收到了，业务没办
      const { order_no } = await shop.object('book-order', 'create', { title: '茶', total_fee: 4800 });
      const cheap = await create({ order_no, total_fee: 1 });
      await pay(cheap['out_trade_no']);
      expect(await shop.co('getOrder', { out_trade_no: cheap['out_trade_no'] }, mini)).toMatchObject({
        has_paid: true,
        user_order_success: false,
      });
      expect([rowOf(cheap['out_trade_no'])?.['status'], bookOf(order_no)?.['status']]).toEqual([1, 0]);
      // 加密交给自己的云对象（aes-256-ecb）；同一条通知来两次，余额只加一次
      await shop.runtime.database.collection('uni-id-users').doc(shop.idOf('demo')).update({ balance: 0 });
      shop.wxpay.faults.add({ operation: 'callback', fault: { kind: 'duplicate', count: 2 } });
      const recharge = await paid({ type: 'recharge', total_fee: 1000 });
      expect(await shop.co('getOrder', { out_trade_no: recharge['out_trade_no'] }, mini)).toMatchObject({ user_order_success: true });
      expect(balance()).toBe(1000);
      // 抛错、没有这个文件、对方的系统不通
      await shop.save('book-events', 'full', { left: 0 });
      for (const change of [{ type: 'event', custom: { event_id: 'full' } }, { type: 'nothing' }, { type: 'erp' }]) {
        const { out_trade_no } = await paid(change);
        expect(await shop.co('getOrder', { out_trade_no }, mini)).toMatchObject({ has_paid: true, user_order_success: false, status: 1 });
      }
      // 定时任务查到的：文件在 uni-pay-co 里，叫它去办
      const { order_no: late } = await shop.object('book-order', 'create', { title: '茶', total_fee: 4800, user_id: '' });
      const quiet = await create({ order_no: late });
      shop.wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
      shop.wxpay.pay(String(quiet['out_trade_no']));
      shop.tick(2 * 60_000);
      await shop.runMonitor();
      expect(bookOf(late)).toMatchObject({ status: 1 });
      expect(rowOf(quiet['out_trade_no'])).toMatchObject({ status: 1, user_order_success: true });
      // 没有人再来问的：定时任务关掉，旧表跟着
      const { out_trade_no: left } = await create();
      for (let round = 0; round < 5; round += 1) {
        shop.tick(15 * 60_000);
        await shop.runMonitor();
      }
      expect([shop.order(String(left))['status'], rowOf(left)]).toEqual([
        'CLOSED',
        expect.objectContaining({ status: -1, cancel_date: expect.any(Number) }),
      ]);
    },
  ],
  [
    'up-20',
    async () => {
      shop.wxpay.faults.add({ operation: 'create', fault: { kind: 'error', code: 'SYSTEM_ERROR' } });
      expect(await create()).toMatchObject({ errCode: 53001, errMsg: expect.stringMatching(/./), errSubject: 'uni-pay' });
    },
  ],
  [
    'up-21',
    async () => {
      // 多商户、转账、分账在 vk-pay 自己的接口里；照 uni-pay 2 写的项目说了，点名拒绝
      expect(await create({ pid: '001' })).toMatchObject({ errCode: 53001, errMsg: expect.stringContaining('pid') });
      expect(await create({ provider: 'douyin' })).toMatchObject({ errCode: 53001 });
    },
  ],
  [
    'up-23',
    async () => {
      const report = (rows: readonly Record<string, unknown>[]): readonly number[] => {
        const sum = (list: readonly Record<string, unknown>[], field: string): number =>
          list.reduce((all, row) => all + Number(row[field] ?? 0), 0);
        const income = sum(
          rows.filter((row) => Number(row['status']) > 0),
          'total_fee',
        );
        return [sum(rows, 'total_fee'), income, sum(rows, 'refund_fee'), income - sum(rows, 'refund_fee')];
      };
      const old = shop.rows('uni-pay-orders').filter((row) => String(row['_id']).startsWith('old-'));
      expect(report(old)).toEqual([31500, 11600, 1800, 9800]);
      const made = await paid();
      await shop.co('refund', { out_trade_no: made['out_trade_no'], refund_fee: 800 }, admin);
      shop.tick(2000);
      await shop.co('getRefund', { out_trade_no: made['out_trade_no'] }, admin);
      expect(report([rowOf(made['out_trade_no']) ?? {}])).toEqual([4800, 4800, 800, 4000]);
    },
  ],
];
