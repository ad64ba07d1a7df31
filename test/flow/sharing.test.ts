// 分账（docs/invariants.md I3、I12、I13，docs/protocols/wxpay.md §2.7）：从接收方到分到钱；同号同一笔、换了内容拒绝；
// 退款以没有分出去的为限，要回来之后才退得了；没有全部分到的请人看；解冻之后不能再分。
import { checkSharing, openSharingShop, PERSON, SHOP_MCHID, TOTAL, type Row, type SharingShop } from './sharing-harness';

let at: SharingShop;
let no: string;
beforeAll(async () => {
  at = await openSharingShop();
  await at.addShop();
  await at.addPerson();
});
beforeEach(async () => {
  no = await at.paid();
});
afterEach(() => checkSharing(at.shop));
afterAll(() => at.close());

const order = (): Row => at.shop.order(no);
const reviews = async (): Promise<Row[]> => (await at.call('listReviews', { kind: 'anomaly' }))['rows'] as Row[];

test('receivers: a name is one receiver, adding twice succeeds, another content is refused; nobody sees the account', async () => {
  expect(await at.addShop()).toMatchObject({ code: 0, receiver: { receiver_no: 'store-1', account: SHOP_MCHID, active: true } });
  expect(await at.addPerson('store-1')).toMatchObject({ code: 40001, msg: expect.stringContaining('receiver_no') });
  expect(await at.addPerson()).toMatchObject({ receiver: { account: `…${PERSON.slice(-4)}` } });
  expect(at.shop.wxpay.sharing.receivers()).toMatchObject([{ name: '示例门店有限公司' }, { account: PERSON }]);
  const wrong = { receiver_no: 'x', provider: 'wxpay', type: 'MERCHANT_ID', account: SHOP_MCHID, relation_type: 'STORE' };
  expect(await at.call('addSharingReceiver', wrong)).toMatchObject({ code: 40001, msg: expect.stringContaining('name') });
  expect(await at.call('addSharingReceiver', { ...wrong, type: 'loginName' })).toMatchObject({ code: 40001 });
  expect(await at.call('removeSharingReceiver', { receiver_no: 'person-1' })).toMatchObject({ code: 0, receiver: { active: false } });
  expect(at.shop.wxpay.sharing.receivers()).toHaveLength(1);
  expect(await at.share(no, 'PSR0001', { 'person-1': 100 })).toMatchObject({ code: 40001, msg: expect.stringContaining('person-1') });
  expect(await at.share(no, 'PSR0002', { nobody: 100 })).toMatchObject({ code: 40001, msg: expect.stringContaining('nobody') });
  expect(await at.addPerson()).toMatchObject({ code: 0, receiver: { active: true } });
  expect((await at.call('listSharingReceivers', {}))['rows']).toHaveLength(2);
  expect(at.rows()).toEqual([]);
});

test('shared: accepted, then found done by the timer; each receiver with a result; logged', async () => {
  expect(await at.share(no, 'PSA0001', { 'store-1': 1000, 'person-1': 500 })).toMatchObject({
    code: 0,
    sharing: { status: 'PENDING', sharing_fee: 1500 },
    standing: { enabled: true, sharing_fee: 1500, shared_fee: 0, left_fee: TOTAL - 1500 },
  });
  await at.minutes(2);
  expect(at.row('PSA0001')).toMatchObject({ status: 'SUCCESS', next_query_date: 0, lease_date: 0, parts: [{ result: 'SUCCESS' }, {}] });
  expect(order()).toMatchObject({ shared_fee: 1500, sharing_fee: 0, profit_sharing: true });
  expect(at.gateway(no)).toMatchObject({ shared: 1500, returned: 0 });
  expect(at.shop.rows('payment_logs').filter(({ type, out_trade_no }) => /share$/.test(String(type)) && out_trade_no === no)).toMatchObject(
    [
      { out_trade_no: no, status: 'SUCCESS' },
      { out_trade_no: no, note: expect.stringContaining('1000 SUCCESS') },
    ],
  );
  // 同号再来：同一笔；换了内容：拒绝，第一笔不动。
  expect(await at.share(no, 'PSA0001', { 'store-1': 1000, 'person-1': 500 })).toMatchObject({ code: 0, sharing: { status: 'SUCCESS' } });
  for (const [fees, more] of [
    [{ 'store-1': 1001, 'person-1': 500 }, {}],
    [{ 'store-1': 1000 }, {}],
    [{ 'store-1': 1000, 'person-1': 500 }, { finish: true }],
  ] as const)
    expect(await at.share(no, 'PSA0001', fees, more)).toMatchObject({ code: 40001, msg: expect.stringContaining('out_sharing_no') });
  expect(await at.share(await at.paid(), 'PSA0001', { 'store-1': 1000, 'person-1': 500 })).toMatchObject({ code: 40001 });
  expect(at.shop.wxpay.sharing.shares(no)).toHaveLength(1);
});

