// 分账的不明与争抢（docs/invariants.md I3、I6、§3，docs/protocols/wxpay.md §2.7）：只查、同号重发；拒绝要查过才信；
// 分账、退款、要回来、解冻同时来，合起来从不超过实付一分。
import { UNCLEAR } from '../../local/gateways/kit/simulator';
import { checkSharing, openSharingShop, TOTAL, type Row, type SharingShop } from '../flow/sharing-harness';
import { seededLatency } from '../world/latency';

const database = seededLatency(7);
let calm = true;
/** 请求分账到了网关、还没有办 */
let reached = (): void => undefined;
let slow: Promise<void> | undefined;
let asked = 0;
const latency = async (operation: string): Promise<void> => {
  if (operation !== 'share') return;
  asked += 1;
  const waiting = slow;
  slow = undefined;
  if (waiting) reached();
  await waiting;
};
let at: SharingShop;
let no: string;
beforeAll(async () => {
  at = await openSharingShop('wxpay', {
    wxpay: { latency },
    runtime: { databaseLatency: (call, phase) => (calm ? undefined : database(call, phase)) },
  });
  await at.addShop();
  await at.addPerson();
});
beforeEach(async () => {
  calm = true;
  asked = 0;
  no = await at.paid();
});
afterEach(() => {
  at.shop.wxpay.faults.clear();
  checkSharing(at.shop);
});
afterAll(() => at.close());

const FAULTS = {
  lostRequest: { kind: 'lostRequest' },
  lostAnswer: { kind: 'lostAnswer' },
  committedThenBusy: { kind: 'systemErrorCommitted' },
  serverError: { kind: 'http', status: 502 },
  falseSignature: { kind: 'falseSignature' },
  unsigned: { kind: 'unsigned' },
  truncated: { kind: 'truncated' },
} as const;
const order = (): Row => at.shop.order(no);
const shares = () => at.shop.wxpay.sharing.shares(no);

test.each(UNCLEAR)('%s: held, asked again under the same number, shared once', async (kind) => {
  const number = `CHS${kind}`;
  at.shop.wxpay.faults.add({ operation: 'share', fault: FAULTS[kind] });
  expect(await at.share(no, number, { 'store-1': 1000 })).toMatchObject({ code: 0, sharing: { status: 'UNKNOWN' } });
  expect(order()).toMatchObject({ sharing_fee: 1000 });
  await at.minutes(5);
  expect(at.row(number)['status']).toBe('SUCCESS');
  expect([shares().map(({ outOrderNo }) => outOrderNo), at.gateway(no).shared]).toEqual([[number], 1000]);
  at.shop.wxpay.faults.add({ operation: 'returnShare', fault: FAULTS[kind] });
  const back = { share_no: number, receiver_no: 'store-1', out_sharing_no: `${number}R` };
  expect(await at.call('returnSharing', back)).toMatchObject({ code: 0, sharing: { status: 'UNKNOWN' } });
  await at.minutes(5);
  expect([at.row(`${number}R`)['status'], at.gateway(no).returned, order()['shared_fee']]).toEqual(['SUCCESS', 1000, 0]);
  at.shop.wxpay.faults.add({ operation: 'unfreeze', fault: FAULTS[kind] });
  const unfreeze = { out_trade_no: no, out_sharing_no: `${number}U` };
  expect(await at.call('unfreezeOrder', unfreeze)).toMatchObject({ code: 0, sharing: { status: 'UNKNOWN' } });
  await at.minutes(5);
  expect([at.row(`${number}U`)['status'], at.shop.wxpay.sharing.standing(no).unfrozen]).toEqual(['SUCCESS', true]);
});

