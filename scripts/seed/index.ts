/**
 * npm run seed：把一个可信的月份写进本地的数据目录。同一个种子、同一个时刻写下的一模一样；
 * 只认自己写的：目录里有真的订单就不动，除非明说要换掉；有人正在用（npm start）也不动。
 */
import { existsSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { ProviderName } from '../../common/contract/channels';
import { SIMULATORS } from '../../local/gateways';
import type { Past } from '../../local/gateways/kit/past';
import type { AnySimulator } from '../../local/gateways/kit/simulator';
import { loadDevelopmentKeys, type DevelopmentKeys } from '../../local/keys';
import { developmentKeys } from '../../local/stack/config-center';
import { DataFolderError, DataInUseError, lockData } from '../../local/stack/data-lock';
import { Engine, type Document } from '../../local/unicloud/database';
import { readCipherKeys, type CipherKeys } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/config/encryption';
import type { ConfigProblem } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/credentials';
import { ROOT } from '../build-functions';
import { UsageError } from '../arguments';
import { PlainError } from '../plain-error';
import { createProgress } from '../progress';
import { authorizationRows, tellAuthorizations, type AuthorizationStory } from './authorization-rows';
import { billRows } from './bill-rows';
import { daysUntil, momentsOf } from './calendar';
import { complaintRows, tellComplaints, type ComplaintStory } from './complaint-rows';
import { eventRows } from './event-rows';
import { journalRows } from './journal-rows';
import { openLogbook } from './logbook';
import { orderRow, refundRows, SEEDED } from './order-row';
import { pastTrade } from './past-trades';
import { pastTransfer, tellPayouts, type Payout } from './payouts';
import { requestRows } from './request-rows';
import { addRow, type Rows } from './rows';
import { sharingRows, tellSharings, type SharingStory } from './sharing-rows';
import { shopRows, shopTotals } from './shop-rows';
import { statRows } from './stat-rows';
import { tell, type Setting, type Story } from './story';
import { transferRows } from './transfer-rows';
import { watchRows } from './watch-rows';

export interface SeedOptions {
  readonly orders: number | undefined;
  readonly days: number | undefined;
  readonly seed: number | undefined;
  readonly data: string | undefined;
  readonly replace: boolean;
}

const DEFAULTS = { orders: 50_000, days: 30, seed: 1, data: '.vk-pay' } as const;
const BATCH = 2000;
const DATABASE_DIR = join(ROOT, 'uniCloud-aliyun', 'database');
const SPACE = 'space.db';

const openSpace = (dataDir: string, now: number): Engine => new Engine(join(dataDir, SPACE), DATABASE_DIR, 'NORMAL', () => now);

/** 样例里的单都由样例的请求建成；别的就是真的。 */
function realOrders(dataDir: string, now: number): number {
  if (!existsSync(join(dataDir, SPACE))) return 0;
  const engine = openSpace(dataDir, now);
  try {
    const seeded = ({ history }: Document): boolean =>
      Array.isArray(history) && String((history[0] as Document | undefined)?.['requestId']).startsWith(SEEDED);
    return engine.all('payment_orders').filter((row) => !seeded(row)).length;
  } finally {
    engine.close();
  }
}

const names = Object.keys(SIMULATORS) as ProviderName[];

function clear(dataDir: string): void {
  for (const name of ['space', ...names])
    for (const tail of ['', '-wal', '-shm']) rmSync(join(dataDir, `${name}.db${tail}`), { force: true });
}

function pastsOf(keys: DevelopmentKeys): Setting['pasts'] {
  const entries = names.flatMap((name): [ProviderName, Past][] => {
    const past = (SIMULATORS[name] as AnySimulator).past?.(keys[name]);
    return past ? [[name, past]] : [];
  });
  return Object.fromEntries(entries);
}

/** 想好了的一切经过。 */
interface Told {
  readonly stories: readonly Story[];
  readonly payouts: readonly Payout[];
  readonly complaints: readonly ComplaintStory[];
  readonly authorizations: readonly AuthorizationStory[];
  readonly sharings: readonly SharingStory[];
}

/** 写下的每一张表，按时间的先后。 */
async function rowsOf(
  { stories, payouts, complaints, authorizations, sharings }: Told,
  setting: Setting,
  cipher: CipherKeys,
): Promise<Rows> {
  const rows: Rows = new Map();
  const book = openLogbook(rows);
  for (const story of stories) {
    addRow(rows, 'payment_orders', orderRow(story, setting.now) as unknown as Document);
    for (const refund of refundRows(story, setting.now)) addRow(rows, 'payment_refunds', refund as unknown as Document);
  }
  await journalRows(stories, setting.seed, book);
  requestRows(stories, setting, book, rows);
  transferRows(payouts, setting, cipher, book, rows);
  authorizationRows(authorizations, setting, cipher, rows);
  sharingRows(sharings, rows);
  await complaintRows(complaints, setting.now, book, rows);
  await eventRows(setting.seed, setting.now, book, rows);
  await watchRows(stories, setting, book, rows);
  await book.flush();
  shopRows(stories, rows);
  billRows(stories, setting, rows);
  statRows(rows, setting.now);
  return rows;
}

/** 收款人的资料用数据目录自己的密钥封存，npm start 用的是同一把。 */
function cipherOf(dataDir: string): CipherKeys {
  const problems: ConfigProblem[] = [];
  const cipher = readCipherKeys(undefined, developmentKeys(dataDir), problems);
  if (!cipher) throw new PlainError(`加密密钥用不了：${problems.map(({ path, problem }) => `${path} ${problem}`).join('；')}`);
  return cipher;
}

/** 唯一写数据库的地方：成批写入，每批一个事务。 */
function writeRows(engine: Engine, rows: Rows): void {
  for (const [collection, list] of rows)
    for (let from = 0; from < list.length; from += BATCH)
      engine.apply(list.slice(from, from + BATCH).map((next) => ({ collection, id: String(next['_id']), next, insert: true })));
}

/** 演示数据里已有的行：卖掉的、收到的记上去。 */
function writeTotals(engine: Engine, stories: readonly Story[]): void {
  const { sold, received } = shopTotals(stories);
  const change = (collection: string, edit: (row: Document) => Document): void =>
    engine.apply(engine.all(collection).map((row) => ({ collection, id: String(row['_id']), next: edit(row), insert: false })));
  change('demo_goods', (row) => ({ ...row, sold: Number(row['sold']) + (sold.get(String(row['_id'])) ?? 0) }));
  change('demo_collections', (row) => ({ ...row, received_fee: Number(row['received_fee']) + (received.get(String(row['_id'])) ?? 0) }));
}

/** 写一份样例；目录由调用方独占着。@returns 每张表写了几行 */
export async function seedData(
  dataDir: string,
  keys: DevelopmentKeys,
  wanted: { readonly orders: number; readonly days: number; readonly seed: number; readonly now: number },
): Promise<ReadonlyMap<string, number>> {
  const { now, seed } = wanted;
  const days = daysUntil(now, wanted.days);
  const setting: Setting = { seed, now, days, pasts: pastsOf(keys) };
  const stories = tell(momentsOf(wanted.orders, days, now, seed), setting);
  const told: Told = {
    stories,
    payouts: tellPayouts(wanted.orders, setting),
    complaints: tellComplaints(stories, setting),
    authorizations: tellAuthorizations(setting),
    sharings: tellSharings(stories, setting),
  };
  const rows = await rowsOf(told, setting, cipherOf(dataDir));
  clear(dataDir);
  const engine = openSpace(dataDir, now);
  try {
    writeRows(engine, rows);
    writeTotals(engine, stories);
  } finally {
    engine.close();
  }
  for (const [name, past] of Object.entries(setting.pasts))
    past.write(join(dataDir, `${name}.db`), {
      trades: stories.flatMap((story) => (story.way.provider === name ? (pastTrade(story) ?? []) : [])),
      transfers: told.payouts.flatMap((payout) => (payout.kind.provider === name ? pastTransfer(payout) : [])),
      complaints: told.complaints.filter(({ story }) => story.way.provider === name),
      authorizations: name === 'wxpay' ? told.authorizations : [],
      sharings: told.sharings.filter(({ story }) => story.way.provider === name),
    });
  return new Map([...rows].map(([table, list]) => [table, list.length]));
}

function lock(dataDir: string): ReturnType<typeof lockData> {
  try {
    return lockData(dataDir);
  } catch (error) {
    if (error instanceof DataFolderError) throw new UsageError(`--data：${error.message}`);
    if (error instanceof DataInUseError) throw new PlainError(`${error.message}。\n先停掉它（在它的终端里按 Ctrl+C），再写样例数据`);
    throw error;
  }
}

/** @throws PlainError 目录有人在用，或里面有真的订单；UsageError 目录建不出来 */
export async function seed(options: SeedOptions): Promise<void> {
  const startedAt = Date.now();
  const dataDir = resolve(options.data ?? join(ROOT, DEFAULTS.data));
  const shown = relative(process.cwd(), dataDir) || '.';
  const held = lock(dataDir);
  try {
    const real = options.replace ? 0 : realOrders(dataDir, startedAt);
    if (real > 0)
      throw new PlainError(`${shown} 里有 ${real} 张不是样例的订单，没有动它。\n换一个目录（--data），或加 --replace 连它们一起换成样例`);
    const wanted = {
      orders: options.orders ?? DEFAULTS.orders,
      days: options.days ?? DEFAULTS.days,
      seed: options.seed ?? DEFAULTS.seed,
      now: startedAt,
    };
    const progress = createProgress();
    const keys = await progress.step('准备密钥', () => loadDevelopmentKeys(dataDir));
    const written = await progress.step(`写入 ${wanted.days} 天的 ${wanted.orders} 张订单`, () => seedData(dataDir, keys, wanted));
    console.log(`\n  ${[...written].map(([table, rows]) => `${table} ${rows}`).join(' · ')}`);
    console.log(
      `\n  写好了，用了 ${((Date.now() - startedAt) / 1000).toFixed(1)} 秒（种子 ${wanted.seed}）。现在可以 npm start${options.data ? ` -- --data ${options.data}` : ''}`,
    );
  } finally {
    held.release();
  }
}
