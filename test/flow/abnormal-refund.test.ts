// 异常的退款（docs/protocols/wxpay.md §2.5）：员工在复核台上再退一次——退到另一张卡，或退回商户；单号不变，不明的只查询，卡号哪里也不留。
// 资金来源（funds_account）：只有微信认，同号再来必须相同。
import { detail, kinds, open, paid, refundOf, refundRow, resolve, shop, staff, useDesk, type Answer } from './desk-harness';

useDesk();

const CARD = { bank: 'CMB', bank_account: '6225880137000007', real_name: '张三丰' };
const toCard = (out_refund_no: string, card?: object): Promise<Answer> =>
  staff.callService('pay/sys/resolveReview', { out_refund_no, act: 'to_card', reason: '付款人换了卡', ...(card ? { card } : {}) });
async function abnormal(out_refund_no: string): Promise<string> {
  shop.wxpay.chooseRefund(out_refund_no, 'ABNORMAL');
  const no = await paid('wxpay');
  await refundOf(no, out_refund_no);
  shop.tick(1000);
  await shop.wxpay.deliverDue();
  expect(refundRow(out_refund_no)).toMatchObject({ status: 'ABNORMAL' });
  expect(await kinds()).toEqual(['abnormal']);
  expect(await detail({ out_refund_no })).toMatchObject({ choices: ['to_card', 'to_merchant'] });
  return no;
}
async function finished(no: string, out_refund_no: string): Promise<void> {
  shop.tick(1000);
  await shop.wxpay.deliverDue();
  expect(refundRow(out_refund_no)).toMatchObject({ status: 'SUCCESS' });
  expect(shop.order(no)).toMatchObject({ status: 'REFUND', refunding_fee: 0 });
  expect(await kinds()).toEqual([]);
}

test('to another card of the payer: same number, who and why kept, the card nowhere', async () => {
  await open();
  const no = await abnormal('RFABN00001');
  expect(await toCard('RFABN00001')).toMatchObject({ code: 40001 });
  expect(await toCard('RFABN00001', { ...CARD, bank: 'HSBC' })).toMatchObject({ code: 40001 });
  // 卡号只在这一个键下收，别处照旧在门口拒收
  expect(
    await staff.callService('pay/sys/resolveReview', { out_refund_no: 'RFABN00001', act: 'to_merchant', reason: CARD.bank_account }),
  ).toMatchObject({
    code: 40001,
  });
  expect(await toCard('RFABN00001', CARD)).toMatchObject({
    code: 0,
    choices: [],
    refund: { status: 'PENDING' },
    acts: [{ act: 'to_card', operator: 'demo-admin', reason: '付款人换了卡' }],
  });
  await finished(no, 'RFABN00001');
  const everything = JSON.stringify(
    ['payment_refunds', 'payment_orders', 'payment_logs', 'payment_errors', 'payment_alerts', 'payment_reviews'].map((name) =>
      shop.rows(name),
    ),
  );
  for (const secret of [CARD.bank_account, CARD.real_name]) expect(everything).not.toContain(secret);
});

test('to the merchant account; the answer lost: the query with the same number finds it', async () => {
  await open();
  const no = await abnormal('RFABN00002');
  shop.wxpay.faults.add({ operation: 'abnormalRefund', fault: { kind: 'lostAnswer' } });
  expect(await resolve({ out_refund_no: 'RFABN00002' }, 'to_merchant')).toMatchObject({ code: 40004 });
  expect(refundRow('RFABN00002')).toMatchObject({ status: 'ABNORMAL', acts: [{ act: 'to_merchant' }] });
  expect(await detail({ out_refund_no: 'RFABN00002' })).toMatchObject({ choices: [] });
  await finished(no, 'RFABN00002');
});

test('refused by the gateway: said, the refund still waits for a person and holds its money', async () => {
  await open();
  const no = await abnormal('RFABN00003');
  shop.wxpay.faults.add({ operation: 'abnormalRefund', fault: { kind: 'error', code: 'INVALID_REQUEST' } });
  expect((await resolve({ out_refund_no: 'RFABN00003' }, 'to_merchant'))['code']).not.toBe(0);
  expect(refundRow('RFABN00003')).toMatchObject({ status: 'ABNORMAL' });
  expect(shop.order(no)).toMatchObject({ refunding_fee: 1200 });
  expect(await detail({ out_refund_no: 'RFABN00003' })).toMatchObject({ choices: ['to_card', 'to_merchant'] });
});

test('where the money comes from is WeChat’s to hear, once per number', async () => {
  await open();
  const [wechat, alipay] = [await paid('wxpay'), await paid('alipay')];
  const refund = (input: object): Promise<Answer> => staff.callService('pay/sys/refund', input);
  expect(await refund({ out_trade_no: alipay, funds_account: 'AVAILABLE' })).toMatchObject({ code: 40001 });
  expect(await refund({ out_trade_no: wechat, funds_account: 'OPERATION' })).toMatchObject({ code: 40001 });
  const wish = { out_trade_no: wechat, out_refund_no: 'RFFUND0001', refund_fee: 100 };
  expect(await refund({ ...wish, funds_account: 'AVAILABLE' })).toMatchObject({ code: 0 });
  expect(await refund({ ...wish, funds_account: 'UNSETTLED' })).toMatchObject({ code: 40001 });
  expect(refundRow('RFFUND0001')).toMatchObject({ funds_account: 'AVAILABLE' });
  expect(shop.wxpay.ledger.refunds(wechat)).toMatchObject([{ fundsAccount: 'AVAILABLE' }]);
});