test('a refusal is believed only after a query says there is nothing', async () => {
  at.shop.wxpay.faults.add({ operation: 'share', fault: { kind: 'error', code: 'INVALID_REQUEST' } });
  at.shop.wxpay.faults.add({ operation: 'queryShare', fault: { kind: 'http', status: 502 } });
  expect(await at.share(no, 'CHR0001', { 'store-1': 1000 })).toMatchObject({ code: 0, sharing: { status: 'UNKNOWN' } });
  expect(order()).toMatchObject({ sharing_fee: 1000 });
  await at.minutes(5);
  expect([at.row('CHR0001')['status'], shares().length]).toEqual(['SUCCESS', 1]);
});

test('while somebody is at the gateway, nobody else asks it under the same number', async () => {
  let release = (): void => undefined;
  slow = new Promise((resolve) => (release = resolve));
  const first = at.share(no, 'CHL0001', { 'store-1': 1000 });
  await new Promise<void>((resolve) => (reached = resolve));
  expect(await at.share(no, 'CHL0001', { 'store-1': 1000 })).toMatchObject({ code: 0, sharing: { status: 'PENDING' } });
  await at.minutes(2);
  expect([asked, shares().length]).toEqual([1, 0]);
  release();
  expect(await first).toMatchObject({ code: 0, sharing: { status: 'PENDING' } });
  expect(await at.call('querySharing', { out_sharing_no: 'CHL0001' })).toMatchObject({ sharing: { status: 'PENDING' } });
  at.shop.tick(3000);
  expect(await at.call('querySharing', { out_sharing_no: 'CHL0001' })).toMatchObject({ sharing: { status: 'SUCCESS' } });
  expect(asked).toBe(1);
});

test('the same number 8 times at once is one share', async () => {
  calm = false;
  const answers = await Promise.all(Array.from({ length: 8 }, () => at.share(no, 'CHN0001', { 'store-1': 1000, 'person-1': 100 })));
  calm = true;
  expect(answers.every(({ code }) => code === 0)).toBe(true);
  at.shop.tick(3000);
  await at.call('querySharing', { out_sharing_no: 'CHN0001' });
  expect([shares().length, order()['shared_fee'], order()['sharing_fee']]).toEqual([1, 1100, 0]);
});

test('12 shares and 12 refunds at once: together never more than was paid', async () => {
  calm = false;
  await Promise.all(
    Array.from({ length: 12 }, (_none, index) => [
      at.share(no, `CHT${String(index).padStart(4, '0')}`, { 'store-1': 900 }),
      at.call('refund', { out_trade_no: no, out_refund_no: `CHTRF${index}`, refund_fee: 1500 }),
    ]).flat(),
  );
  calm = true;
  checkSharing(at.shop);
  await at.minutes(6);
  const { refund_fee, refunding_fee, shared_fee } = order() as Record<string, number>;
  expect(Number(refund_fee) + Number(refunding_fee) + Number(shared_fee)).toBeLessThanOrEqual(TOTAL);
  expect(Number(shared_fee)).toBeGreaterThan(0);
  expect(at.gateway(no)).toMatchObject({ shared: shared_fee });
});

test('returns, a refund of the whole and an unfreeze at once: nothing comes back twice', async () => {
  await at.share(no, 'CHX0001', { 'store-1': 3000 });
  await at.minutes(2);
  calm = false;
  await Promise.all([
    ...Array.from({ length: 6 }, (_none, index) =>
      at.call('returnSharing', { share_no: 'CHX0001', receiver_no: 'store-1', out_sharing_no: `CHXR00${index}`, sharing_fee: 1000 }),
    ),
    at.call('refund', { out_trade_no: no, out_refund_no: 'CHXRF01', refund_fee: TOTAL }),
    at.call('refund', { out_trade_no: no, out_refund_no: 'CHXRF02', refund_fee: TOTAL - 3000 }),
    at.call('unfreezeOrder', { out_trade_no: no, out_sharing_no: 'CHXU001' }),
    at.share(no, 'CHX0002', { 'store-1': 1 }),
  ]);
  calm = true;
  checkSharing(at.shop);
  await at.minutes(6);
  expect([order()['shared_fee'], at.gateway(no).returned]).toEqual([0, 3000]);
});
