// 分账（docs/invariants.md I3、I12，docs/protocols/alipay.md §4.16、docs/protocols/wxpay.md §2.9）：支付宝的冻结、结算、退分账、解冻；
// 服务商替特约商户分账。
import { wxpaySections } from '../../local/gateways/wxpay/account';
import { testKeys } from './harness';
import { checkSharing, openSharingShop, PERSON, SHOP_MCHID, TOTAL, type Row, type SharingShop } from './sharing-harness';

let at: SharingShop;
let no: string;
const order = (): Row => at.shop.order(no);

describe('Alipay', () => {
  beforeAll(async () => {
    at = await openSharingShop('alipay');
    await at.addShop();
    await at.addPerson();
  });
  beforeEach(async () => {
    no = await at.paid();
  });
  afterEach(() => checkSharing(at.shop));
  afterAll(() => at.close());

  test('frozen at the payment, shared, taken back, the rest refunded', async () => {
    expect(at.shop.alipay.royalty.standing(no).enabled).toBe(true);
    expect(await at.share(no, 'ALA0001', { 'store-1': 1000, 'person-1': 500 })).toMatchObject({ code: 0, sharing: { status: 'PENDING' } });
    await at.minutes(2);
    expect([at.row('ALA0001')['status'], order()['shared_fee'], at.gateway(no).shared]).toEqual(['SUCCESS', 1500, 1500]);
    expect(await at.call('refund', { out_trade_no: no })).toMatchObject({ code: 0, refund: { refund_fee: TOTAL - 1500 } });
    expect(await at.call('refund', { out_trade_no: no, refund_fee: 1 })).toMatchObject({
      code: 40001,
      msg: expect.stringContaining('¥15.00'),
    });
    const back = { share_no: 'ALA0001', receiver_no: 'store-1', out_sharing_no: 'ALAR001' };
    expect(await at.call('returnSharing', back)).toMatchObject({ code: 0, sharing: { status: 'SUCCESS', sharing_fee: 1000 } });
    expect([at.gateway(no).returned, order()['shared_fee']]).toEqual([1000, 500]);
    expect(await at.call('refund', { out_trade_no: no, refund_fee: 1000 })).toMatchObject({ code: 0 });
    expect(order()).toMatchObject({ status: 'SUCCESS', refund_fee: TOTAL - 500 });
  });

  test('the answer lost: what was taken back is found by its number', async () => {
    await at.share(no, 'ALB0001', { 'store-1': 1000 });
    await at.minutes(2);
    at.shop.alipay.faults.add({ operation: 'refund', fault: { kind: 'lostAnswer' } });
    const back = { share_no: 'ALB0001', receiver_no: 'store-1', out_sharing_no: 'ALBR001' };
    expect(await at.call('returnSharing', back)).toMatchObject({ code: 0, sharing: { status: 'UNKNOWN' }, standing: { shared_fee: 1000 } });
    await at.minutes(2);
    expect([at.row('ALBR001')['status'], at.gateway(no).returned, order()['shared_fee']]).toEqual(['SUCCESS', 1000, 0]);
  });

  test('a settle that may or may not have been done is asked about, never given up', async () => {
    at.shop.alipay.faults.add({ operation: 'settle', fault: { kind: 'error', subCode: 'ACQ.TRADE_SETTLE_ERROR' } as never });
    expect(await at.share(no, 'ALC0001', { 'store-1': 1000 })).toMatchObject({ code: 0, sharing: { status: 'UNKNOWN' } });
    await at.minutes(4);
    expect([at.row('ALC0001')['status'], at.gateway(no).shared]).toEqual(['SUCCESS', 1000]);
  });

  test('one receiver fails: the other keeps his, a person is told; unfrozen, nothing more is shared', async () => {
    at.shop.alipay.chooseRoyalty('2088123456789012', 'ACQ.ROYALTY_RECEIVER_ACCOUNT_NOT_CERTIFY');
    await at.share(no, 'ALD0001', { 'store-1': 1000, 'person-1': 500 });
    await at.minutes(2);
    at.shop.alipay.chooseRoyalty('2088123456789012', undefined);
    expect(at.row('ALD0001')).toMatchObject({ status: 'PARTIAL' });
    expect(order()).toMatchObject({ shared_fee: 1000, sharing_fee: 0 });
    expect(at.shop.rows('payment_alerts').map(({ kind }) => kind)).toContain('sharing-failed');
    expect(await at.call('unfreezeOrder', { out_trade_no: no, out_sharing_no: 'ALDU001' })).toMatchObject({ code: 0 });
    await at.minutes(2);
    expect([at.row('ALDU001')['status'], at.shop.alipay.royalty.standing(no).finished]).toEqual(['SUCCESS', true]);
    expect(await at.share(no, 'ALD0002', { 'store-1': 1 })).toMatchObject({ code: 40001, msg: expect.stringContaining('解冻') });
  });
});

