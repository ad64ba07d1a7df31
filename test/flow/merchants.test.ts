// 多商户（docs/invariants.md I5、I12）：vk-pay-config 里的商户与配置文件里的并存；停用的不收新的款，已有的单照常；
// 密钥从不串商户；改了一分钟之内生效；写坏的一份只停用它自己；数据库读不到时用上一次的，有限度。
import { alipaySections } from '../../local/gateways/alipay/account';
import { wxpaySections } from '../../local/gateways/wxpay/account';
import { checkInvariants } from './harness';
import { documentOfSecond, openMerchantShop, secondMerchant, type MerchantShop, type Provider, type Row } from './merchants-harness';

const MINUTE = 60_000;
let shop: MerchantShop;
/** 数据库的哪些集合此刻读不到 */
const down = new Set<string>();
const reads: string[] = [];
/** 问过网关几次 */
let asked = 0;

beforeAll(async () => {
  shop = await openMerchantShop({
    runtime: {
      databaseFault: ({ collection, write }, phase) => {
        if (phase === 'before' && !write) reads.push(collection);
        if (phase === 'before' && down.has(collection)) throw new Error('数据库断了');
      },
      httpFault: (_call, phase) => {
        if (phase === 'before') asked += 1;
      },
    },
  });
});
beforeEach(async () => {
  down.clear();
  await shop.write('shopB', await documentOfSecond());
  await shop.forget('default');
  shop.tick(31_000);
});
afterEach(() => checkInvariants(shop));
afterAll(() => shop.close());

const trueMerchant = (provider: Provider, no: string): unknown =>
  provider === 'wxpay' ? shop.wxpay.ledger.order(no)?.mchid : shop.alipay.ledger.trade(no)?.sellerId;
const mchidOf = async (provider: Provider): Promise<string> => {
  const { wxpay, alipay } = await secondMerchant();
  return provider === 'wxpay' ? wxpay.mchid : alipay.sellerId;
};
const deliver = (provider: Provider): Promise<unknown> => shop[provider].deliverDue();
const alerts = (): unknown[] => shop.rows('payment_alerts').map(({ kind }) => kind);

describe.each(['wxpay', 'alipay'] as const)('%s', (provider) => {
  test('a merchant of the database takes the money; the order remembers it, and the refund comes from it', async () => {
    const no = await shop.place(provider, 'shopB');
    expect(shop.order(no)).toMatchObject({ pid: 'shopB', mchid: await mchidOf(provider), status: 'PROCESSING' });
    expect(trueMerchant(provider, no)).toBe(await mchidOf(provider));
    shop[provider].pay(no);
    await deliver(provider);
    expect(shop.order(no)).toMatchObject({ status: 'SUCCESS' });
    expect(await shop.merchant('refund', { out_trade_no: no, refund_fee: 200 })).toMatchObject({ code: 0 });
    shop.tick(MINUTE);
    await deliver(provider);
    await shop.runMonitor();
    expect(shop.order(no)).toMatchObject({ refund_fee: 200, refunding_fee: 0 });
    const own = await shop.place(provider);
    expect([shop.order(own)['pid'], trueMerchant(provider, own) === trueMerchant(provider, no)]).toEqual(['default', false]);
  });

  test('an inactive merchant takes no new payment; callbacks, queries, closing and refunds of what is open go on', async () => {
    const [paidLater, asked, closed] = [
      await shop.place(provider, 'shopB'),
      await shop.place(provider, 'shopB'),
      await shop.place(provider, 'shopB'),
    ];
    await shop.write('shopB', { ...(await documentOfSecond()), status: 'inactive' });
    shop.tick(31_000);
    expect(await shop.sell(provider, 'shopB')).toMatchObject({ code: 40001, msg: expect.stringContaining('data.pid 这个商户已停用') });
    expect(await shop.sell(provider)).toMatchObject({ code: 0 });
    shop[provider].pay(paidLater);
    await deliver(provider);
    expect(shop.order(paidLater)).toMatchObject({ status: 'SUCCESS' });
    expect(await shop.merchant('refund', { out_trade_no: paidLater })).toMatchObject({ code: 0 });
    shop[provider].pay(asked);
    expect(await shop.merchant('queryPayment', { out_trade_no: asked })).toMatchObject({ code: 0, status: 1 });
    expect(await shop.merchant('closePayment', { out_trade_no: closed })).toMatchObject({ code: 0 });
    expect(shop.order(closed)).toMatchObject({ status: 'CLOSED' });
    // 又启用：一分钟之内收得了钱
    await shop.write('shopB', { ...(await documentOfSecond()), status: 'active' });
    shop.tick(31_000);
    expect(await shop.sell(provider, 'shopB')).toMatchObject({ code: 0 });
  });

  test('a callback truly signed for another merchant changes nothing, wherever it is sent', async () => {
    const [ours, theirs] = [await shop.place(provider), await shop.place(provider, 'shopB')];
    const known = alerts().length;
    shop[provider].pay(theirs);
    const claim = (url?: string) =>
      provider === 'wxpay'
        ? shop.wxpay.buildNotification('payment', { outTradeNo: theirs, plaintext: { out_trade_no: ours }, ...(url ? { url } : {}) })
        : shop.alipay.buildNotification('payment', { outTradeNo: theirs, fields: { out_trade_no: ours }, ...(url ? { url } : {}) });
    const before = shop.order(ours);
    const answers = [await shop.post(claim()), await shop.post(claim(`${shop.url}/pay-notify/${provider}/h5`))];
    expect(shop.order(ours)).toEqual(before);
    expect(alerts().length).toBeGreaterThan(known);
    if (provider === 'wxpay') expect(answers.every((status) => status >= 400)).toBe(true);
    await deliver(provider);
    expect([shop.order(ours)['status'], shop.order(theirs)['status']]).toEqual(['PROCESSING', 'SUCCESS']);
  });

  test('an account that became another merchant is not asked about the orders of the first', async () => {
    const no = await shop.place(provider, 'shopB');
    shop[provider].pay(no);
    const anothers = provider === 'wxpay' ? wxpaySections(shop.keys.wxpay, 'both') : alipaySections(shop.keys.alipay, 'certificate');
    await shop.write('shopB', { ...(await documentOfSecond()), [provider]: anothers });
    shop.tick(31_000);
    asked = 0;
    expect(await shop.merchant('queryPayment', { out_trade_no: no })).toMatchObject({ code: 0, status: 0 });
    expect(await shop.merchant('refund', { out_trade_no: no })).not.toMatchObject({ code: 0 });
    expect(asked).toBe(0);
    await shop.write('shopB', await documentOfSecond());
    shop.tick(31_000);
    expect(await shop.merchant('queryPayment', { out_trade_no: no })).toMatchObject({ code: 0, status: 1 });
  });

  test('a document named default comes before the file; what the file has taken stays with the file', async () => {
    const first = await shop.place(provider);
    await shop.write('default', await documentOfSecond());
    shop.tick(31_000);
    const next = await shop.place(provider);
    expect([trueMerchant(provider, next), shop.order(next)['pid']]).toEqual([await mchidOf(provider), 'default']);
    for (const no of [first, next]) {
      shop[provider].pay(no);
      await deliver(provider);
      expect(shop.order(no)).toMatchObject({ status: 'SUCCESS' });
      expect(await shop.merchant('refund', { out_trade_no: no })).toMatchObject({ code: 0 });
    }
  });
});

