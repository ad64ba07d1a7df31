/**
 * 数据库里的商户，一个一个地记：实例里记三十秒（与灰度同一个节奏），有 Redis 时版本变了就不算数
 * （kernel/stored-version.ts），所以改了之后一秒之内、没有 Redis 的一分钟之内，全部实例都知道；内容没变的不重新解析密钥。
 * 失败策略：读不到（或太慢）就用上一次读到的，最多十分钟；再久、或从来没有读到过就说「暂时不行」——绝不拿别的账号顶替。
 * 默认商户另有配置文件：它的那一份从来没有读到过时照配置文件，没有用到这张表的店不因它收不了钱。
 */
import { createHash } from 'node:crypto';
import { DEFAULT_PID, type Merchant } from '../config/accounts';
import { listProblems, type Config } from '../config/config';
import { printFailure } from '../kernel/console-line';
import { PayError } from '../kernel/pay-error';
import type { RedisUser } from '../kernel/redis';
import { knownVersion, storedVersion } from '../kernel/stored-version';
import type { Document } from '../kernel/vk';
import { readMerchant } from './document';
import { findDocument } from './store';

const FRESH_MS = 30_000;
const STALE_MS = 10 * 60_000;
/** 读一次最多等这么久 */
const READ_MS = 3_000;
/** 刚读失败过：这么久之内不再为每个请求都去等一遍 */
const PAUSE_MS = 5_000;
/** 记住的商户（连同「没有这个商户」）；多了从最久没有读的忘起 */
const KEPT = 500;

interface Known {
  /** 最近一次读到的时间 */
  readonly at: number;
  /** 读之前看到的版本 */
  readonly version: string;
  readonly failedAt: number;
  /** 内容的散列；没有这一份为空 */
  readonly print: string;
  readonly merchant: Merchant | undefined;
}

interface Shelf {
  readonly known: Map<string, Known>;
  readonly reading: Map<string, Promise<Known>>;
}
/** 配置重新读了（换了密钥），这里的也重新读。 */
const shelves = new WeakMap<Config, Shelf>();

function shelfOf(config: Config): Shelf {
  const shelf = shelves.get(config) ?? { known: new Map(), reading: new Map() };
  shelves.set(config, shelf);
  return shelf;
}

/** 记忆在哪里、现在几点。 */
type Remembering = Pick<RedisUser, 'vk' | 'config' | 'requestId' | 'now'>;
interface Reading extends RedisUser {
  /** 有时限的等待（kernel/time-limit） */
  within<T>(ms: number, work: () => Promise<T>): Promise<T>;
}

/** 坏了的一份（或一节）说出来：内容变了才再说一次。 */
function complain({ problems, book }: Merchant, requestId: string): void {
  const all = [...problems, ...book.problems];
  if (all.length > 0) printFailure(`数据库里的商户有问题，已停用：\n  - ${listProblems(all)}`, requestId);
}

function keep(known: Shelf['known'], pid: string, entry: Known): void {
  known.delete(pid);
  known.set(pid, entry);
  for (const oldest of known.keys()) {
    if (known.size <= KEPT) break;
    known.delete(oldest);
  }
}

/** 读到的一份：没变就沿用解析好的。 */
function noted(ports: Remembering, pid: string, row: Document | undefined, version: string): Known {
  const { known } = shelfOf(ports.config);
  const last = known.get(pid);
  const print = row ? createHash('sha256').update(JSON.stringify(row)).digest('base64') : '';
  const same = last !== undefined && last.print === print;
  const merchant = same ? last.merchant : row && readMerchant(ports.config, row);
  if (merchant && !same) complain(merchant, ports.requestId);
  const now: Known = { at: ports.now(), version, failedAt: -Infinity, print, merchant };
  keep(known, pid, now);
  return now;
}

/** 时钟被拨回来时看上去还很新：不信。 */
const within = (now: number, since: number, span: number): boolean => now >= since && now - since < span;

/** 还不必再读的。 */
function fresh(ports: Remembering, pid: string): Known | undefined {
  const last = shelfOf(ports.config).known.get(pid);
  return last && within(ports.now(), last.at, FRESH_MS) ? last : undefined;
}

/** 这个商户不必再读就说得出来（有或没有）。 */
export const isAtHand = (ports: Remembering, pid: string): boolean => fresh(ports, pid) !== undefined;

function fallback(ports: Remembering, pid: string, last: Known | undefined, cause: unknown): Merchant | undefined {
  if (last && within(ports.now(), last.at, STALE_MS)) return last.merchant;
  if (pid === DEFAULT_PID && !last?.merchant) return undefined;
  throw new PayError('BUSY', { outcome: 'unknown', cause, detail: `读不到商户 ${pid}` });
}

/** @throws PayError BUSY（outcome 'unknown'）读不到，手上的也太旧 */
export async function findMerchant(ports: Reading, pid: string): Promise<Merchant | undefined> {
  const version = await storedVersion(ports, 'merchants');
  const now = fresh(ports, pid);
  if (now?.version === version) return now.merchant;
  const { known, reading } = shelfOf(ports.config);
  const last = known.get(pid);
  if (last && within(ports.now(), last.failedAt, PAUSE_MS)) return fallback(ports, pid, last, undefined);
  // 版本变了之前就在读的那一次，读到的可能是旧的
  const asking = `${pid}\n${version}`;
  const asked =
    reading.get(asking) ??
    ports
      .within(READ_MS, () => findDocument(ports.vk, pid))
      .then((row) => noted(ports, pid, row, version))
      .finally(() => reading.delete(asking));
  reading.set(asking, asked);
  try {
    return (await asked).merchant;
  } catch (error) {
    printFailure(`读不到商户 ${pid}：${error instanceof Error ? error.message : String(error)}`, ports.requestId);
    keep(known, pid, { at: -Infinity, version, print: '', merchant: undefined, ...last, failedAt: ports.now() });
    return fallback(ports, pid, last, error);
  }
}

/** 列出来时读到的一份：与一个一个读的同一份记忆。 */
export function noteMerchant(ports: Remembering, row: Document): Merchant {
  return noted(ports, String(row['_id']), row, knownVersion(ports, 'merchants')).merchant as Merchant;
}

/** 自己刚改过：这个实例立刻重新读。 */
export function forgetMerchant({ config }: Pick<Remembering, 'config'>, pid: string): void {
  shelfOf(config).known.delete(pid);
}
