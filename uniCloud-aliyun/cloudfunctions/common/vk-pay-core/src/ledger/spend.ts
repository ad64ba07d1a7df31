/**
 * 全部实例合起来：一段时间里同一个名字最多几次（限频），或只有一次（请求的随机串）。两处存放（数据库、Redis）守同一个约定，
 * 由同一组测试证明（test/ledger/spend.test.ts），几个实例的钟各差一点也一样。Redis 不通时数次数的退回数据库；认随机串的不能退回——
 * 记在 Redis 里的那些，数据库不知道。
 */
import type { ReceivingKernel } from '../kernel/kernel';
import { inRedis, usesRedis } from '../kernel/redis';
import { CLOCKS_APART_MS, spendInDatabase, useOnceInDatabase } from './claim';

/** 与数据库里的一行同样的两样：数到几、这一段到什么时候。时刻由调用方给：别的实例的钟快一点，它的这一段在我们看来就长一点，照样算。 */
const SCRIPT = `
local now, ms, max = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local row = redis.call('HMGET', KEYS[1], 'until', 'count')
local ends, count = tonumber(row[1]) or 0, tonumber(row[2]) or 0
if ends > now and ends <= now + ms + ${CLOCKS_APART_MS} then
  if count >= max then return ends - now end
  redis.call('HINCRBY', KEYS[1], 'count', 1)
  return 0
end
redis.call('HSET', KEYS[1], 'until', now + ms, 'count', 1)
redis.call('PEXPIRE', KEYS[1], ms)
return 0
`;

const ONCE = `
return redis.call('SET', KEYS[1], '1', 'NX', 'PX', ARGV[1]) and 1 or 0
`;

/** @returns 0 = 数上了；否则是还要等的毫秒数 @throws Redis 的错误 */
async function spendInRedis(k: ReceivingKernel, name: string, max: number, ms: number): Promise<number> {
  return Number(await inRedis(k, (redis) => redis.eval(SCRIPT, 1, `vk-pay:spend:${name}`, k.now(), ms, max)));
}

/**
 * 数上一次；Redis 不通退回数据库。
 * @returns 0 = 数上了；否则是还要等的毫秒数
 * @throws 数据库的错误：数不了时怎么办由调用方决定
 */
export async function spend(k: ReceivingKernel, name: string, max: number, ms: number): Promise<number> {
  if (!usesRedis(k)) return spendInDatabase(k, name, max, ms);
  try {
    return await spendInRedis(k, name, max, ms);
  } catch {
    return spendInDatabase(k, name, max, ms);
  }
}

/**
 * 用掉一个名字，从此不能再用：与谁的钟都无关，有过就是用过。
 * @param ms 至少记多久，毫秒
 * @returns 第一次用
 * @throws 存放的错误：记不下来就不知道用没用过
 */
export async function useOnce(k: ReceivingKernel, name: string, ms: number): Promise<boolean> {
  if (!usesRedis(k)) return useOnceInDatabase(k, name, ms);
  return Number(await inRedis(k, (redis) => redis.eval(ONCE, 1, `vk-pay:spend:${name}`, ms))) === 1;
}
