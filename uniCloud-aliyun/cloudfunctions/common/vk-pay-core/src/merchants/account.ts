/**
 * 一笔钱走哪个收款账号：新的款、已有的单、收到的通知，各有各的问法。
 * 数据库里的商户写了哪个渠道，那个渠道就以它为准；默认商户没有写的取配置文件。已有的单认商户号：换了商户的账号不是同一个。
 */
import { accountPlatformsOf, type AccountPlatform, type ProviderName } from '../../../../../../common/contract/channels';
import { accountKey, DEFAULT_PID, type AccountBook } from '../config/accounts';
import { listProblems } from '../config/config';
import { noteConfigError } from '../journal/config-error';
import type { ReceivingKernel, Remembered } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import type { Account } from '../providers/provider';
import type { ConfigProblem } from '../providers/credentials';

type Asking = Pick<ReceivingKernel, 'config' | 'merchant'>;

interface Shelf {
  readonly book: AccountBook;
  readonly active: boolean;
  /** 整份都不能用的原因 */
  readonly problems: readonly ConfigProblem[];
}

const fileShelf = ({ config }: Pick<Asking, 'config'>): Shelf => ({ book: config.book, active: true, problems: [] });

/** 这个商户的这个渠道以哪一份为准；没有这个商户返回 undefined。@throws PayError BUSY 读不到 */
async function shelfOf(k: Asking, provider: ProviderName, pid: string): Promise<Shelf | undefined> {
  const written = await k.merchant(pid);
  if (written && (pid !== DEFAULT_PID || written.declared.includes(provider))) return written;
  return pid === DEFAULT_PID ? fileShelf(k) : undefined;
}

const at = ({ book }: Shelf, provider: ProviderName, platform: AccountPlatform, pid: string): Account | undefined =>
  book.accounts.get(accountKey(provider, platform, pid));

/** 为什么没有这个账号；没有写过、没有开通为空。 */
function problemsIn({ book, problems }: Shelf, provider: ProviderName, platform: AccountPlatform, pid: string): readonly ConfigProblem[] {
  const own = book.disabled.get(accountKey(provider, platform, pid)) ?? [];
  return [...problems, ...own];
}

export type Finding =
  | { readonly account: Account }
  | { readonly account?: undefined; readonly why: 'unknown' | 'inactive' | 'unopened' | readonly ConfigProblem[] };

/** 收新的款、付新的钱用的账号，或为什么没有。@throws PayError BUSY 读不到 */
export async function findOpenAccount(k: Asking, provider: ProviderName, platform: AccountPlatform, pid: string): Promise<Finding> {
  const shelf = await shelfOf(k, provider, pid);
  if (!shelf) return { why: 'unknown' };
  const problems = problemsIn(shelf, provider, platform, pid);
  if (problems.length > 0) return { why: problems };
  if (!shelf.active) return { why: 'inactive' };
  const account = at(shelf, provider, platform, pid);
  return account ? { account } : { why: 'unopened' };
}

/**
 * @param named 入参里商户与账号的名字，用来点名
 * @throws PayError 40001 没有这个商户、已停用、没有开通 · 40003 开通了却配错：payment_errors 里说得出错在哪里 · 40010 读不到
 */
export async function requireOpenAccount(
  k: ReceivingKernel,
  { provider, platform, pid }: Pick<Account, 'provider' | 'platform' | 'pid'>,
  named: { readonly pid: string; readonly section: string; readonly title: string },
): Promise<Account> {
  const { account, ...found } = await findOpenAccount(k, provider, platform, pid);
  if (account) return account;
  const { why } = found as Exclude<Finding, { readonly account: Account }>;
  if (why === 'unknown') throw PayError.param([{ field: named.pid, problem: '没有这个商户' }]);
  if (why === 'inactive') throw PayError.param([{ field: named.pid, problem: '这个商户已停用' }]);
  if (why === 'unopened') throw PayError.param([{ field: named.section, problem: `${provider} 没有配置 ${platform} 的${named.title}` }]);
  const error = new PayError('CERTIFICATE', { detail: `${provider}.${platform} 已停用：${listProblems(why)}` });
  noteConfigError(k.journal, error, k.now());
  throw error;
}

/** 还是不是当时那个商户：有商户号的比商户号，没有的比应用。 */
function isSame(account: Account, { mchid = '', appid = '' }: Remembered): boolean {
  if (mchid !== '' && account.mchid !== '') return mchid === account.mchid;
  return appid === '' || appid === account.appid;
}

/** 已有的单走的账号，停用的商户也算；已拿掉、换成别的商户的没有。@throws PayError BUSY 读不到 */
export async function findOwnAccount(k: Asking, trade: Remembered): Promise<Account | undefined> {
  const { provider, platform, pid } = trade;
  const shelves = [await shelfOf(k, provider, pid), ...(pid === DEFAULT_PID ? [fileShelf(k)] : [])];
  return shelves.map((shelf) => shelf && at(shelf, provider, platform, pid)).find((account) => account && isSame(account, trade));
}

/** 账号已拿掉（或换成了别的商户）。写错而停用的不算：改好就又问得到，不能趁它错着销掉一笔钱。@throws PayError BUSY 读不到 */
export async function hasLeft(k: Asking, trade: Remembered): Promise<boolean> {
  if (await findOwnAccount(k, trade)) return false;
  const { provider, platform, pid } = trade;
  const shelf = await shelfOf(k, provider, pid);
  if (!shelf) return true;
  const shapeless = shelf.book.problems.some(({ path }) => path.endsWith(`.${provider}`));
  return problemsIn(shelf, provider, platform, pid).length === 0 && !shapeless;
}

/** 这个商户在这个渠道的全部账号（各端）。@throws PayError BUSY 读不到 */
export async function accountsOf(k: Asking, provider: ProviderName, pid: string): Promise<readonly Account[]> {
  const shelf = await shelfOf(k, provider, pid);
  if (!shelf) return [];
  return accountPlatformsOf(provider).flatMap((platform) => at(shelf, provider, platform, pid) ?? []);
}
