// 规范「日志记录」的保留期：日志 90 天、错误 180 天，可以改；一批一批、到点就停；订单、退款、转账永远不碰。
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { purgeJournal } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/monitor/purge-journal';
import type { Kernel } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/kernel';

const DAY_MS = 86_400_000;
const NOW = 1000 * DAY_MS;
interface Row {
  readonly _id: string;
  readonly create_date: number;
}
type Lt = { readonly lt: number };
type Wish = { dbName: string; whereJson: { create_date: Lt; _id?: { in: readonly unknown[] } }; pageSize?: number };

let tables: Record<string, Row[]>;
let asked: string[];
let now: number;
/** 每次操作过去这么多毫秒 */
let step: number;
const kernel = (retentionDays = { logs: 90, errors: 180, notifies: 30 }): Kernel => {
  const matching = ({ dbName, whereJson }: Wish): Row[] => {
    asked.push(dbName);
    now += step;
    const ids = whereJson._id?.in;
    return (tables[dbName] ?? []).filter((row) => row.create_date < whereJson.create_date.lt && (!ids || ids.includes(row._id)));
  };
  const baseDao = {
    select: (wish: Wish) => Promise.resolve({ rows: matching(wish).slice(0, wish.pageSize) }),
    del(wish: Wish) {
      const gone = new Set(matching(wish));
      tables[wish.dbName] = (tables[wish.dbName] ?? []).filter((row) => !gone.has(row));
      return Promise.resolve(gone.size);
    },
  };
  const command = { lt: (lt: number): Lt => ({ lt }), in: (values: readonly unknown[]) => ({ in: values }) };
  return {
    vk: { baseDao, getUnicloud: () => ({ _: command }) },
    now: () => now,
    config: { settings: { retentionDays } },
  } as unknown as Kernel;
};
const aged = (days: number, count = 1): Row[] =>
  Array.from({ length: count }, (_, index) => ({ _id: `${days}-${index}`, create_date: NOW - days * DAY_MS }));
const ages = (dbName: string): number[] => [...new Set((tables[dbName] ?? []).map(({ create_date }) => (NOW - create_date) / DAY_MS))];

beforeEach(() => {
  const rows = (): Row[] => [...aged(400, 450), ...aged(181), ...aged(180), ...aged(91), ...aged(90), ...aged(1)];
  tables = { payment_logs: rows(), payment_errors: rows(), payment_orders: rows(), payment_refunds: rows(), payment_transfers: rows() };
  [asked, now, step] = [[], NOW, 0];
});

test('logs live 90 days and errors 180, whatever their number; nothing else is touched', async () => {
  expect(await purgeJournal.run(kernel(), NOW + 1)).toEqual({ examined: 904, changed: 904, failed: 0, unfinished: false });
  expect([ages('payment_logs'), ages('payment_errors')]).toEqual([
    [90, 1],
    [180, 91, 90, 1],
  ]);
  expect(new Set(asked)).toEqual(new Set(['payment_logs', 'payment_errors', 'payment_notifies']));
  expect(tables['payment_orders']).toHaveLength(455);
});

test('the days are settings', async () => {
  await purgeJournal.run(kernel({ logs: 1, errors: 365, notifies: 30 }), NOW + 1);
  expect([ages('payment_logs'), ages('payment_errors')]).toEqual([[1], [181, 180, 91, 90, 1]]);
});

test('at the deadline it stops between two batches and goes on another time', async () => {
  step = 10;
  expect(await purgeJournal.run(kernel(), NOW + 15)).toEqual({ examined: 200, changed: 200, failed: 0, unfinished: true });
  const removed = async (): Promise<number> => (await purgeJournal.run(kernel(), now + 15)).changed;
  for (let round = 0; round < 10 && (await removed()) > 0; round += 1);
  expect([Math.max(...ages('payment_logs')) <= 90, Math.max(...ages('payment_errors')) <= 180]).toEqual([true, true]);
});

test.each(['payment_logs', 'payment_errors', 'payment_notifies'])('%s has the index that the purge reads', (name) => {
  const text = readFileSync(join(__dirname, `../../uniCloud-aliyun/database/${name}.index.json`), 'utf8');
  const keys = (JSON.parse(text) as { MgoKeySchema: { MgoIndexKeys: { Name: string }[] } }[]).map(({ MgoKeySchema }) =>
    MgoKeySchema.MgoIndexKeys.map(({ Name }) => Name).join(),
  );
  expect(keys).toContain('create_date');
});