test('a broken document is loud and only its own; nothing else stops', async () => {
  const good = await documentOfSecond();
  const h5 = (good['wxpay'] as Record<string, Row>)['h5'] as Row;
  await shop.write('broken', { ...good, wxpay: { h5: { ...h5, v3Key: '短' } } });
  await shop.write('strange', { ...good, status: 'closed?' });
  await shop.write('files', { ...good, wxpay: { h5: { ...h5, appPrivateKeyContent: '', appPrivateKeyPath: '/etc/passwd' } } });
  for (const pid of ['broken', 'strange', 'files']) expect(await shop.sell('wxpay', pid)).toMatchObject({ code: 40003 });
  expect(await shop.sell('alipay', 'broken')).toMatchObject({ code: 0 });
  expect(await shop.sell('wxpay', 'shopB')).toMatchObject({ code: 0 });
  expect(await shop.sell('wxpay')).toMatchObject({ code: 0 });
  expect(await shop.sell('wxpay', 'nobody')).toMatchObject({ code: 40001, msg: expect.stringContaining('data.pid 没有这个商户') });
  const said = JSON.stringify(shop.rows('payment_errors'));
  for (const path of ['broken.wxpay.h5.v3Key', 'strange.status', 'files.wxpay.h5.appPrivateKeyPath'])
    expect(said).toContain(`vk-pay-config.${path}`);
  shop.tick(6 * MINUTE);
  await shop.runMonitor();
  expect(alerts().filter((kind) => kind === 'merchant-broken')).toHaveLength(3);
  for (const pid of ['broken', 'strange', 'files']) await shop.forget(pid);
});

test('the database is down: the last known serves ten minutes, then the answer is clear; a merchant never read is not guessed', async () => {
  expect(await shop.sell('wxpay', 'shopB')).toMatchObject({ code: 0 });
  down.add('vk-pay-config');
  shop.tick(9 * MINUTE);
  expect(await shop.sell('wxpay', 'shopB')).toMatchObject({ code: 0 });
  expect(await shop.sell('wxpay', 'shopC')).toMatchObject({ code: 40010 });
  shop.tick(2 * MINUTE);
  expect(await shop.sell('wxpay', 'shopB')).toMatchObject({ code: 40010 });
  expect(await shop.sell('wxpay')).toMatchObject({ code: 0 });
  down.clear();
  shop.tick(MINUTE);
  expect(await shop.sell('wxpay', 'shopB')).toMatchObject({ code: 0 });
});

