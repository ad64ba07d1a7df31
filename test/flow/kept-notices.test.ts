// 规范「日志记录」之外的留存：打开 keepNotifies 又有密钥才写；加密；同一件事一行；伪造的每渠道十分钟一行、太大的不要；
// 留不下来不碍支付；30 天后清掉。
import { createHash } from 'node:crypto';
import { openShop, type Shop } from './harness';

const KEY = `k1:${createHash('sha256').update('kept').digest('base64')}`;
const ON = { keepNotifies: true, encryption: { keys: [KEY], fields: [] } };
let shop: Shop;
let down: boolean;
beforeEach(() => (down = false));
afterEach(() => shop.close());

async function open(settings: Record<string, unknown>): Promise<void> {
  const databaseFault = ({ collection }: { collection: string }): void => {
    if (down && collection === 'payment_notifies') throw new Error('数据库断了');
  };
  shop = await openShop({ settings, runtime: { databaseFault } });
}
const kept = (): Record<string, unknown>[] => shop.rows('payment_notifies');
async function paid(provider: 'wxpay' | 'alipay'): Promise<string> {
  const created = await shop.createGoods({ provider });
  const out_trade_no = String(created['out_trade_no']);
  if (provider === 'alipay') shop.alipay.scan((created['orderInfo'] as { code_url: string }).code_url);
  shop[provider].pay(out_trade_no);
  return out_trade_no;
}
const forge = (body: string): Promise<Response> =>
  fetch(`${shop.url}/pay-notify/wxpay/h5`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });

test.each([
  ['off', { encryption: { keys: [KEY], fields: [] } }],
  ['on without a key', { keepNotifies: true }],
])('%s: nothing is kept, payments go on', async (_name, settings) => {
  await open(settings);
  const out_trade_no = await paid('wxpay');
  await shop.wxpay.deliverDue();
  await forge('{}');
  expect([shop.order(out_trade_no)['status'], kept()]).toEqual(['SUCCESS', []]);
});

test.each(['wxpay', 'alipay'] as const)('%s: a notice is kept sealed, once, however often it comes', async (provider) => {
  await open(ON);
  const out_trade_no = await paid(provider);
  await shop[provider].deliverDue();
  for (let again = 0; again < 3; again += 1) {
    const { url, headers, body } = shop[provider].buildNotification('payment', { outTradeNo: out_trade_no });
    await fetch(url, { method: 'POST', headers: { ...headers }, body });
  }
  expect(kept()).toMatchObject([
    { provider, kind: 'payment', outcome: 'accepted', out_trade_no, sealed: expect.stringMatching(/^enc:1:k1:/) },
  ]);
  expect(JSON.stringify(kept()).match(/ciphertext|total_amount|sign/)).toBeNull();
  shop.tick(31 * 86_400_000);
  await shop.runMonitor();
  expect(kept()).toEqual([]);
});

test('forged ones cannot fill the table: one row per provider and ten minutes, large ones none', async () => {
  await open(ON);
  for (let index = 0; index < 20; index += 1) await forge(`{"no":${index}}`);
  expect(kept()).toMatchObject([{ kind: 'unverified', outcome: 'unverified' }]);
  shop.runtime.recycle();
  for (let index = 0; index < 5; index += 1) await forge(`{"no":${index}}`);
  expect(kept()).toHaveLength(1);
  shop.tick(600_000);
  await forge(`{"x":"${'y'.repeat(20_000)}"}`);
  expect(kept()).toHaveLength(1);
  await forge('{}');
  expect(kept()).toHaveLength(2);
});

test('what cannot be kept does not hold up the payment', async () => {
  await open(ON);
  const out_trade_no = await paid('wxpay');
  down = true;
  expect(await shop.wxpay.deliverDue()).toMatchObject([{ acked: true }]);
  expect([shop.order(out_trade_no)['status'], kept()]).toEqual(['SUCCESS', []]);
});