test('a service provider shares for its sub-merchant: names, receivers, returns are the sub-merchant’s', async () => {
  const { wxpay } = await testKeys();
  const SUB = '1900000201';
  const sections = wxpaySections(wxpay, 'certificate');
  const named = Object.fromEntries(Object.entries(sections).map(([name, section]) => [name, { ...(section as Row), subMchId: SUB }]));
  at = await openSharingShop('wxpay', {
    wxpayKeyMode: 'certificate',
    uniPay: { wxpay: named },
    wxpay: { subMerchants: [{ mchid: SUB, appids: [] }] },
  });
  await at.addShop();
  await at.addPerson();
  expect(at.shop.wxpay.sharing.receivers()).toMatchObject([
    { mchid: SUB, account: SHOP_MCHID, name: '示例门店有限公司' },
    { mchid: SUB, account: PERSON },
  ]);
  no = await at.paid();
  await at.share(no, 'SPA0001', { 'store-1': 1000, 'person-1': 500 }, { finish: true });
  await at.minutes(2);
  expect([at.row('SPA0001')['status'], order()['shared_fee'], order()['mchid']]).toEqual(['SUCCESS', 1500, SUB]);
  await at.call('returnSharing', { share_no: 'SPA0001', receiver_no: 'store-1', out_sharing_no: 'SPAR001' });
  await at.minutes(2);
  expect([at.row('SPAR001')['status'], order()['shared_fee'], at.gateway(no).returned]).toEqual(['SUCCESS', 500, 1000]);
  no = await at.paid();
  expect(await at.call('unfreezeOrder', { out_trade_no: no, out_sharing_no: 'SPAU001' })).toMatchObject({ code: 0 });
  await at.minutes(2);
  expect(at.row('SPAU001')['status']).toBe('SUCCESS');
  await at.close();
});

describe('a large amount takes two people', () => {
  beforeAll(async () => {
    at = await openSharingShop('wxpay', { settings: { reviewApprovalFee: 1000 } });
    await at.addShop();
  });
  afterEach(() => checkSharing(at.shop));
  afterAll(() => at.close());

  test('who added the receiver shares up to the sum of the configuration, in one go or several; another person may share more', async () => {
    no = await at.paid();
    const alone = { code: 40001, msg: expect.stringContaining('另一个人') };
    expect(await at.share(no, 'TWO0001', { 'store-1': 1001 })).toMatchObject(alone);
    expect(await at.share(no, 'TWO0002', { 'store-1': 600 })).toMatchObject({ code: 0 });
    expect(await at.share(no, 'TWO0003', { 'store-1': 401 })).toMatchObject(alone);
    expect(order()).toMatchObject({ sharing_fee: 600 });
    at.staff = await at.shop.login('demo-refund');
    expect(await at.share(no, 'TWO0004', { 'store-1': 401 })).toMatchObject({ code: 0 });
    // 同号再来不算又一次
    at.staff = await at.shop.login('demo-admin');
    expect(await at.share(no, 'TWO0004', { 'store-1': 401 })).toMatchObject({ code: 0 });
    await at.minutes(2);
    expect(at.gateway(no)).toMatchObject({ shared: 1001 });
  });
});