test('a shop of the file alone reads the table once in half a minute, and its callbacks never', async () => {
  const no = await shop.place('wxpay');
  await deliver('wxpay');
  shop.wxpay.pay(no);
  reads.length = 0;
  for (let bought = 0; bought < 5; bought += 1) await shop.place('wxpay');
  expect(reads).not.toContain('vk-pay-config');
  await deliver('wxpay');
  expect(shop.order(no)['status']).toBe('SUCCESS');
  expect(reads).not.toContain('vk-pay-config');
});

test('strangers at the door make the table be read only so often', async () => {
  reads.length = 0;
  const answers: number[] = [];
  for (let tried = 0; tried < 60; tried += 1)
    answers.push(await shop.post({ url: `${shop.url}/pay-notify/wxpay/h5/guess${tried}`, method: 'POST', headers: {}, body: '{}' }));
  expect(reads.filter((name) => name === 'vk-pay-config').length).toBeLessThanOrEqual(40);
  expect([answers[0], answers.at(-1)]).toEqual([404, 503]);
  shop.tick(31_000);
  expect(await shop.post({ url: `${shop.url}/pay-notify/wxpay/h5/shopB`, method: 'POST', headers: {}, body: '{}' })).toBe(401);
});

test('the payer does not choose who is paid', async () => {
  const answer = await shop.client.callService('pay/kh/createPayment', {
    provider: 'wxpay',
    data: { type: 'goods', custom: { goods_id: 'mug', quantity: 1 }, pid: 'shopB' },
  });
  expect(answer).toMatchObject({ code: 40001, msg: expect.stringContaining('data.pid') });
});

test('bills are fetched and checked merchant by merchant', async () => {
  shop.tick(24 * 60 * MINUTE);
  const day = new Date(shop.now() + 8 * 60 * MINUTE).toISOString().slice(0, 10);
  const [ours, theirs] = [await shop.place('wxpay'), await shop.place('wxpay', 'shopB')];
  for (const no of [ours, theirs]) {
    shop.wxpay.pay(no);
    await deliver('wxpay');
  }
  shop.tick(30 * 60 * MINUTE);
  for (let run = 0; run < 3; run += 1) {
    await shop.runMonitor();
    shop.tick(11 * MINUTE);
  }
  const bills = shop
    .rows('payment_reconciliations')
    .filter(({ type, bill_date, sort }) => type === 'bill' && bill_date === day && sort === 'trade');
  const { wxpay } = await secondMerchant();
  expect(
    bills.flatMap(({ provider, ...bill }) => (provider === 'wxpay' ? [[bill['mchid'], bill['pid'], bill['status']]] : [])).sort(),
  ).toEqual(
    [
      [shop.keys.wxpay.mchid, 'default', 'DONE'],
      [wxpay.mchid, 'shopB', 'DONE'],
    ].sort(),
  );
  expect(bills.map(({ differences }) => differences)).toEqual(bills.map(() => ({})));
});

test.each(['wxpay', 'alipay'] as const)('%s: a line of one merchant is never taken for the order of another', async (provider) => {
  shop.tick(24 * 60 * MINUTE);
  const no = await shop.place(provider, 'shopB');
  shop[provider].pay(no);
  await deliver(provider);
  expect(await shop.merchant('refund', { out_trade_no: no, refund_fee: 200 })).toMatchObject({ code: 0 });
  shop.tick(MINUTE);
  await deliver(provider);
  await shop.runMonitor();
  expect(shop.order(no)).toMatchObject({ refund_fee: 200 });
  // 同一个单号，在我们这里是默认商户的：两家各卖过一张
  const ours = { pid: 'default', mchid: provider === 'wxpay' ? shop.keys.wxpay.mchid : shop.keys.alipay.sellerId };
  const owned = (collection: string): Row[] => shop.rows(collection).filter(({ out_trade_no }) => out_trade_no === no);
  const rows = ['payment_orders', 'payment_refunds'].map((name) => [name, owned(name)] as const);
  const give = async (owner?: typeof ours): Promise<void> => {
    for (const [name, list] of rows)
      for (const { _id, pid, mchid } of list)
        await shop.runtime.database
          .collection(name)
          .doc(String(_id))
          .update(owner ?? { pid, mchid });
  };
  await give(ours);
  shop.tick(34 * 60 * MINUTE);
  for (let run = 0; run < 6; run += 1) {
    await shop.runMonitor();
    shop.tick(11 * MINUTE);
  }
  const found = shop
    .rows('payment_reconciliations')
    .filter((row) => row['type'] === 'difference' && row['provider'] === provider && row['out_trade_no'] === no)
    .filter(({ kind }) => /^missing/.test(String(kind)))
    .map(({ kind, subject, mchid }) => [mchid === ours.mchid ? 'default' : 'shopB', subject, kind].join(' '));
  expect(found.sort()).toEqual([
    'default payment missing_there',
    'default refund missing_there',
    'shopB payment missing_here',
    'shopB refund missing_here',
  ]);
  await give();
});
