// 换密钥（规范 encryptData 的轮换）：有加密内容的表都换；断在哪里都能接着；换不了的行不挡别的；同时在写的不被盖掉；
// 说 0 剩余时旧的真的可以拿掉。
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkInvariants, openShop, type Shop, type ShopOptions } from './harness';
import { wxpayWish } from './transfers-harness';

const keyText = (id: string): string => `${id}:${createHash('sha256').update(`rotate ${id}`).digest('base64')}`;
const LIMITS = { maxFee: 500_000, dayFee: 600_000, personDayFee: 400_000 };
const CUSTOM = { goods_id: 'mug', quantity: 1, user_info: { name: '张三', phone: '13987654321' } };
type Answer = Record<string, unknown>;

let shop: Shop;
let dataDir: string;
let options: ShopOptions;
const start = async (ids: readonly string[]): Promise<void> => {
  const settings = { keepNotifies: true, transfers: LIMITS, encryption: { keys: ids.map(keyText), fields: [] } };
  shop = await openShop({ dataDir, inMemory: false, synchronous: 'NORMAL', settings, ...options });
};
async function open(given: ShopOptions = {}): Promise<void> {
  dataDir = mkdtempSync(join(tmpdir(), 'vk-pay-rotate-'));
  options = given;
  await start(['k1']);
}
/** 换一份密钥的配置，整套重新打开；数据留着。 */
async function use(...ids: readonly string[]): Promise<void> {
  await shop.close();
  await start(ids);
}
afterEach(async () => {
  checkInvariants(shop);
  await shop.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const create = (out_trade_no: string): Promise<Answer> =>
  shop.client.callService('pay/kh/createPayment', { provider: 'wxpay', data: { type: 'goods', out_trade_no, custom: CUSTOM } });
/** 重新打开之后网址变了，原来的通知送不到：查询一样会入账、发货。 */
const paidAfter = async (out_trade_no: string): Promise<unknown> => {
  shop.wxpay.pay(out_trade_no);
  shop.tick(15_000);
  await shop.client.callService('pay/kh/queryPayment', { out_trade_no, await_notify: true });
  return shop.order(out_trade_no)['fulfil'];
};
const rotate = async (data: object = {}): Promise<Answer> => (await shop.login('demo-admin')).callService('pay/sys/rotateKeys', data);
const sealedWith = (): unknown[] =>
  ['payment_orders', 'payment_transfers', 'payment_transfer_authorizations', 'payment_sharing_receivers', 'payment_notifies'].flatMap(
    (name) => shop.rows(name).map((row) => row['sealed_with']),
  );

/** 五张表各有封着的：一张付了的、一张没付的、一笔等确认的转账、一张等答应的收款授权、一个分账接收方、留存的回调。 */
async function fill(): Promise<void> {
  await create('ROTATE0001');
  await create('ROTATE0002');
  shop.wxpay.pay('ROTATE0001');
  await shop.wxpay.deliverDue();
  const staff = await shop.login('demo-admin');
  expect(await staff.callService('pay/sys/transfer', wxpayWish('ROTATETR1'))).toMatchObject({ code: 0 });
  const { openid, transfer_scene_id } = wxpayWish('');
  const authorization = { out_authorization_no: 'ROTATETA1', openid, transfer_scene_id, user_display_name: '林' };
  expect(await staff.callService('pay/sys/createTransferAuthorization', authorization)).toMatchObject({ code: 0 });
  const receiver = {
    receiver_no: 'rotate',
    provider: 'wxpay',
    type: 'PERSONAL_OPENID',
    account: 'oROTATEROTATE01',
    relation_type: 'STAFF',
  };
  expect(await (await shop.login('demo-admin')).callService('pay/sys/addSharingReceiver', receiver)).toMatchObject({ code: 0 });
}

test('all tables move to the new key; at 0 left the old one may go and everything still works', async () => {
  await open();
  await fill();
  expect(sealedWith()).toEqual(['k1', 'k1', 'k1', 'k1', 'k1', 'k1']);
  await use('k2', 'k1');
  expect(await rotate({ dry_run: true })).toMatchObject({ code: 0, current: 'k2', old: ['k1'], changed: 0, left: 6, lost: 0 });
  expect(sealedWith()).toEqual(['k1', 'k1', 'k1', 'k1', 'k1', 'k1']);
  expect(await rotate({ batch: 1 })).toMatchObject({
    changed: 6,
    failed: 0,
    left: 0,
    lost: 0,
    failures: [],
    tables: [
      { table: 'merchants', changed: 0, left: 0 },
      { table: 'orders', changed: 2, left: 0 },
      { table: 'transfers', changed: 1, left: 0 },
      { table: 'transferAuthorizations', changed: 1, left: 0 },
      { table: 'sharingReceivers', changed: 1, left: 0 },
      { table: 'notifies', changed: 1, left: 0 },
    ],
  });
  expect(shop.rows('payment_logs').find(({ type }) => type === 'rotate-keys')).toMatchObject({ status: 'SUCCESS' });
  expect(await rotate()).toMatchObject({ changed: 0, left: 0 });
  await use('k2');
  expect(JSON.stringify(sealedWith())).toBe('["k2","k2","k2","k2","k2","k2"]');
  expect(await paidAfter('ROTATE0002')).toMatchObject({ status: 'DONE' });
  const mine = await (await shop.login('demo-admin')).callService('pay/sys/queryTransfer', { out_bill_no: 'ROTATETR1' });
  expect(mine).toMatchObject({ code: 0, transfer: { status: 'WAIT_CONFIRM' } });
  // 授权里的收款人仍打得开：凭它付得出去。
  shop.wxpay.authorizations.confirm('ROTATETA1');
  const { openid: _openid, ...byAuthorization } = wxpayWish('ROTATETR2', { out_authorization_no: 'ROTATETA1' });
  expect(await (await shop.login('demo-admin')).callService('pay/sys/transfer', byAuthorization)).toMatchObject({
    transfer: { status: 'SUCCESS' },
  });
  // 接收方仍打得开：删得掉。
  expect(await (await shop.login('demo-admin')).callService('pay/sys/removeSharingReceiver', { receiver_no: 'rotate' })).toMatchObject({
    code: 0,
  });
  shop.wxpay.confirmTransfer('ROTATETR1');
  shop.tick(3000);
  await (await shop.login('demo-admin')).callService('pay/sys/queryTransfer', { out_bill_no: 'ROTATETR1' });
  expect(shop.rows('payment_transfers')[0]).not.toHaveProperty('sealed_with');
});

test('the timer does the same for all tables, and a key taken away too early is told as lost', async () => {
  await open();
  await fill();
  await use('k2');
  expect(await rotate()).toMatchObject({ old: [], changed: 0, left: 0, lost: 6 });
  await use('k2', 'k1');
  await shop.runMonitor();
  expect(await rotate({ dry_run: true })).toMatchObject({ left: 0, lost: 0 });
});

test.each([2, 5])('cut off at write %i: what was done stays done, and the next time finishes', async (nth) => {
  let left = Infinity;
  const databaseFault = ({ write, collection }: { write: boolean; collection: string }): void => {
    if (
      !/^(?:payment_orders|payment_transfers|payment_transfer_authorizations|payment_sharing_receivers|payment_notifies)$/.test(
        collection,
      ) ||
      !write
    )
      return;
    left -= 1;
    if (left < 0) throw new Error('断了');
  };
  await open({ runtime: { databaseFault } });
  await fill();
  await create('ROTATE0003');
  await create('ROTATE0004');
  await use('k2', 'k1');
  left = nth - 1;
  await rotate();
  left = Infinity;
  expect(await rotate()).toMatchObject({ code: 0, failed: 0, left: 0 });
  await use('k2');
  expect(new Set(sealedWith())).toEqual(new Set(['k2']));
  expect(await paidAfter('ROTATE0004')).toMatchObject({ status: 'DONE' });
});

test('out of time it says where it stopped, and goes on from there', async () => {
  let slow = 0;
  await open({ runtime: { databaseLatency: async () => shop?.tick(slow) } });
  await fill();
  await use('k2', 'k1');
  slow = 1500;
  let changed = 0;
  let after: unknown;
  let calls = 0;
  do {
    slow = 0;
    const staff = await shop.login('demo-admin');
    slow = 1500;
    const answer = await staff.callService('pay/sys/rotateKeys', { batch: 2, ...(after === undefined ? {} : { after }) });
    expect(answer).toMatchObject({ code: 0 });
    changed += Number(answer['changed']);
    after = answer['next'];
    calls += 1;
  } while (after !== undefined && calls < 20);
  slow = 0;
  expect(calls).toBeGreaterThan(1);
  expect([changed, (await rotate({ dry_run: true }))['left']]).toEqual([6, 0]);
});

test('rows nobody can open or read, more than a batch of them, stop nothing; what cannot be opened alerts once', async () => {
  await open();
  await create('ROTATE0009');
  const good = shop.order('ROTATE0009');
  const orders = (): ReturnType<Shop['runtime']['database']['collection']> => shop.runtime.database.collection('payment_orders');
  const { intent } = good as { intent: { custom: Answer } };
  const bad = { ...intent, custom: { ...intent.custom, user_info: `enc:1:k1:${'A'.repeat(80)}` } };
  for (let index = 0; index < 7; index += 1) {
    const _id = `ROTATE000${index}`;
    await orders().add({ ...good, _id, out_trade_no: _id, ...(index % 2 ? { total_fee: 'many' } : { intent: bad }) });
  }
  await use('k2', 'k1');
  for (const _again of [1, 2]) {
    const answer = await rotate({ batch: 2 });
    expect(answer).toMatchObject({
      code: 0,
      failed: 7,
      left: 7,
      failures: expect.arrayContaining(['orders:ROTATE0000', 'orders:ROTATE0001']),
    });
  }
  await shop.runMonitor();
  expect(shop.order('ROTATE0009')).toMatchObject({ sealed_with: 'k2' });
  expect(shop.rows('payment_alerts').filter(({ kind }) => kind === 'key-rotation-failing')).toHaveLength(4);
  for (let index = 0; index < 7; index += 1) await orders().doc(`ROTATE000${index}`).remove();
});

test('what is written between the read and the write of the rotation is not overwritten', async () => {
  let between: (() => Promise<void>) | undefined;
  const databaseLatency = async ({ write, collection }: { write: boolean; collection: string }): Promise<void> => {
    if (!between || collection !== 'payment_orders' || !write) return;
    const work = between;
    between = undefined;
    await work();
  };
  await open({ runtime: { databaseLatency } });
  await create('ROTATE0010');
  await use('k2', 'k1');
  const staff = await shop.login('demo-admin');
  between = async () => void (await paidAfter('ROTATE0010'));
  expect(await staff.callService('pay/sys/rotateKeys', {})).toMatchObject({ code: 0, changed: 0, failed: 0, left: 1 });
  expect(shop.order('ROTATE0010')).toMatchObject({ status: 'SUCCESS', sealed_with: 'k1', fulfil: { status: 'DONE' } });
  expect(await rotate()).toMatchObject({ changed: 1, left: 0 });
  expect(shop.order('ROTATE0010')).toMatchObject({ status: 'SUCCESS', sealed_with: 'k2' });
});

test('input that is none is refused by name', async () => {
  await open();
  for (const [data, field] of [
    [{ batch: 0 }, 'batch'],
    [{ after: { $gt: '' } }, 'after'],
    [{ after: 'users:1' }, 'after'],
    [{ dry_run: 'yes' }, 'dry_run'],
  ] as const)
    expect(await rotate(data)).toMatchObject({ code: 40001, msg: expect.stringContaining(field) });
});
