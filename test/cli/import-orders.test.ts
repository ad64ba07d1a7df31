// npm run import-orders：控制台导出的 vk-pay-orders 先放进本地的表，--dry-run 只看，抄完两边比；再来一次什么也不多。
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stack } from '../../local/stack/stack';
import { createStack } from '../watched-stack';
import { importLocalOrders, readExport } from '../../scripts/import-orders';
import { stackFiles } from '../flow/harness-files';
import { requireNothingLeft } from '../left-behind';

test('an export is an array or a line each; ids and dates as the console writes them', () => {
  const row = '{"_id":{"$oid":"64b7f0c2a1b2c3d4e5f60718"},"create_date":{"$date":"2026-11-01T00:00:00Z"},"total_fee":{"$numberInt":"100"}}';
  const read = { _id: '64b7f0c2a1b2c3d4e5f60718', create_date: Date.UTC(2026, 10, 1), total_fee: 100 };
  expect(readExport(`\uFEFF${row}\n\n${row}\n`)).toEqual([read, read]);
  expect(readExport(`[${row}]`)).toEqual([read]);
  expect(() => readExport(`${row}\nnonsense`)).toThrow('第 2 行');
});

test('a look, the import, the comparison; once more changes nothing', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'vk-pay-imported-'));
  const file = join(dataDir, 'export.json');
  let printed = '';
  const log = jest.spyOn(console, 'log').mockImplementation((...said: unknown[]) => void (printed += `${said.join(' ')}\n`));
  const open = (): Promise<Stack> => createStack({ dataDir, port: 0, ...stackFiles, synchronous: 'NORMAL' });
  try {
    await (await open()).close();
    const old = {
      pay_type: 'alipay_h5',
      type: 'goods',
      user_id: 'u',
      total_fee: 500,
      status: 2,
      refund_fee: 200,
      create_date: 1_760_000_000_000,
    };
    const rows = [1, 2, 3].map((n) => ({ _id: `row${n}`, out_trade_no: `OLDNUMBER${n}`, ...old }));
    writeFileSync(
      file,
      [...rows, { ...rows[0], _id: 'row4', out_trade_no: 'OLDNUMBER4', pay_type: 'douyin_mp' }]
        .map((one) => JSON.stringify(one))
        .join('\n'),
    );
    const run = (patch: object = {}): Promise<void> => importLocalOrders({ data: dataDir, file, batch: 2, 'dry-run': false, ...patch });
    await run({ 'dry-run': true });
    expect(printed).toMatch(/要抄 3，早已有 0，认不出 1[^]*OLDNUMBER4：不认识的 pay_type[^]*没有改动/);
    printed = '';
    await run();
    expect(printed).toMatch(/旧表 3 张，15\.00 元，已退 6\.00 元\n新表 3 张，15\.00 元，已退 6\.00 元\n[^]*逐张对得上/);
    printed = '';
    await run({ file: undefined });
    expect(printed).toMatch(/抄了 0，早已有 3，认不出 1/);
    const stack = await open();
    expect(stack.runtime.database.raw('payment_refunds')).toHaveLength(3);
    await stack.close();
    await expect(importLocalOrders({ data: dataDir, file: join(dataDir, 'none'), batch: undefined, 'dry-run': true })).rejects.toThrow(
      '读不到',
    );
    await requireNothingLeft({ printed, dataDir });
  } finally {
    log.mockRestore();
    process.exitCode = 0;
    rmSync(dataDir, { recursive: true, force: true });
  }
}, 120_000);
