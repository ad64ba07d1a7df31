// vk-uni-pay 转账：F.1 的 15–21 行。
import type { Proof } from '../proof';
import { OPENID, shop } from '../vk-world';

const balance = (): unknown => shop.rows('uni-id-users').find((row) => row['_id'] === shop.userId)?.['balance'];
const purse = (fee: number): Promise<unknown> => shop.runtime.database.collection('uni-id-users').doc(shop.userId).update({ balance: fee });
/** 项目的 transfer-auth-notify.js 把通知原样记进自己的表 */
const LIN = 'openid-lin';
const TRANSFER = {
  provider: 'wxpay',
  platform: 'mp-weixin',
  openid: OPENID,
  transfer_remark: '提现',
  transfer_scene_id: '1005',
  transfer_scene_report_infos: [
    { info_type: '岗位类型', info_content: '推广员' },
    { info_type: '报酬说明', info_content: '推广佣金' },
  ],
};

export const VK_TRANSFER: readonly Proof[] = [
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
    'vk-17',
    async () => {
      await purse(5000);
      const made = await shop.router('client/wallet/kh/withdraw', { amount: 1000, openid: OPENID });
      expect(made).toMatchObject({
        code: 0,
        out_bill_no: expect.stringMatching(/^TX/),
        options: { mchId: shop.keys.wxpay.mchid, appId: shop.keys.wxpay.appids['mp-weixin'], package: expect.any(String) },
        result: {
          out_bill_no: made['out_bill_no'],
          transfer_bill_no: expect.any(String),
          create_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\+08:00$/),
          state: 'WAIT_USER_CONFIRM',
          package_info: (made['options'] as { package: string }).package,
        },
      });
      expect(balance()).toBe(4000);
      expect(shop.wxpay.ledger.transfers()).toMatchObject([{ amount: 1000, openid: OPENID, request: { transfer_scene_id: '1005' } }]);
      // 满 2000 元没有姓名的不收；0.3 元以下给了姓名的也不收
      const wish = { ...TRANSFER, out_bill_no: 'TX2000' };
      expect((await shop.vkPay('transfer', { ...wish, transfer_amount: 200_000 }))['msg']).toContain('user_name');
      expect((await shop.vkPay('transfer', { ...wish, transfer_amount: 29, user_name: '林' }))['msg']).toContain('user_name');
      expect(shop.wxpay.ledger.transfers()).toHaveLength(1);
    },
  ],
  [
    'vk-18',
    async () => {
      shop.tick(1000);
      await purse(5000);
      const { out_bill_no } = await shop.router('client/wallet/kh/withdraw', { amount: 1000, openid: OPENID });
      const asked = await shop.router('client/wallet/kh/queryWithdraw', { out_bill_no });
      expect(asked).toMatchObject({ code: 0, result: { state: 'WAIT_USER_CONFIRM', transfer_amount: 1000 } });
      const { transfer_bill_no } = asked['result'] as Record<string, unknown>;
      expect(await shop.vkPay('queryTransfer', { provider: 'wxpay', platform: 'mp-weixin', transfer_bill_no })).toMatchObject({
        code: 0,
        result: { out_bill_no },
      });
      expect(await shop.staff('admin/pay/sys/cancelTransfer', { out_bill_no })).toMatchObject({
        code: 0,
        result: { state: expect.stringMatching(/^CANCEL/) },
      });
      shop.tick(5000);
      await shop.wxpay.deliverDue();
      expect(await shop.router('client/wallet/kh/queryWithdraw', { out_bill_no })).toMatchObject({ result: { state: 'CANCELLED' } });
      expect(balance()).toBe(5000);
    },
  ],
  [
    'vk-19',
    async () => {
      const list = [
        { openid: 'o1', amount: 500, name: '关羽' },
        { openid: 'o2', amount: 600, name: '张飞' },
      ];
      const batch = await shop.staff('admin/pay/sys/batchTransfer', { batch_no: 'GZ202601', list });
      expect(batch).toMatchObject({ code: 40001, msg: expect.stringContaining('批量转账') });
      expect(await shop.vkPay('transfer3', { out_biz_no: 'GZ202603' })).toMatchObject({ code: 40001, msg: batch['msg'] });
      // 一个人的仍是商家转账：没有说在哪个端，照文档的码
      expect(await shop.staff('admin/pay/sys/batchTransfer', { batch_no: 'GZ202602', list: list.slice(0, 1) })).toMatchObject({
        code: 1011,
      });
      expect(shop.rows('payment_transfers').filter(({ out_bill_no }) => String(out_bill_no).startsWith('GZ'))).toEqual([]);
    },
  ],
  [
    'vk-20',
    async () => {
      const call = (name: string, data: object = {}): Promise<Record<string, unknown>> =>
        shop.router(`client/wallet/kh/authorization.${name}`, data);
      const opened = await call('open', { openid: LIN, nickname: '小林' });
      const out_authorization_no = `SQ${shop.userId}`;
      expect(opened).toMatchObject({
        code: 0,
        result: { out_authorization_no, state: 'WAIT_USER_CONFIRM', package_info: expect.any(String) },
        options: { mchId: shop.keys.wxpay.mchid, package: expect.any(String) },
      });
      expect(opened['result']).not.toHaveProperty('openid');
      // 没有同意就不能凭它转
      const wish = { ...TRANSFER, openid: LIN, transfer_amount: 800, out_authorization_no };
      const early = await shop.vkPay('transfer', { ...wish, out_bill_no: 'AUTHED01' });
      expect(early).toMatchObject({ pay_code: 40001, msg: expect.stringContaining('没有答应') });
      // 通知没有办成的再来：项目的 transfer-auth-notify.js 收到解开的内容
      shop.wxpay.authorizations.confirm(out_authorization_no);
      expect((await shop.wxpay.deliverDue())[0]).toMatchObject({ acked: true });
      const asked = await call('query', { out_authorization_no });
      expect(asked).toMatchObject({ code: 0, result: { state: 'TAKING_EFFECT', authorization_id: expect.any(String) } });
      const { authorization_id } = asked['result'] as Record<string, unknown>;
      expect(shop.rows('shop-authorizations')).toMatchObject([{ out_authorization_no, authorization_id, state: 'TAKING_EFFECT' }]);
      // 别人的、没有的、说的不是同一张的授权：点名拒绝，一分钱没有动
      for (const [field, change] of [
        ['openid', { openid: OPENID }],
        ['authorization_id', { authorization_id: '110000000000' }],
        ['out_authorization_no', { out_authorization_no: 'SQnobody' }],
      ] as const) {
        const refused = await shop.vkPay('transfer', { ...wish, out_bill_no: 'AUTHED02', ...change });
        expect([refused['code'] === 0, change, String(refused['msg']).includes(field) || refused['pay_code'] === 40005]).toEqual([
          false,
          change,
          true,
        ]);
      }
      const before = shop.wxpay.ledger.transfers().length;
      // 没有 openid 也行：付给谁照授权；两个单号给一个，空的那个等于没有
      const { openid: _openid, ...rest } = wish;
      expect(await shop.vkPay('transfer', { ...rest, out_authorization_no: '', authorization_id, out_bill_no: 'AUTHED05' })).toMatchObject({
        code: 0,
        result: { state: 'SUCCESS' },
      });
      expect(await shop.vkPay('transfer', { ...wish, authorization_id, out_bill_no: 'AUTHED03' })).toMatchObject({
        code: 0,
        result: { state: 'SUCCESS', transfer_amount: 800 },
        transfer: { status: 'SUCCESS' },
      });
      const paid = shop.wxpay.ledger.transfers();
      expect([paid.length, shop.wxpay.ledger.transfer('AUTHED03')?.openid]).toEqual([before + 2, LIN]);
      expect(await call('close', { out_authorization_no })).toMatchObject({ code: 0, result: { state: 'CLOSED' } });
      // 解除之后同一个单号再来，还是那一笔；换一个单号就不行了
      expect(await shop.vkPay('transfer', { ...wish, out_bill_no: 'AUTHED03' })).toMatchObject({ code: 0 });
      expect((await shop.vkPay('transfer', { ...wish, out_bill_no: 'AUTHED04' }))['code']).not.toBe(0);
      expect(shop.wxpay.ledger.transfers()).toHaveLength(before + 2);
      // 缺省关着：客户端叫不动
      expect(await shop.action('pay/createUserConfirmAuthorization', { openid: LIN })).toMatchObject({ code: 40009 });
    },
  ],
  [
    'vk-21',
    async () => {
      const withdrawn = (): Record<string, unknown> | undefined => shop.rows('shop-withdraws').find((row) => row['_id'] === out_bill_no);
      const told = (): unknown => shop.rows('payment_transfers').find((row) => row['_id'] === out_bill_no);
      shop.tick(1000);
      await purse(5000);
      let { out_bill_no } = await shop.router('client/wallet/kh/withdraw', { amount: 1000, openid: OPENID });
      shop.wxpay.faults.add({ operation: 'callback', fault: { kind: 'duplicate', count: 2 } });
      shop.wxpay.confirmTransfer(String(out_bill_no));
      shop.tick(3000);
      expect((await shop.wxpay.deliverDue())[0]).toMatchObject({ acked: true });
      // 项目的 transfer.js 照金额找到自己那一行
      expect(withdrawn()).toMatchObject({ status: 1, transfer_bill_no: expect.any(String) });
      expect(told()).toMatchObject({ status: 'SUCCESS', told: { status: 'DONE', attempts: 1 } });
      expect(told()).not.toHaveProperty('payee');
      // 没有确认、过了一天：余额退回，一次
      ({ out_bill_no } = await shop.router('client/wallet/kh/withdraw', { amount: 700, openid: OPENID }));
      expect(balance()).toBe(3300);
      shop.wxpay.finishTransfer(String(out_bill_no), 'FAIL', 'PAYEE_ACCOUNT_ABNORMAL');
      await shop.wxpay.deliverDue();
      expect([withdrawn()?.['status'], balance()]).toEqual([-1, 4000]);
      // 通知丢了：定时任务问到结论，照样告诉，也只告诉一次
      shop.tick(1000);
      ({ out_bill_no } = await shop.router('client/wallet/kh/withdraw', { amount: 500, openid: OPENID }));
      shop.wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
      await shop.staff('admin/pay/sys/cancelTransfer', { out_bill_no });
      shop.tick(10 * 60_000);
      for (let round = 0; round < 2; round += 1) await shop.runMonitor();
      expect([withdrawn()?.['status'], balance(), told()]).toEqual([-1, 4000, expect.objectContaining({ status: 'CANCELLED' })]);
    },
  ],
];
