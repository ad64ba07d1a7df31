// 定时任务分给几个实例一起做（设置 monitorShards）：每一张都有人看，恰好一次；早先没有分片的也有；叫不动时自己做。
import type { StackEvent } from '../../local/stack/stack-event';
import { checkInvariants, openShop, type Shop } from './harness';

let shop: Shop;
let events: StackEvent[];
afterEach(() => shop.close());
async function open(monitorShards: number): Promise<string[]> {
  events = [];
  shop = await openShop({ settings: { monitorShards }, onEvent: (event) => events.push(event) });
  const numbers: string[] = [];
  for (let n = 0; n < 12; n += 1) numbers.push(String((await shop.createGoods())['out_trade_no']));
  for (const number of numbers) shop.wxpay.pay(number);
  const [first] = numbers;
  const { shard: _shard, ...row } = shop.order(String(first));
  await shop.runtime.database
    .collection('payment_orders')
    .doc(String(first))
    .set({ ...row, _id: undefined });
  shop.tick(11_000);
  return numbers;
}
const helpers = (): number =>
  events.filter(
    ({ source, event }) =>
      source === 'cloud' && event.type === 'invoke' && event.phase === 'end' && event.name === 'monitor' && event.source === 'function',
  ).length;
const queries = (): string[] =>
  shop.rows('payment_logs').flatMap(({ type, out_trade_no }) => (type === 'query' ? [String(out_trade_no)] : []));

test.each([1, 4])('%d instances repair every order once', async (shards) => {
  const numbers = await open(shards);
  await shop.runMonitor();
  expect(helpers()).toBe(shards - 1);
  expect(queries().sort()).toEqual([...numbers].sort());
  for (const number of numbers) expect(shop.order(number)).toMatchObject({ status: 'SUCCESS', fulfil: { status: 'DONE' } });
  checkInvariants(shop);
});

test('another function cannot make it do the whole work', async () => {
  await open(2);
  expect(await shop.runtime.invoke('monitor', {}, { source: 'function' })).toMatchObject({ code: 40009 });
  expect(queries()).toEqual([]);
});