test('a refund takes no more than what was not shared; after the return it may; never more than was shared comes back', async () => {
  await at.share(no, 'PSB0001', { 'store-1': 1000, 'person-1': 500 });
  expect(await at.call('refund', { out_trade_no: no, refund_fee: TOTAL })).toMatchObject({
    code: 40001,
    msg: expect.stringContaining('¥15.00'),
  });
  await at.minutes(2);
  const whole = (): Promise<Row> => at.call('refund', { out_trade_no: no, refund_fee: TOTAL - 500 });
  expect(await whole()).toMatchObject({ code: 40001, msg: expect.stringContaining('分给别人') });
  const back = (more: Row): Promise<Row> => at.call('returnSharing', { share_no: 'PSB0001', receiver_no: 'store-1', ...more });
  expect(await back({ receiver_no: 'person-1' })).toMatchObject({ code: 40001, msg: expect.stringContaining('商户类型') });
  expect(await back({ sharing_fee: 1001 })).toMatchObject({ code: 40001, msg: expect.stringContaining('sharing_fee') });
  expect(await back({ out_sharing_no: 'PSBR001', sharing_fee: 400 })).toMatchObject({
    code: 0,
    sharing: { kind: 'return', status: 'PENDING' },
  });
  // 正在要回来的还没有回来：退不了，也不能再要一次。
  expect(await whole()).toMatchObject({ code: 40001 });
  expect(await back({ sharing_fee: 601 })).toMatchObject({ code: 40001 });
  expect(await back({ out_sharing_no: 'PSBR001', sharing_fee: 401 })).toMatchObject({ code: 40001 });
  expect(await back({ out_sharing_no: 'PSBR002' })).toMatchObject({ code: 0, sharing: { sharing_fee: 600 } });
  await at.minutes(2);
  expect([at.row('PSBR001')['status'], at.row('PSBR002')['status'], order()['shared_fee']]).toEqual(['SUCCESS', 'SUCCESS', 500]);
  expect(at.row('PSB0001')['parts']).toMatchObject([{ returned_fee: 1000, returning_fee: 0 }, { returned_fee: 0 }]);
  expect(await whole()).toMatchObject({ code: 0 });
  expect(await at.share(no, 'PSB0002', { 'store-1': 1 })).toMatchObject({ code: 40001, msg: expect.stringContaining('还可以分的钱') });
});

test('what did not arrive waits for a person and is free again; the number is used up', async () => {
  at.shop.wxpay.chooseSharing(PERSON, 'RECEIVER_REAL_NAME_NOT_VERIFIED');
  await at.share(no, 'PSC0001', { 'store-1': 1000, 'person-1': 500 });
  await at.minutes(2);
  expect(at.row('PSC0001')).toMatchObject({
    status: 'PARTIAL',
    parts: [{ result: 'SUCCESS' }, { fail_reason: 'RECEIVER_REAL_NAME_NOT_VERIFIED' }],
  });
  expect(order()).toMatchObject({ shared_fee: 1000, sharing_fee: 0 });
  expect(await reviews()).toHaveLength(1);
  await at.share(no, 'PSC0002', { 'person-1': 500 });
  await at.minutes(2);
  expect(at.row('PSC0002')).toMatchObject({ status: 'FAILED', failure: { closed: true } });
  expect(await at.share(no, 'PSC0002', { 'person-1': 500 })).toMatchObject({ code: 40001, msg: expect.stringContaining('换一个单号') });
  at.shop.wxpay.chooseSharing(SHOP_MCHID, 'BALANCE_NOT_ENOUGH');
  await at.call('returnSharing', { share_no: 'PSC0001', receiver_no: 'store-1', out_sharing_no: 'PSCR001' });
  await at.minutes(2);
  at.shop.wxpay.chooseSharing(SHOP_MCHID, undefined);
  at.shop.wxpay.chooseSharing(PERSON, undefined);
  expect(at.row('PSCR001')).toMatchObject({ status: 'FAILED', failure: { gateway_code: 'BALANCE_NOT_ENOUGH' } });
  expect([order()['shared_fee'], (at.row('PSC0001')['parts'] as Row[])[0]]).toMatchObject([1000, { returning_fee: 0, returned_fee: 0 }]);
});

