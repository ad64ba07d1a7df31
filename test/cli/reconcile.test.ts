// npm run reconcile 读两家的资金流水（docs/protocols/wxpay.md §2.8、docs/protocols/alipay.md）：gz 与 zip、GBK；结余、手续费、差异与退出码。
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { flowFiles } from '../../local/gateways/alipay/fund-flow';
import { flowLines, type FlowEntry } from '../../local/gateways/kit/fund-flow';
import { encodeGbk } from '../../local/gateways/kit/gbk';
import { writeZip } from '../../local/gateways/kit/zip';
import { flowText } from '../../local/gateways/wxpay/fund-flow';
import { COMMANDS } from '../../scripts/commands';

const DAY = 24 * 3_600_000;
const FROM = Date.UTC(2026, 10, 19, 16, 0, 0);
const NOON = FROM + DAY / 2;
const entry = (what: FlowEntry['what'], amount: number, at: number, more: object = {}): FlowEntry => ({
  what,
  outTradeNo: 'VPFLOW0001',
  businessNo: '4200000001',
  title: '马克杯',
  amount,
  at,
  ...more,
});
/** 一笔 50 元的付款（扣 3 角手续费）；微信的退款另有自己的业务单号。 */
const ENTRIES = [entry('payment', 5000, NOON), entry('fee', -30, NOON)];
const ORDERS = {
  orders: [
    { out_trade_no: 'VPFLOW0001', transaction_id: '4200000001', total_fee: 5000, paid_fee: 5000, status: 'SUCCESS', pay_date: NOON },
  ],
  refunds: [],
};

/** 一家那一天的流水，原样的文件。 */
const FILES = {
  wxpay: (on: (fault: string) => boolean) => ['flow.csv.gz', gzipSync(flowText('1900000001', flowLines(ENTRIES, FROM, DAY, on)))] as const,
  alipay: (on: (fault: string) => boolean) => {
    const files = flowFiles('2088000000000001', FROM, flowLines(ENTRIES, FROM, DAY, on), FROM + DAY);
    const zip = files.map(([name, lines]) => ({ name: encodeGbk(`20881_${name}.csv`), content: encodeGbk(lines.join('\r\n')) }));
    return ['flow.zip', writeZip(zip)] as const;
  },
};

let dir: string;
let printed: string[];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'vk-pay-reconcile-'));
  printed = [];
  jest.spyOn(console, 'log').mockImplementation((line: unknown) => void printed.push(String(line)));
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
  rmSync(dir, { recursive: true, force: true });
});

async function reconcile(provider: keyof typeof FILES, faults: readonly string[], ...more: readonly string[]): Promise<number | undefined> {
  const [name, bytes] = FILES[provider]((fault) => faults.includes(fault));
  writeFileSync(join(dir, name), bytes);
  writeFileSync(join(dir, 'orders.json'), JSON.stringify(ORDERS));
  await COMMANDS['reconcile']?.run(['--file', join(dir, name), '--provider', provider, ...more]);
  return process.exitCode as number | undefined;
}

describe.each(['wxpay', 'alipay'] as const)('%s', (provider) => {
  test('an honest day agrees: the balance, the fee really taken, exit 0', async () => {
    expect(await reconcile(provider, [], '--orders', join(dir, 'orders.json'), '--rate', '0.6%', '--json')).toBe(0);
    expect(JSON.parse(printed.join('\n'))).toMatchObject({
      sort: 'fund',
      date: '2026-11-20',
      balances: { opening: 0, closing: 4970 },
      theirs: { payments: 1, payment_fee: 5000, service_fee: 30_000 },
      ours: { payments: 1, payment_fee: 5000 },
      brokenLines: 0,
      differences: [],
    });
  });

  test('too dear a fee is named, of the order and of the day', async () => {
    await reconcile(provider, ['flowWrongFee'], '--orders', join(dir, 'orders.json'), '--rate', '0.6%', '--json');
    const { differences } = JSON.parse(printed.join('\n')) as { differences: { kind: string; subject: string; out_trade_no: string }[] };
    expect(differences.map(({ kind, subject }) => `${kind} ${subject}`).sort()).toEqual(['fee day', 'fee service']);
    expect(differences.find(({ subject }) => subject === 'service')?.out_trade_no).toBe('VPFLOW0001');
  });

  test('without orders only what the file says of itself; in words for people', async () => {
    expect(await reconcile(provider, [])).toBe(0);
    expect(printed.join('\n')).toContain('资金流水');
    expect(printed.join('\n')).toContain('账单自己没有问题');
    printed = [];
    await reconcile(provider, ['flowWrongFee']);
    expect(printed.join('\n')).toContain('一整天');
  });
});
