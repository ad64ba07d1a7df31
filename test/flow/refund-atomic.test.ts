// I3、I13：占用的金额与退款单同一个事务写下：中间哪一次写入失败，两边都没有，同一个单号照样再来。
import { checkInvariants, openShop, type Shop } from './harness';
import type { UniClient } from '../../local/stack/client';

let shop: Shop;
let staff: UniClient;
/** 这一次调用失败，只一次；没有就都照常 */
let broken: { readonly kind: string; readonly collection?: string } | undefined;
beforeEach(async () => {
  broken = undefined;
  const databaseFault = ({ kind, collection }: { kind: string; collection: string }, phase: string): void => {
    if (broken === undefined || phase !== 'before' || kind !== broken.kind) return;
    if (broken.collection !== undefined && collection !== broken.collection) return;
    broken = undefined;
    throw new Error('the database does not answer');
  };
  shop = await openShop({ wxpay: { refundSpacingMs: 0, refundDurationMs: 500 }, runtime: { databaseFault } });
  staff = await shop.login('demo-admin');
});
afterEach(async () => {
  checkInvariants(shop);
  await shop.close();
});

const refund = (out_trade_no: string): Promise<Record<string, unknown>> =>
  staff.callService('pay/sys/refund', { out_trade_no, out_refund_no: 'RFATOM0001', refund_fee: 2000 });
async function paid(): Promise<string> {
  const out_trade_no = String((await shop.createGoods({ quantity: 10 }))['out_trade_no']);
  shop.wxpay.pay(out_trade_no);
  await shop.wxpay.deliverDue();
  return out_trade_no;
}

test.each([
  ['the row is not written', { kind: 'add', collection: 'payment_refunds' }],
  ['the transaction is not committed', { kind: 'commit' }],
])('a new refund, %s: nothing is reserved and there is no row', async (_name, fault) => {
  const out_trade_no = await paid();
  broken = fault;
  expect(await refund(out_trade_no)).not.toMatchObject({ code: 0 });
  expect(broken).toBeUndefined();
  expect(shop.order(out_trade_no)).toMatchObject({ refunding_fee: 0, refund_fee: 0 });
  expect(shop.rows('payment_refunds')).toEqual([]);
  expect(await refund(out_trade_no)).toMatchObject({ code: 0 });
  expect(shop.order(out_trade_no)).toMatchObject({ refunding_fee: 2000 });
  expect(shop.wxpay.ledger.refunds(out_trade_no)).toHaveLength(1);
});

test('a refused refund asked for again, the transaction not committed: nothing is reserved and it stays refused', async () => {
  const out_trade_no = await paid();
  shop.wxpay.faults.add({ operation: 'refund', fault: { kind: 'error', code: 'NOT_ENOUGH' } });
  expect(await refund(out_trade_no)).toMatchObject({ code: 40007 });
  broken = { kind: 'commit' };
  expect(await refund(out_trade_no)).not.toMatchObject({ code: 0 });
  expect(broken).toBeUndefined();
  expect(shop.order(out_trade_no)).toMatchObject({ refunding_fee: 0 });
  expect(shop.rows('payment_refunds')).toMatchObject([{ status: 'FAILED' }]);
  expect(await refund(out_trade_no)).toMatchObject({ code: 0 });
  expect(shop.order(out_trade_no)).toMatchObject({ refunding_fee: 2000 });
});
