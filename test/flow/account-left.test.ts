// 收款账号已从配置里拿掉的单与退款也有出口（docs/invariants.md §2「没有出口的状态是缺陷」）：不经过网关的做法、写明理由；
// 人销掉的一件事，有了没见过的证据就重新等人看，同样的话再说一遍不算。
import type { UniClient } from '../../local/stack/client';
import { wxpaySections } from '../../local/gateways/wxpay/account';
import { checkInvariants, openShop, testKeys, type Shop, type ShopOptions } from './harness';

let shop: Shop;
let staff: UniClient;
async function open(options: ShopOptions = {}): Promise<void> {
  shop = await openShop({ wxpay: { refundSpacingMs: 0, refundDurationMs: 500 }, ...options });
  staff = await shop.login('demo-admin');
}
afterEach(async () => {
  checkInvariants(shop);
  await shop.close();
});

type Provider = 'wxpay' | 'alipay';
type Answer = Record<string, unknown>;
const detail = (subject: object): Promise<Answer> => staff.callService('pay/sys/reviewDetail', subject);
const resolve = (subject: object, act: string): Promise<Answer> =>
  staff.callService('pay/sys/resolveReview', { ...subject, act, reason: '在商户平台查过' });
const kinds = async (): Promise<unknown[]> =>
  ((await staff.callService('pay/sys/listReviews', {}))['rows'] as { kind: string }[]).map(({ kind }) => kind);
const change = (table: string, id: string, row: object): Promise<unknown> =>
  shop.runtime.database
    .collection(table)
    .doc(id)
    .update({ ...row });
/** 这个账号从配置里拿掉了：配置里再没有这个 pid。 */
const leave = (table: string, id: string): Promise<unknown> => change(table, id, { pid: 'left' });
const refundRow = (id: string): Answer => shop.rows('payment_refunds').find((row) => row['_id'] === id) ?? {};

async function created(provider: Provider): Promise<string> {
  const answer = await shop.createGoods({ provider });
  const no = String(answer['out_trade_no']);
  if (provider === 'alipay') shop.alipay.scan((answer['orderInfo'] as { code_url: string }).code_url);
  return no;
}
const post = (notice: { url: string; headers: object; body: string }): Promise<Response> =>
  fetch(notice.url, { method: 'POST', headers: { ...notice.headers }, body: notice.body });
/** 付了款，却先收到一个签名真实、金额不对的通知：网关说过收到钱。 */
async function contradicted(provider: Provider): Promise<string> {
  const no = await created(provider);
  shop[provider].pay(no);
  await post(
    provider === 'wxpay'
      ? shop.wxpay.buildNotification('payment', { outTradeNo: no, total: 1 })
      : shop.alipay.buildNotification('payment', { outTradeNo: no, variant: 'wrongAmount' }),
  );
  expect(shop.order(no)['status']).toBe('REVIEW');
  return no;
}

