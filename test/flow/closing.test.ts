// 关单（docs/invariants.md §2）：先查、再关、再查；任何一步说已付就到账，说不清就不关；没有过的单号不去网关关掉。
import { checkInvariants, openShop, type Shop, type ShopOptions } from './harness';

let shop: Shop;
/** 打开之后，下一次关单请求发出之前做的事 */
let beforeClose: (() => void) | undefined;
const open = async (options: ShopOptions = {}): Promise<void> => {
  shop = await openShop({
    ...options,
    runtime: {
      httpFault: ({ method, url }, phase) => {
        if (phase !== 'before' || method !== 'POST' || !url.endsWith('/close')) return;
        beforeClose?.();
        beforeClose = undefined;
      },
    },
  });
};
beforeEach(() => (beforeClose = undefined));
afterEach(async () => {
  checkInvariants(shop);
  await shop.close();
});

const close = (out_trade_no: string): Promise<Record<string, unknown>> => shop.client.callService('pay/kh/closePayment', { out_trade_no });
const talks = (): unknown[] =>
  shop.rows('payment_logs').flatMap((row) => (['query', 'close'].includes(String(row['type'])) ? [row['type']] : []));
const placed = async (): Promise<string> => String((await shop.createGoods())['out_trade_no']);
/** 下单请求没有到：本地有单，网关没有。 */
async function neverArrived(): Promise<string> {
  shop.wxpay.faults.add({ operation: 'create', fault: { kind: 'lostRequest' } });
  await shop.createGoods({ out_trade_no: 'VPLOST0001' });
  return 'VPLOST0001';
}

test('an open order: asked, closed, asked again', async () => {
  await open();
  expect(await close(await placed())).toMatchObject({ code: 0, status: 'CLOSED' });
  expect(talks()).toEqual(['query', 'close', 'query']);
});

test('a number the gateway never had is closed here alone: closing it there would burn it', async () => {
  await open();
  const no = await neverArrived();
  shop.tick(60_000);
  expect(await close(no)).toMatchObject({ code: 0, status: 'CLOSED' });
  expect(talks()).toEqual(['query']);
});

test('while the creation may still be under way, "no such trade" closes nothing', async () => {
  await open();
  const no = await neverArrived();
  expect(await close(no)).toMatchObject({ code: 40010 });
  expect(shop.order(no)['status']).toBe('NOTPAY');
});

test('paid between the query and the close: booked', async () => {
  await open();
  const no = await placed();
  shop.wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
  beforeClose = () => void shop.wxpay.pay(no);
  expect(await close(no)).toMatchObject({ code: 0, status: 'SUCCESS' });
  expect(shop.order(no)).toMatchObject({ status: 'SUCCESS', fulfil: { status: 'DONE' } });
});

test('the close says paid and the query after it knows of nothing: not closed', async () => {
  await open();
  const no = await placed();
  shop.wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
  beforeClose = () => {
    shop.wxpay.pay(no);
    shop.wxpay.faults.add({ operation: 'query', fault: { kind: 'error', code: 'ORDER_NOT_EXIST' } });
  };
  expect(await close(no)).toMatchObject({ code: 40010 });
  expect(shop.order(no)['status']).toBe('PROCESSING');
});
