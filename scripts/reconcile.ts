/** npm run reconcile：离线对账。账单流着读，内存与它有多长无关；与云端的定时任务用的是同一份读法与比法。 */
import { closeSync, createReadStream, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import color from 'picocolors';
import type { ProviderName } from '../common/contract/channels';
import { formatFee } from '../common/contract/money';
import { DIFFERENCE_KINDS, DIFFERENCES, type Balances, type BillSort } from '../common/contract/reconciliation/reconciliation';
import {
  compareBill,
  type Books,
  type Compared,
  type Difference,
} from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/bills/compare';
import { compareFlow } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/bills/compare-flow';
import { dateOf, dayOf } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/bills/day';
import { newReport, readBill } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/bills/read';
import type { BillCapability, BillFormat } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/bill';
import { decimalOf } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/kit/decimal';
import { readZip } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/kit/zip';
import { createProviders } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/registry';
import { UsageError } from './arguments';
import { PlainError, reasonOf } from './plain-error';
import { booksOf, readBooks } from './reconcile-books';

export interface ReconcileOptions {
  readonly file: string | undefined;
  readonly provider: ProviderName | undefined;
  readonly orders: string | undefined;
  readonly date: string | undefined;
  readonly rate: string | undefined;
  readonly json: boolean;
}

interface Outcome extends Compared {
  readonly provider: ProviderName;
  readonly sort: BillSort;
  readonly balances?: Balances;
  readonly date: string;
  readonly compared: boolean;
  readonly brokenLines: number;
  readonly broken: readonly { readonly line: number; readonly problem: string }[];
  readonly differences: readonly Difference[];
}

/** @throws PlainError 这一家没有账单 */
function billOf(provider: ProviderName): BillCapability {
  const nothing = (): never => {
    throw new Error('离线对账不上网');
  };
  const { bill } = createProviders({ http: nothing, now: Date.now, nonce: nothing, claim: nothing }).get(provider) ?? {};
  if (!bill) throw new PlainError(`${provider} 没有账单`);
  return bill;
}

export const formatOf = (provider: ProviderName): BillFormat => billOf(provider).format;

/** 头两个字节说明是不是压缩的：`1f8b` 是 gzip，`PK` 是 ZIP。 */
function magicOf(file: string): string {
  const handle = openSync(file, 'r');
  const head = Buffer.alloc(2);
  readSync(handle, head, 0, 2, 0);
  closeSync(handle);
  return head.toString('hex');
}

function chunksOf(file: string): AsyncIterable<Uint8Array> {
  const magic = magicOf(file);
  if (magic === '1f8b') return createReadStream(file).pipe(createGunzip());
  if (magic !== '504b') return createReadStream(file);
  const entries = readZip(readFileSync(file), 'gbk');
  const detail = entries.find(({ name }) => /明细\.csv$/.test(name)) ?? entries.find(({ name }) => name.endsWith('.csv'));
  if (!detail) throw new PlainError(`ZIP 里没有账单：${entries.map(({ name }) => name).join('、')}`);
  return detail.chunks();
}

/** 资金流水才有的列。 */
const FUND_COLUMNS = /资金流水单号|账务流水号/;

/** 是交易账单还是资金流水：列名说明。 */
async function sortOf({ format: { encoding } }: BillCapability, file: string): Promise<BillSort> {
  for await (const chunk of chunksOf(file))
    return FUND_COLUMNS.test(new TextDecoder(encoding).decode(chunk).slice(0, 2000)) ? 'fund' : 'trade';
  return 'trade';
}

/** 账单是哪一天：第一行的日期。 */
async function firstDate<Line extends { readonly kind: string; readonly at: number }>(
  format: BillFormat<Line>,
  file: string,
): Promise<string> {
  for await (const batch of readBill(format, chunksOf(file))) if (batch[0]) return dateOf(batch[0].at);
  throw new PlainError('账单里一笔也没有，请用 --date 说明是哪一天');
}

const only = (sort: BillSort, { kind, subject }: Difference): boolean =>
  sort === 'fund' ? subject === 'day' : kind === 'duplicate' || kind === 'fee';

async function run({ file = '', provider = 'wxpay', orders, date, rate }: ReconcileOptions): Promise<Outcome> {
  const bill = billOf(provider);
  const { format, flow } = bill;
  const sort = flow ? await sortOf(bill, file) : 'trade';
  const day = dayOf(date ?? (await (sort === 'fund' && flow ? firstDate(flow.format, file) : firstDate(format, file))));
  if (!day) throw new UsageError(`--date 应为 YYYY-MM-DD 的一天，不能是「${date}」`);
  const rate_ppm = rate === undefined ? undefined : decimalOf(rate.replace(/%$/, ''), 4);
  if (rate !== undefined && (rate_ppm === undefined || !rate.endsWith('%')))
    throw new UsageError(`--rate 应为 0.6% 这样的百分数，不能是「${rate}」`);
  let books: Books = booksOf([], []);
  if (orders !== undefined) {
    try {
      books = readBooks(JSON.parse(readFileSync(orders, 'utf8')), provider);
    } catch (error) {
      throw error instanceof PlainError ? error : new PlainError(`${orders} 读不了：${reasonOf(error)}`);
    }
  }
  const report = newReport();
  const differences: Difference[] = [];
  const wish = {
    ...day,
    ...(rate_ppm === undefined ? {} : { rate_ppm }),
    // 没有订单可比时，只说账单自己看得出来的。
    report: (difference: Difference) => void ((orders !== undefined || only(sort, difference)) && differences.push(difference)),
  };
  const compared: Compared & { readonly balances?: Balances } =
    sort === 'fund' && flow
      ? await compareFlow(readBill(flow.format, chunksOf(file), report), books, { ...wish, format: flow.format })
      : await compareBill(readBill(format, chunksOf(file), report), books, { ...wish, format });
  differences.sort((a, b) => DIFFERENCE_KINDS.indexOf(a.kind) - DIFFERENCE_KINDS.indexOf(b.kind));
  const { brokenLines, broken } = report;
  return { provider, sort, date: day.date, compared: orders !== undefined, ...compared, brokenLines, broken, differences };
}

const milli = (service_fee: number): string => formatFee(Math.round(service_fee / 1000));

function print({ provider, sort, date, balances, compared, theirs, ours, brokenLines, broken, differences }: Outcome): void {
  console.log(`${color.bold(`${provider} ${date}${sort === 'fund' ? ' 资金流水' : ''}`)}`);
  if (balances) console.log(`  结余  ${formatFee(balances.opening)} 元 → ${formatFee(balances.closing)} 元`);
  console.log(
    `  账单  付款 ${theirs.payments} 笔 ${formatFee(theirs.payment_fee)} 元，退款 ${theirs.refunds} 笔 ${formatFee(theirs.refund_fee)} 元，手续费 ${milli(theirs.service_fee)} 元`,
  );
  if (compared)
    console.log(
      `  我们  付款 ${ours.payments} 笔 ${formatFee(ours.payment_fee)} 元，退款 ${ours.refunds} 笔 ${formatFee(ours.refund_fee)} 元`,
    );
  for (const { line, problem } of broken) console.log(color.red(`  第 ${line} 行读不懂：${problem}`));
  if (brokenLines > broken.length) console.log(color.red(`  ……共 ${brokenLines} 行读不懂`));
  for (const { kind, subject, out_trade_no, out_refund_no, reason } of differences) {
    const { title, act, serious } = DIFFERENCES[kind];
    const number =
      subject === 'day' ? '一整天' : subject === 'refund' ? `退款 ${out_refund_no ?? ''}（订单 ${out_trade_no}）` : `订单 ${out_trade_no}`;
    console.log(`  ${serious ? color.red('✗') : color.dim('·')} ${title}  ${number}：${reason}。${act}`);
  }
  if (differences.length === 0 && brokenLines === 0)
    console.log(color.green(compared ? '  ✓ 每一笔都对得上' : '  ✓ 账单自己没有问题；加 --orders 与订单比'));
}

/** @throws UsageError 选项不全或不合格；PlainError 文件读不了 */
export async function reconcile(options: ReconcileOptions): Promise<void> {
  if (options.file === undefined) throw new UsageError('缺少 --file <文件>');
  if (options.provider === undefined) throw new UsageError('缺少 --provider');
  if (!existsSync(options.file)) throw new PlainError(`没有文件 ${options.file}`);
  let outcome: Outcome;
  try {
    outcome = await run(options);
  } catch (error) {
    throw error instanceof PlainError ? error : new PlainError(`${options.file} 读不了：${reasonOf(error)}`);
  }
  if (options.json) console.log(JSON.stringify(outcome, null, 2));
  else print(outcome);
  process.exitCode = outcome.brokenLines > 0 || outcome.differences.some(({ kind }) => DIFFERENCES[kind].serious) ? 1 : 0;
}
