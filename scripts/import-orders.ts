/**
 * npm run import-orders：vk-uni-pay 的订单（表 vk-pay-orders）与 uni-pay 2 的（uni-pay-orders）抄进 payment_orders 与 payment_refunds，说两边对不对得上。
 * 云上的由员工服务 `pay/sys/importOrders` 抄（同一段代码）；这里先在本地数据上试，`--file` 是控制台导出的那张表。
 */
import { readFileSync } from 'node:fs';
import color from 'picocolors';
import type { ImportOrdersAnswer, ImportTally, OrderImport } from '../common/contract/import/orders';
import { SERVICES } from '../common/contract/services';
import type { Stack } from '../local/stack/stack';
import { asLocalStaff, localData, type StaffCall } from './local-staff';
import { PlainError } from './plain-error';

export interface ImportOrdersOptions {
  readonly data: string | undefined;
  readonly file: string | undefined;
  readonly batch: number | undefined;
  readonly 'dry-run': boolean;
}
type Row = Record<string, unknown>;

/** 控制台导出的：一行一个 JSON，或一个数组。`_id` 也可能写成 `{ $oid }`，时间写成 `{ $date }`。@throws PlainError 读不懂 */
export function readExport(text: string): Row[] {
  const plain = (_key: string, value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const [[key, inner] = [], ...rest] = Object.entries(value);
    if (rest.length > 0) return value;
    if (key === '$oid') return inner;
    if (key === '$numberLong' || key === '$numberInt' || key === '$numberDouble') return Number(inner);
    return key === '$date' ? Number(typeof inner === 'string' ? Date.parse(inner) : inner) : value;
  };
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  const parts = trimmed.startsWith('[') ? [trimmed] : trimmed.split('\n').filter((line) => line.trim() !== '');
  return parts.flatMap((part, index): Row[] => {
    let read: unknown;
    try {
      read = JSON.parse(part, plain);
    } catch {
      throw new PlainError(`第 ${index + 1} 行不是 JSON`);
    }
    return (Array.isArray(read) ? read : [read]) as Row[];
  });
}

/** 导出的是哪一张表：uni-pay 2 的一行没有 pay_type，写着 provider_pay_type。 */
const tableOf = (row: Row): string => ('provider_pay_type' in row ? 'uni-pay-orders' : 'vk-pay-orders');

/** 表里已经有的不动：那是真的。 */
async function fill(stack: Stack, rows: readonly Row[]): Promise<void> {
  const { database } = stack.runtime;
  const tables = ['vk-pay-orders', 'uni-pay-orders'];
  const known = new Set(tables.flatMap((name) => database.raw(name).map(({ _id }) => `${name} ${String(_id)}`)));
  for (const { _id, ...row } of rows) {
    const table = tableOf(row);
    const id = typeof _id === 'string' && _id !== '' ? _id : String(row['out_trade_no']);
    if (!known.has(`${table} ${id}`)) await database.collection(table).doc(id).set(row);
    known.add(`${table} ${id}`);
  }
}

const add = (one: ImportTally, other: ImportTally): ImportTally => ({
  count: one.count + other.count,
  total_fee: one.total_fee + other.total_fee,
  refund_fee: one.refund_fee + other.refund_fee,
});

/** 一遍遍叫，直到走完。 */
async function walk(call: StaffCall, data: { dry_run: boolean; batch?: number }): Promise<OrderImport> {
  let sum: OrderImport | undefined;
  let after: string | undefined;
  for (;;) {
    const answer = await call(SERVICES.importOrders, { ...data, ...(after === undefined ? {} : { after }) });
    const part = answer as unknown as ImportOrdersAnswer;
    sum = sum
      ? {
          scanned: sum.scanned + part.scanned,
          imported: sum.imported + part.imported,
          known: sum.known + part.known,
          skipped: sum.skipped + part.skipped,
          reasons: [...sum.reasons, ...part.reasons],
          old: add(sum.old, part.old),
          ours: add(sum.ours, part.ours),
          different: [...sum.different, ...part.different],
        }
      : part;
    if (part.next === undefined) return sum;
    console.log(color.dim(`  看过 ${sum.scanned} 行`));
    after = part.next;
  }
}

const money = (fee: number): string => `${(fee / 100).toFixed(2)} 元`;
const tally = ({ count, total_fee, refund_fee }: ImportTally): string => `${count} 张，${money(total_fee)}，已退 ${money(refund_fee)}`;
const TOLD = 20;

function tell(done: OrderImport, dryRun: boolean): void {
  console.log(`看过 ${done.scanned} 行：${dryRun ? '要抄' : '抄了'} ${done.imported}，早已有 ${done.known}，认不出 ${done.skipped}`);
  for (const { out_trade_no, why } of done.reasons.slice(0, TOLD)) console.log(color.yellow(`  ! ${out_trade_no}：${why}`));
  console.log(`旧表 ${tally(done.old)}`);
  if (!dryRun) console.log(`新表 ${tally(done.ours)}`);
  for (const number of done.different.slice(0, TOLD)) console.log(color.red(`  ✗ ${number} 两边说的不一样`));
  if (dryRun) return console.log('没有改动。');
  if (done.different.length === 0) console.log(color.green('✓ 逐张对得上'));
}

/** 有对不上的以 1 退出，有认不出的以 3。@throws PlainError 没有数据、数据正被使用、文件读不懂 */
export async function importLocalOrders({ data, file, batch, 'dry-run': dryRun }: ImportOrdersOptions): Promise<void> {
  const dataDir = localData(data);
  const rows = file === undefined ? [] : readExport(readText(file));
  const busy = `正在跑的那一份由员工（pay-admin）叫 ${SERVICES.importOrders}`;
  const done = await asLocalStaff({ dataDir, busy }, async ({ call, stack }) => {
    await fill(stack, rows);
    return walk(call, { dry_run: dryRun, ...(batch === undefined ? {} : { batch }) });
  });
  tell(done, dryRun);
  if (done.different.length > 0) process.exitCode = 1;
  else if (done.skipped > 0) process.exitCode = 3;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new PlainError(`读不到 ${file}`);
  }
}
