// 编译后的微信小程序在 Node 里真的走一遍收银台：服务端给什么参数，wx.requestPayment 就收到什么；付没付只听服务端。
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { builtPages, textOf } from './built-pages';
import type { ServiceCall } from './client-stub';

interface Played {
  readonly shown: string;
  readonly label: string;
  readonly busyLabel: string;
  readonly text: string;
  readonly payments: Record<string, unknown>[];
  readonly navigations: string[];
  readonly calls: ServiceCall[];
}

let dist: string;
beforeAll(async () => {
  dist = await builtPages('mp-weixin', 'http://127.0.0.1:9099', false);
}, 600_000);

async function play(scenario: string): Promise<Played> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', join(__dirname, 'mini-program-host.ts'), dist, scenario],
    { maxBuffer: 1 << 24 },
  );
  const line = stdout.split('\n').find((text) => text.startsWith('@@'));
  if (line === undefined) throw new Error(`没有结果：${stdout}`);
  return JSON.parse(line.slice(2)) as Played;
}

const numberOf = (call: ServiceCall | undefined): unknown => (call?.data['data'] as { out_trade_no?: unknown } | undefined)?.out_trade_no;

test('the payer sees the price of the server, and the window gets exactly what the server signed', async () => {
  const { shown, label, busyLabel, payments, calls } = await play('paid');
  expect(shown).toContain('¥12.00手工马克杯');
  expect([label, busyLabel]).toEqual(['确认支付 ¥12.00', '调起支付中…']);
  expect(payments).toEqual([
    {
      provider: 'wxpay',
      timeStamp: '1795435200',
      nonceStr: 'nonce-from-server',
      package: 'prepay_id=wx2311',
      signType: 'RSA',
      paySign: 'signature-from-server',
    },
  ]);
  expect(calls.map(({ url }) => url)).toEqual(['pay/pub/options', 'pay/kh/createPayment', 'pay/kh/queryPayment']);
  expect(calls[1]).toMatchObject({
    name: 'vk-pay',
    platform: 'mp-weixin',
    token: 'token-of-payer',
    data: { provider: 'wxpay', data: { type: 'goods', total_fee: 1200, custom: { goods_id: 'mug', quantity: 1 } } },
  });
  expect(numberOf(calls[1])).toMatch(/^VP\d{14}[0-9A-Z]{10}$/);
});

test('success leads to the result page of the very same number', async () => {
  const { navigations, calls } = await play('paid');
  expect(navigations).toEqual([`/pages/result/result?out_trade_no=${String(numberOf(calls[1]))}&hint=paid`]);
});

test('closing the window stays at the checkout and says that nothing was charged', async () => {
  const { navigations, text } = await play('cancelled');
  expect(navigations).toEqual([]);
  expect(text).toContain('付款已取消，没有扣款');
});

test('two quick taps open one window for one order', async () => {
  const { payments, calls } = await play('pressed-twice');
  expect(payments).toHaveLength(1);
  expect(calls.filter(({ url }) => url === 'pay/kh/createPayment')).toHaveLength(1);
});

test('a normal build contains nothing of the simulator', () => {
  const text = textOf(dist);
  for (const words of ['演示用户', '模拟手机', '模拟器', '/simulator/']) expect(text).not.toContain(words);
});

test('a payer the server does not know is told by a login code, and pays with the same number; nobody taps twice', async () => {
  const { payments, navigations, calls } = await play('unknown-payer');
  expect(calls.map(({ url }) => url)).toEqual([
    'pay/pub/options',
    'pay/kh/createPayment',
    'pay/kh/identifyPayer',
    'pay/kh/createPayment',
    'pay/kh/queryPayment',
  ]);
  expect(calls[2]?.data).toMatchObject({ provider: 'wxpay', platform: 'mp-weixin', code: 'code-of-wx-login' });
  expect(numberOf(calls[3])).toBe(numberOf(calls[1]));
  expect(payments).toHaveLength(1);
  expect(navigations).toEqual([`/pages/result/result?out_trade_no=${String(numberOf(calls[1]))}&hint=paid`]);
});
