/** 全部实例之间的占用与计数：`payment_leases` 里一行一个名字，过期的由定时任务清掉。 */
import { COLLECTIONS } from '../kernel/collections';
import type { Vk } from '../kernel/vk';
import { isDuplicateKey } from '../kernel/duplicate-key';

/**
 * 几个实例的钟最多差多少，毫秒：别的实例钟快一点，它写下的到期时刻在我们看来就远一点，照样算数。
 * 远得超过它的，是时钟被拨回以前写下的，不信。
 */
export const CLOCKS_APART_MS = 60_000;

/**
 * 在全部实例之间抢一件事：`ms` 毫秒之内同一个名字只有一次答 true。
 * 失败策略：存不了时答 true（fail open）——限制外呼、按小时清理这类事，宁可多做一次，不可从此不做。
 */
export async function claim(k: { readonly vk: Vk; now(): number }, name: string, ms: number): Promise<boolean> {
  const { baseDao } = k.vk;
  const command = k.vk.getUnicloud()._;
  const now = k.now();
  const expire_date = now + ms;
  try {
    // 到期的，或时钟被拨回来以后看上去远在未来的，都可以接手。
    const stale = [command.lte(now), command.gt(now + ms + CLOCKS_APART_MS)];
    for (const condition of stale) {
      const taken = await baseDao.updateAndReturn({
        dbName: COLLECTIONS.leases,
        whereJson: { _id: name, expire_date: condition },
        dataJson: { expire_date },
      });
      if (taken) return true;
    }
    await baseDao.add({ dbName: COLLECTIONS.leases, dataJson: { _id: name, expire_date }, cancelAddTime: true });
    return true;
  } catch (error) {
    return !isDuplicateKey(error);
  }
}

/**
 * 用掉先前占下的一个名字：还没有过期的才用得掉，而且只有一次。
 * @returns 用掉了
 * @throws 数据库的错误
 */
export async function redeem(k: { readonly vk: Vk; now(): number }, name: string): Promise<boolean> {
  const expire_date = k.vk.getUnicloud()._.gt(k.now());
  return (await k.vk.baseDao.del({ dbName: COLLECTIONS.leases, whereJson: { _id: name, expire_date } })) > 0;
}

/** 抢输的人重来几次；每一次重来都意味着别人数上了一次。 */
const SPEND_TRIES = 5;

/**
 * 全部实例合起来，`ms` 毫秒之内同一个名字最多 `max` 次；每一次都是一次带条件的写，所以并发时也恰好是 `max`。
 * @returns 0 = 数上了；否则是还要等的毫秒数
 * @throws 数据库的错误：数不了时怎么办由调用方决定
 */
export async function spendInDatabase(k: { readonly vk: Vk; now(): number }, name: string, max: number, ms: number): Promise<number> {
  const { baseDao } = k.vk;
  const command = k.vk.getUnicloud()._;
  const now = k.now();
  const fresh = { expire_date: now + ms, count: 1 };
  const latest = now + ms + CLOCKS_APART_MS;
  const update = (expire_date: unknown, rest: object, dataJson: Record<string, unknown>): Promise<unknown> =>
    baseDao.updateAndReturn({ dbName: COLLECTIONS.leases, whereJson: { _id: name, expire_date, ...rest }, dataJson });
  for (let attempt = 0; attempt < SPEND_TRIES; attempt += 1) {
    if (await update(command.gt(now).lte(latest), { count: command.lt(max) }, { count: command.inc(1) })) return 0;
    const row = await baseDao.findById({ dbName: COLLECTIONS.leases, id: name });
    const until = Number(row?.['expire_date']);
    if (!row) {
      try {
        await baseDao.add({ dbName: COLLECTIONS.leases, dataJson: { _id: name, ...fresh }, cancelAddTime: true });
        return 0;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    } else if (until > now && until <= latest) {
      if (Number(row['count']) >= max) return until - now;
    } else if (await update(row['expire_date'], {}, fresh)) return 0;
  }
  // 一直抢输：这一刻有很多人在数同一个名字，那就是太频繁。
  return ms;
}

/**
 * 记下一个名字，有过就是用过；过期的由 forgetExpired 清掉之前一直算。
 * @returns 第一次
 * @throws 数据库的错误
 */
export async function useOnceInDatabase(k: { readonly vk: Vk; now(): number }, name: string, ms: number): Promise<boolean> {
  try {
    await k.vk.baseDao.add({ dbName: COLLECTIONS.leases, dataJson: { _id: name, expire_date: k.now() + ms }, cancelAddTime: true });
    return true;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return false;
  }
}

/**
 * 清掉过期的行。
 * @returns 清了几行
 */
export async function forgetExpired(k: { readonly vk: Vk; now(): number }, limit: number): Promise<number> {
  const { baseDao } = k.vk;
  const command = k.vk.getUnicloud()._;
  const { rows } = await baseDao.select({
    dbName: COLLECTIONS.leases,
    whereJson: { expire_date: command.lt(k.now()) },
    fieldJson: { _id: true },
    sortArr: [{ name: 'expire_date', type: 'asc' }],
    pageIndex: 1,
    pageSize: limit,
    getCount: false,
  });
  if (rows.length === 0) return 0;
  // 删之前刚被人重新占上的不算过期。
  const whereJson = { _id: command.in(rows.map(({ _id }) => _id)), expire_date: command.lt(k.now()) };
  return baseDao.del({ dbName: COLLECTIONS.leases, whereJson });
}