test('refused by the gateway: what was held is free, the same number may come again', async () => {
  expect(await at.share(no, 'PSD0001', { 'store-1': 3001 })).toMatchObject({ code: 40001, msg: expect.stringContaining('比例') });
  expect([at.row('PSD0001')['status'], order()['sharing_fee']]).toEqual(['FAILED', 0]);
  at.shop.wxpay.faults.add({ operation: 'share', fault: { kind: 'error', code: 'INVALID_REQUEST' } });
  expect(await at.share(no, 'PSD0002', { 'store-1': 3000 })).toMatchObject({ code: 40001, msg: expect.stringContaining('receivers') });
  expect(await at.share(no, 'PSD0002', { 'store-1': 3000 })).toMatchObject({ code: 0, sharing: { status: 'PENDING' } });
  await at.minutes(2);
  expect(order()).toMatchObject({ shared_fee: 3000, sharing_fee: 0 });
});

test('unfrozen: waits for what is under way, then nothing is shared any more; returns still are', async () => {
  const unfreeze = (out_sharing_no: string): Promise<Row> => at.call('unfreezeOrder', { out_trade_no: no, out_sharing_no });
  await at.share(no, 'PSE0001', { 'store-1': 1000 });
  expect(await unfreeze('PSEU001')).toMatchObject({ code: 40001, msg: expect.stringContaining('还有分账没有结果') });
  await at.minutes(2);
  expect(await unfreeze('PSEU001')).toMatchObject({ code: 0, standing: { closed: true, left_fee: 0 } });
  expect(await unfreeze('PSEU001')).toMatchObject({ code: 0 });
  expect(await unfreeze('PSEU002')).toMatchObject({ code: 40001, msg: expect.stringContaining('解冻') });
  expect(await at.share(no, 'PSE0002', { 'store-1': 1 })).toMatchObject({ code: 40001, msg: expect.stringContaining('解冻') });
  await at.minutes(2);
  expect([at.row('PSEU001')['status'], at.shop.wxpay.sharing.standing(no).unfrozen]).toEqual(['SUCCESS', true]);
  await at.call('returnSharing', { share_no: 'PSE0001', receiver_no: 'store-1', out_sharing_no: 'PSER001' });
  await at.minutes(2);
  expect(order()).toMatchObject({ shared_fee: 0, sharing_closed_by: 'PSEU001' });
  // 最后一次分账带着解冻，也是一样；网关拒绝的不算解冻。
  no = await at.paid();
  at.shop.wxpay.faults.add({ operation: 'share', fault: { kind: 'error', code: 'INVALID_REQUEST' } });
  await at.share(no, 'PSE0003', { 'store-1': 1000 }, { finish: true });
  expect(order()['sharing_closed_by']).toBeUndefined();
  await at.share(no, 'PSE0003', { 'store-1': 1000 }, { finish: true });
  await at.minutes(2);
  expect(await at.call('listSharings', { out_trade_no: no })).toMatchObject({
    rows: [{ finish: true, status: 'SUCCESS' }],
    standing: { closed: true },
  });
});

test('only orders that were paid for sharing, after a minute, by staff who may', async () => {
  const plain = await at.paid('plain');
  expect(at.shop.order(plain)).not.toHaveProperty('profit_sharing');
  expect(await at.share(plain, 'PSF0001', { 'store-1': 1 })).toMatchObject({ code: 40001, msg: expect.stringContaining('没有说要分账') });
  at.shop.tick(-60_001);
  expect(await at.share(no, 'PSF0002', { 'store-1': 1 })).toMatchObject({ code: 40001, msg: expect.stringContaining('一分钟') });
  at.shop.tick(2);
  expect(await at.share(no, 'PSF0002', { 'store-1': 1 })).toMatchObject({ code: 0 });
  const young = await at.shop.client.callService('pay/kh/createPayment', {
    provider: 'wxpay',
    data: { type: 'shared', out_trade_no: 'SHRYOUNG1' },
  });
  expect(young).toMatchObject({ code: 0 });
  expect(await at.share('SHRYOUNG1', 'PSF0003', { 'store-1': 1 })).toMatchObject({ code: 40001 });
  const viewer = await at.shop.login('demo-viewer');
  const wish = { out_trade_no: no, receivers: [{ receiver_no: 'store-1', sharing_fee: 1, description: 'x' }] };
  expect(await viewer.callService('pay/sys/shareOrder', wish)).toMatchObject({ code: 40009 });
  expect(await viewer.callService('pay/sys/listSharings', { out_trade_no: no })).toMatchObject({ code: 0 });
  expect(await at.shop.client.callService('pay/sys/shareOrder', wish)).toMatchObject({ code: 40009 });
});

test('without encryption nobody is added: an account has no safe place', async () => {
  const bare = await openSharingShop('wxpay', { settings: { encryption: { keys: [], fields: [] } } });
  expect(await bare.addShop()).toMatchObject({ code: 40009, msg: expect.stringContaining('encryption') });
  await bare.close();
});
