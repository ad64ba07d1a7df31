// docs/protocols/wxpay.md §2.8 与 docs/protocols/alipay.md §4.15 的两份真实形状的账单：按列名读、断了的不认、坏的一行不毁掉整份。
import vectors from '../vectors/bills.json';
import { newReport, readBill, type ReadReport } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/bills/read';
import { Seen } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/bills/seen';
import type { BillFormat, BillLine } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/bill';
import { ALIPAY_BILL } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/bill-format';
import { decimalOf } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/kit/decimal';
import { WXPAY_BILL } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/bill-format';
import { encodeGbk } from '../../local/gateways/kit/gbk';

const WXPAY = vectors.wechat_trade_bill_all.text;
const ALIPAY = vectors.alipay_trade_bill_detail.text;

async function linesOf(format: BillFormat, bytes: Uint8Array, report: ReadReport = newReport()): Promise<BillLine[]> {
  const lines: BillLine[] = [];
  for await (const batch of readBill(format, [bytes], report)) lines.push(...batch);
  return lines;
}
const wxpay = (text: string, report?: ReadReport) => linesOf(WXPAY_BILL, Buffer.from(text, 'utf8'), report);
const alipay = (text: string, report?: ReadReport) => linesOf(ALIPAY_BILL, encodeGbk(text), report);

test('the WeChat bill of the vector', async () => {
  expect(await wxpay(WXPAY)).toEqual([
    {
      kind: 'payment',
      out_trade_no: 'A1001',
      transaction_id: '4200000001202611200000000001',
      fee: 1200,
      service_fee: 7200,
      rate_ppm: 6000,
      state: 'SUCCESS',
      at: Date.UTC(2026, 10, 20, 2, 0, 1),
    },
    {
      kind: 'refund',
      out_trade_no: 'A0990',
      transaction_id: '4200000001202611190000000009',
      out_refund_no: 'RF0990',
      fee: 500,
      service_fee: -3000,
      rate_ppm: 6000,
      state: 'PENDING',
      at: Date.UTC(2026, 10, 20, 10, 30),
    },
  ]);
});

test('a WeChat line in another currency is not compared as if it were yuan: it is a line for a person', async () => {
  const report = newReport();
  const foreign = WXPAY.replace('`CNY', '`USD');
  expect(foreign).not.toBe(WXPAY);
  expect((await wxpay(foreign, report)).map(({ out_trade_no }) => out_trade_no)).toEqual(['A0990']);
  expect(report).toMatchObject({ brokenLines: 1 });
});

test('the Alipay bill of the vector, in GBK', async () => {
  expect(await alipay(ALIPAY)).toEqual([
    {
      kind: 'payment',
      out_trade_no: 'A1001',
      transaction_id: '2026112022001400001234567890',
      fee: 1200,
      service_fee: 7000,
      state: 'SUCCESS',
      at: Date.UTC(2026, 10, 20, 2, 0, 9),
    },
    {
      kind: 'refund',
      out_trade_no: 'A1001',
      transaction_id: '2026112022001400001234567890',
      out_refund_no: 'RF1001',
      fee: 500,
      service_fee: -3000,
      state: 'SUCCESS',
      at: Date.UTC(2026, 10, 20, 10, 30),
    },
  ]);
});

test('columns are found by name: other order, one more, other spelling of the unit', async () => {
  const rows = WXPAY.split('\r\n').map((line) => (line.startsWith('总') ? line : line.split(',').reverse().join(',')));
  // 汇总那一行不倒。
  rows[rows.length - 2] = '`2,`12.00,`5.00,`0.00,`0.04200,`12.00,`5.00';
  expect(
    (await wxpay(`\ufeff${rows.join('\r\n').replace('\ufeff', '').replace('订单金额', '订单金额(元)')}`)).map(({ fee }) => fee),
  ).toEqual([1200, 500]);
  expect((await alipay(ALIPAY.replace('订单金额（元）', '订单金额(元)'))).map(({ fee }) => fee)).toEqual([1200, 500]);
});

test('a bill of payments only has no columns of refunds', async () => {
  const dropped = [14, 15, 16, 17, 18, 19, 25];
  const text = WXPAY.split('\r\n')
    .filter((line) => !line.includes('`REFUND'))
    .map((line) =>
      line.startsWith('总') || line.startsWith('`2,') || line === ''
        ? line.replace('`2,', '`1,')
        : line
            .split(',')
            .filter((_, at) => !dropped.includes(at))
            .join(','),
    )
    .join('\r\n');
  expect(await wxpay(text)).toMatchObject([{ kind: 'payment', fee: 1200 }]);
});

test('a positive refund and a comma in the name of the goods are read alike', async () => {
  expect(
    (await alipay(ALIPAY.replace('-5.00,-5.00', '5.00,5.00').replace('交易,杯子', '交易,杯子,大'))).map(({ fee, service_fee }) => [
      fee,
      service_fee,
    ]),
  ).toEqual([
    [1200, 7000],
    [500, -3000],
  ]);
});

test.each([
  ['WeChat, cut in the middle', () => wxpay(WXPAY.slice(0, WXPAY.indexOf('总交易单数')))],
  ['WeChat, a line lost', () => wxpay(WXPAY.replace(/`2026-11-20 18[^\r]*\r\n/, ''))],
  ['WeChat, an error page', () => wxpay('<html>502</html>')],
  ['WeChat, nothing', () => wxpay('')],
  ['Alipay, cut in the middle', () => alipay(ALIPAY.slice(0, ALIPAY.indexOf('RF1001')))],
  ['Alipay, a line lost', () => alipay(ALIPAY.replace(/[^\n]*RF1001[^\n]*\n/, ''))],
  ['Alipay, a column lost', () => alipay(ALIPAY.replace('完成时间', '时间'))],
])('%s: refused as a whole', async (_name, read) => {
  await expect(read()).rejects.toThrow();
});

test('a line nobody can read is counted and named; the others are read', async () => {
  const report = newReport();
  const lines = await wxpay(WXPAY.replace('`12.00,`0.00,`\r\n', '`a lot,`0.00,`\r\n'), report);
  expect(lines.map(({ kind }) => kind)).toEqual(['refund']);
  expect(report).toMatchObject({ lines: 1, brokenLines: 1, broken: [{ line: 2, problem: expect.stringContaining('订单金额') }] });
});

test.each([
  ['12.00', 2, 1200],
  ['0.07200', 5, 7200],
  ['-0.03000', 5, -3000],
  ['-0.00', 2, 0],
  ['7', 2, 700],
  ['1.230', 2, 123],
  ['1.234', 2, undefined],
  ['1e3', 2, undefined],
  ['', 2, undefined],
  ['1,200.00', 2, undefined],
  ['NaN', 2, undefined],
])('decimal %j with %d places is %s', (text, places, value) => {
  expect(decimalOf(text, places)).toBe(value);
});

test('seen numbers: none forgotten, none invented, also when it has grown many times', () => {
  const seen = new Seen();
  const numbers = Array.from({ length: 50_000 }, (_, index) => `VP20261120${String(index).padStart(12, '0')}`);
  expect(numbers.filter((number) => seen.add(number))).toEqual([]);
  expect(numbers.filter((number) => !seen.has(number))).toEqual([]);
  expect(numbers.filter((number) => seen.has(`${number}x`))).toEqual([]);
  expect(seen.add(numbers[7] as string)).toBe(true);
});
