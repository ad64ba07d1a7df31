// npm start 的事件行：一次调用、一次通知、一次到账、一次定时任务，各有一行能读懂的话；外来的文字弄不乱终端。
import type { StackEvent } from '../../local/stack/stack-event';
import { linesOf, type Line } from '../../local/stack/timeline';
import { printEvent } from '../../scripts/event-lines';
import { openShop, type Shop } from '../flow/harness';

let shop: Shop;
let events: StackEvent[];
const plainLines = (): string[] => {
  const printed: string[] = [];
  for (const event of events) printEvent(event, (line) => printed.push(line));
  return printed.map((line) => line.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g'), ''));
};
const linesWith = (...words: string[]): string[] => plainLines().filter((line) => words.every((word) => line.includes(word)));

beforeEach(async () => {
  events = [];
  shop = await openShop({ onEvent: (event) => events.push(event) });
  events.length = 0;
});
afterEach(() => shop.close());

test('one payment reads from the order to the goods, each line with its order', async () => {
  const { out_trade_no } = await shop.createGoods();
  shop.wxpay.pay(String(out_trade_no));
  await shop.wxpay.deliverDue();
  for (const words of [
    ['前端', 'vk-pay pay/kh/createPayment 成功', '毫秒'],
    ['微信支付网关', '下单：签名验过，处理并签名答复 200'],
    ['订单', '（无） → NOTPAY：已落库（来自下单）'],
    ['订单', 'NOTPAY → PROCESSING：网关受理'],
    ['微信支付网关', '订单 NOTPAY → SUCCESS'],
    ['订单', 'PROCESSING → SUCCESS：验签通过，金额与商户一致（来自通知）'],
    ['订单', '发货', '→ DONE'],
    ['微信支付网关', '支付通知 第 1 次已被确认（200）'],
  ])
    expect(linesWith(...words, String(out_trade_no))).toHaveLength(1);
  expect(linesWith('支付网关', 'pay-notify /wxpay/h5 成功').length + linesWith('支付网关', 'pay-notify /wxpay/h5 答').length).toBe(1);
  expect(plainLines().join('\n')).not.toContain('数据库');
});

test('a refusal shows its code and words, a fault its name, an unheard notice that it will come again', async () => {
  const refused = await shop.createGoods({ goods_id: 'no-such-goods' });
  expect(linesWith('前端', 'pay/kh/createPayment', String(refused['code']), String(refused['msg'])).length).toBe(1);
  shop.wxpay.faults.add({ operation: 'create', fault: { kind: 'lostAnswer' } });
  await shop.createGoods();
  expect(linesWith('微信支付网关', '下单：连接断开，没有答复（故障剧本 lostAnswer）')).toHaveLength(1);
  const { out_trade_no } = await shop.createGoods({ provider: 'alipay' });
  shop.alipay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
  shop.alipay.pay(String(out_trade_no));
  expect(linesWith('支付宝网关', '支付通知被故障剧本压住', String(out_trade_no))).toHaveLength(1);
});

test('the timer speaks when it did something, and is silent when there was nothing to do', async () => {
  // 第一轮要了昨天的交易账单与资金流水；支付宝的还没有出，只是等着，不算失败
  await shop.runMonitor();
  expect(linesWith('定时任务')).toEqual([expect.stringContaining('reconcile-bills 看了 4、改了 2')]);
  expect(linesWith('定时任务')[0]).not.toContain('失败');
  events.length = 0;
  await shop.runMonitor();
  expect(linesWith('定时任务')).toEqual([]);
  const { out_trade_no } = await shop.createGoods();
  shop.wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
  shop.wxpay.pay(String(out_trade_no));
  shop.tick(24 * 3_600_000);
  await shop.runMonitor();
  expect(linesWith('定时任务', 'monitor：repair-orders 看了 1、改了 1')).toHaveLength(1);
  expect(linesWith('订单', 'PROCESSING → SUCCESS', '（来自查询）', String(out_trade_no))).toHaveLength(1);
});

test('text from outside cannot move the cursor, forge a line or fill the screen', () => {
  const escape = String.fromCharCode(27);
  const hostile = `pay/kh/x${escape}[2J\nforged`;
  const invoke = {
    type: 'invoke',
    phase: 'end',
    name: 'vk-pay',
    source: 'client',
    requestId: 'r',
    url: hostile,
    input: {},
    ms: 1,
  } as const;
  const result = { code: 40001, msg: `${'长'.repeat(5000)}${escape}[31m`, out_trade_no: `VP\r${escape}]0;title` };
  const lines: Line[] = linesOf({ at: 0, source: 'cloud', event: { ...invoke, result } });
  const text = JSON.stringify(lines);
  expect(text).not.toMatch(/\\u001b|\\n|\\r/);
  expect(text.length).toBeLessThan(800);
});