describe.each(['wxpay', 'alipay'] as const)('%s, the account is gone', (provider) => {
  test('an order nobody could tell about is closed by staff without a gateway, who and why is in its history', async () => {
    await open();
    const no = await created(provider);
    await leave('payment_orders', no);
    shop.tick(26 * 3_600_000);
    await shop.runMonitor();
    staff = await shop.login('demo-admin');
    expect(shop.order(no)['status']).toBe('REVIEW');
    const seen = await detail({ out_trade_no: no });
    expect(seen).toMatchObject({ code: 0, account_left: true, choices: ['close', 'write_off'] });
    expect(seen).not.toHaveProperty('gateway');
    expect(await resolve({ out_trade_no: no }, 'settle')).toMatchObject({ code: 40001 });
    const done = await resolve({ out_trade_no: no }, 'close');
    expect(done).toMatchObject({ code: 0, order: { status: 'CLOSED' }, choices: [] });
    expect((done['order'] as { history: object[] }).history.at(-1)).toMatchObject({
      from: 'REVIEW',
      to: 'CLOSED',
      reason: 'staff',
      operator: 'demo-admin',
      note: '在商户平台查过',
    });
    expect(await kinds()).not.toContain('review');
  });

  test('money the gateway spoke of cannot be closed away, only written off; told again that it is there, somebody must look', async () => {
    await open();
    const no = await contradicted(provider);
    await leave('payment_orders', no);
    expect(await detail({ out_trade_no: no })).toMatchObject({ choices: ['write_off'] });
    expect(await resolve({ out_trade_no: no }, 'close')).toMatchObject({ code: 40001 });
    expect(await resolve({ out_trade_no: no }, 'write_off')).toMatchObject({ code: 0, order: { status: 'REFUND', refund_fee: 1 } });
    expect(await kinds()).toEqual([]);
    // 账号放回来了，网关说钱还在：不能悄悄算退过。
    await change('payment_orders', no, { pid: 'default' });
    await shop[provider].deliverDue();
    expect(shop.order(no)['status']).toBe('REFUND');
    expect(await kinds()).toEqual(['anomaly']);
    expect(shop.rows('payment_reviews')[0]).toMatchObject({ message: '已由员工记为退回，网关说没有退过' });
  });

  test('a refund without a conclusion: refunded after all, or not, as the merchant platform shows', async () => {
    await open();
    for (const [act, status, order] of [
      ['write_off', 'SUCCESS', { status: 'REFUND', refund_fee: 1200, refunding_fee: 0 }],
      ['close', 'FAILED', { status: 'SUCCESS', refund_fee: 0, refunding_fee: 0 }],
    ] as const) {
      const no = await created(provider);
      shop[provider].pay(no);
      await shop[provider].deliverDue();
      shop[provider].faults.add({ operation: 'refund', fault: { kind: 'lostRequest' } });
      const out_refund_no = `LEFT${provider}${status}`;
      await staff.callService('pay/sys/refund', { out_trade_no: no, out_refund_no });
      expect(refundRow(out_refund_no)['status']).toBe('UNKNOWN');
      for (const [table, id] of [
        ['payment_orders', no],
        ['payment_refunds', out_refund_no],
      ] as const)
        await leave(table, id);
      expect(await detail({ out_trade_no: no })).toMatchObject({ choices: [] });
      expect(await detail({ out_refund_no })).toMatchObject({ account_left: true, choices: ['write_off', 'close'] });
      const done = await resolve({ out_refund_no }, act);
      expect(done).toMatchObject({ code: 0, refund: { status }, choices: [], acts: [{ act, operator: 'demo-admin' }] });
      expect((done['refund'] as { history: object[] }).history.at(-1)).toMatchObject({
        to: status,
        reason: 'staff',
        note: '在商户平台查过',
      });
      expect(shop.order(no)).toMatchObject(order);
    }
    // 退成的收回了权益，没有退的没有。
    expect(
      shop
        .rows('demo_goods_orders')
        .map((row) => row['status'])
        .sort(),
    ).toEqual(['CANCELLED', 'TO_SHIP']);
  });

  test('a paid order whose business waits is written off', async () => {
    await open({ settings: { latePayment: 'review' } });
    const no = await created(provider);
    shop[provider].pay(no);
    await change('payment_orders', no, { status: 'SUCCESS', pid: 'left', pay_date: shop.now(), next_query_date: 0 });
    await change('payment_orders', no, {
      history: [
        ...(shop.order(no)['history'] as object[]),
        { from: 'PROCESSING', to: 'SUCCESS', reason: 'verified_paid', source: 'query', at: 1, requestId: 'r' },
      ],
    });
    expect(await kinds()).toEqual(['late']);
    expect(await detail({ out_trade_no: no })).toMatchObject({ choices: ['write_off'] });
    expect(await resolve({ out_trade_no: no }, 'write_off')).toMatchObject({ code: 0, order: { fulfil_status: 'DONE' } });
    expect(await kinds()).toEqual([]);
  });
});

test('a section that is only mistaken is not gone: nothing may be closed while it cannot be asked', async () => {
  const sections = wxpaySections((await testKeys()).wxpay, 'both');
  await open({ uniPay: { wxpay: { ...sections, 'mp-weixin': { ...sections['mp-weixin'], v3Key: 'short' } } } });
  const no = await contradicted('wxpay');
  await change('payment_orders', no, { platform: 'mp-weixin' });
  const seen = await detail({ out_trade_no: no });
  expect(seen).toMatchObject({ code: 0, choices: [] });
  expect(seen).not.toHaveProperty('account_left');
  expect(await resolve({ out_trade_no: no }, 'write_off')).toMatchObject({ code: 40003 });
});

test('what was written off opens again with new evidence, not when the same is said again', async () => {
  await open();
  const no = await created('wxpay');
  shop.wxpay.pay(no);
  await shop.wxpay.deliverDue();
  await staff.callService('pay/sys/refund', { out_trade_no: no, out_refund_no: 'RFLEFT0001', refund_fee: 100 });
  /** 商户平台上手工退的一笔，退了这么多。 */
  const say = (refund: number): Promise<Response> =>
    post(
      shop.wxpay.buildNotification('refund', {
        outRefundNo: 'RFLEFT0001',
        plaintext: {
          out_refund_no: 'HAND0001',
          refund_status: 'SUCCESS',
          amount: { total: 1200, refund, payer_total: 1200, payer_refund: refund },
        },
      }),
    );
  await say(300);
  const note = String(shop.rows('payment_reviews')[0]?.['_id']);
  expect(await resolve({ note }, 'write_off')).toMatchObject({ code: 0, note: { open: false } });
  await say(300);
  expect(await kinds()).toEqual([]);
  await say(500);
  expect(await kinds()).toEqual(['unknown_refund']);
  expect(await detail({ note })).toMatchObject({
    choices: ['write_off'],
    acts: [
      { act: 'write_off', operator: 'demo-admin' },
      { act: 'reopen', operator: 'system' },
    ],
  });
  expect(shop.rows('payment_alerts').filter((row) => row['kind'] === 'unknown-refund')).toHaveLength(2);
});
