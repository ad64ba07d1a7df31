// 交易账单（docs/protocols/wxpay.md §2.8、§10.11）：插件能读，散列算在解压后的字节上，地址一次有效，东八区的日期。
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import vectors from '../../vectors/wxpay.json';
import { DAY, HOUR, MINUTE, paidOrder, START, startWorkbench, type Workbench } from './workbench';

// eslint-disable-next-line @typescript-eslint/no-require-imports
const { Formatter } = require('wechatpay-axios-plugin') as {
  Formatter: { castCsvBill(content: string): { rows: Record<string, string>[]; summary: Record<string, string> } };
};

let workbench: Workbench;
beforeEach(async () => {
  workbench = await startWorkbench();
});
afterEach(() => workbench.stop());

const apply = (query: string) => workbench.call('GET', `/v3/bill/tradebill?${query}`);
const pathOf = (url: unknown): string => String(url).replace(/^https?:\/\/[^/]+/, '');
async function download(query: string): Promise<{ bytes: Buffer; hash: unknown; path: string }> {
  const { json } = await apply(query);
  const path = pathOf(json['download_url']);
  const { status, headers, bytes } = await workbench.call('GET', path);
  expect([status, headers.get('wechatpay-signature')]).toEqual([200, null]);
  return { bytes, hash: json['hash_value'], path };
}
const sha1 = (bytes: Buffer): string => createHash('sha1').update(bytes).digest('hex');

test('payments and refunds of the day, readable by the plugin, same header as the published example', async () => {
  const number = await paidOrder(workbench, { description: '杯子,`大`', attach: 'A' });
  workbench.tick(MINUTE);
  await workbench.refund({ out_trade_no: number, out_refund_no: 'RFBILL0001', amount: { refund: 40, total: 100, currency: 'CNY' } });
  workbench.gateway.finishRefund('RFBILL0001');
  workbench.tick(DAY);
  const { bytes, hash } = await download('bill_date=2026-11-23');
  expect(hash).toBe(sha1(bytes));
  const content = bytes.toString('utf8');
  expect(content.split('\r\n')[0]).toBe(vectors.bill[0]?.decompressed_text.split('\r\n')[0]);
  const { rows, summary } = Formatter.castCsvBill(content);
  expect(rows).toMatchObject([
    { 商户订单号: number, 交易状态: 'SUCCESS', 订单金额: '1.00', 应结订单金额: '1.00', 商品名称: '杯子  大 ', 费率: '0.60%' },
    { 商户订单号: number, 交易状态: 'REFUND', 商户退款单号: 'RFBILL0001', 退款金额: '0.40', 申请退款金额: '0.40', 退款状态: 'SUCCESS' },
  ]);
  expect(summary).toMatchObject({ 总交易单数: '2', 订单总金额: '1.00', 申请退款总金额: '0.40' });
});

test('gzip: the hash covers the decompressed bytes', async () => {
  await paidOrder(workbench);
  workbench.tick(DAY);
  const { bytes, hash } = await download('bill_date=2026-11-23&tar_type=GZIP');
  expect(hash).toBe(sha1(gunzipSync(bytes)));
});

test('the address works once, only with a signature, and not for long', async () => {
  await paidOrder(workbench);
  workbench.tick(DAY);
  const { path } = await download('bill_date=2026-11-23');
  expect((await workbench.call('GET', path)).status).toBe(400);
  const fresh = pathOf((await apply('bill_date=2026-11-23')).json['download_url']);
  expect((await workbench.open(fresh, { headers: { Accept: '*/*', 'User-Agent': 'x' } })).status).toBe(401);
  workbench.tick(MINUTE);
  expect((await workbench.call('GET', fresh)).status).toBe(400);
});

test('an order paid after midnight in Beijing belongs to the new day', async () => {
  workbench.tick(12 * HOUR);
  const number = await paidOrder(workbench);
  workbench.tick(DAY + 10 * HOUR);
  expect((await apply('bill_date=2026-11-23')).json).toMatchObject({ code: 'NO_STATEMENT_EXIST' });
  expect((await download('bill_date=2026-11-24')).bytes.toString('utf8')).toContain(number);
});

test('before ten the bill is being made; today, the future, four months ago and nonsense are refused', async () => {
  await paidOrder(workbench);
  workbench.tick(Date.parse('2026-11-24T09:59:59+08:00') - START);
  expect((await apply('bill_date=2026-11-23')).json).toMatchObject({ code: 'STATEMENT_CREATING' });
  workbench.tick(1000);
  expect((await apply('bill_date=2026-11-23')).status).toBe(200);
  for (const date of ['2026-11-24', '2026-12-01', '2026-07-01'])
    expect((await apply(`bill_date=${date}`)).json).toMatchObject({ code: 'INVALID_REQUEST' });
  for (const date of ['2026-02-30', '20261123']) expect((await apply(`bill_date=${date}`)).json).toMatchObject({ code: 'PARAM_ERROR' });
  expect((await apply('bill_date=2026-11-23&colour=red')).json).toMatchObject({ code: 'PARAM_ERROR', detail: { location: 'query' } });
  expect((await apply('bill_date=2026-11-23&bill_type=REFUND')).json).toMatchObject({ code: 'NO_STATEMENT_EXIST' });
});
