// I4、I9：状态只由状态机写——写入之前按表核对，状态与履历同一次写入，版本没变才算数。
import { ORDER_TABLE, type OrderSource, type OrderStatus, type TransitionReason } from '../../common/contract/payments/order';
import { createMachine, type LedgerRow } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/ledger/machine';
import { fakeKernel, type FakeKernel } from './fake-kernel';

interface Row extends LedgerRow<OrderStatus> {
  readonly note?: string;
  readonly fee: number;
  readonly history: readonly object[];
}
const row: Row = { _id: 'VP0001', status: 'NOTPAY', version: 1, fee: 5, note: 'x', history: [] };

let fake: FakeKernel;
const machine = () =>
  createMachine<Row, OrderStatus, TransitionReason, OrderSource>(fake.k, {
    dbName: 'payment_orders',
    table: ORDER_TABLE,
    read: (document) => document as unknown as Row,
    assertId: (id) => id,
  });
beforeEach(async () => {
  fake = fakeKernel();
  await machine().add(row);
});

test('a transition that is not in the table never reaches the database', async () => {
  await expect(machine().write(row, {}, { to: 'REFUND', reason: 'staff', source: 'staff' })).rejects.toThrow('NOTPAY');
  await expect(machine().write(row, {}, { to: 'SUCCESS', reason: 'verified_paid_late', source: 'notify' })).rejects.toThrow('订单');
  expect(fake.writes).toEqual([]);
});

test('state, history, version and change are one write', async () => {
  const moved = await machine().write(
    row,
    { set: { note: undefined }, inc: { fee: 2 } },
    { to: 'SUCCESS', reason: 'verified_paid', source: 'notify', operator: 'staff1', note: '核对过' },
  );
  expect(fake.writes).toHaveLength(1);
  expect(moved).toMatchObject({ status: 'SUCCESS', version: 2, fee: 7, update_date: fake.now });
  expect(moved?.note).toBeUndefined();
  expect(moved?.history).toEqual([
    {
      from: 'NOTPAY',
      to: 'SUCCESS',
      reason: 'verified_paid',
      source: 'notify',
      at: fake.now,
      requestId: 'r1',
      operator: 'staff1',
      note: '核对过',
    },
  ]);
});

test('whoever read an older version writes nothing', async () => {
  const first = await machine().write(row, { inc: { fee: 1 } });
  expect(await machine().write(row, { inc: { fee: 1 } })).toBeUndefined();
  expect(fake.rows.get('VP0001')).toMatchObject({ fee: 6, version: 2 });
  expect(await machine().write(first as Row, { inc: { fee: 1 } })).toMatchObject({ fee: 7 });
});

test('a number that exists is not added again, and other failures are not mistaken for that', async () => {
  expect(await machine().add(row)).toBe(false);
  fake.failNext = new Error('数据库断了');
  await expect(machine().add({ ...row, _id: 'VP0002' })).rejects.toThrow('断了');
});
