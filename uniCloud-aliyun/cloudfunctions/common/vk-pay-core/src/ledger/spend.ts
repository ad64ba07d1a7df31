/**
 * 全部实例合起来，一段时间里同一个名字最多几次：限频与只用一次的随机串都是它。两处存放（数据库、Redis）守同一个约定，
 * 由同一组测试证明（test/ledger/spend.test.ts）。Redis 不通时怎么办由调用方说：数次数的退回数据库，认随机串的不能退回——
 * 记在 Redis 里的那些，数据库不知道。
 */
import type { ReceivingKernel } from '../kernel/kernel';
import { inRedis, usesRedis } from '../kernel/redis';
import { spendInDatabase } from './claim';

/** 与数据库里的一行同样的两样：数到几、这一段到什么时候。时刻由调用方给，几个实例的钟差一点也只是早一点晚一点。 */
const SCRIPT = `
local now, ms, max = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local row = redis.call('HMGET', KEYS[1], 'until', 'count')
local ends, count = tonumber(row[1]) or 0, tonumber(row[2]) or 0
if ends > now and ends <= now + ms then
  if count >= max then return ends - now end
  redis.call('HINCRBY', KEYS[1], 'count', 1)
  return 0
end
redis.call('HSET', KEYS[1], 'until', now + ms, 'count', 1)
redis.call('PEXPIRE', KEYS[1], ms)
return 0
`;

/** @returns 0 = 数上了；否则是还要等的毫秒数 @throws Redis 的错误 */
async function spendInRedis(k: ReceivingKernel, name: string, max: number, ms: number): Promise<number> {
  return Number(await inRedis(k, (redis) => redis.eval(SCRIPT, 1, `vk-pay:spend:${name}`, k.now(), ms, max)));
}

/**
 * @param fallBack Redis 不通时退回数据库；不退回就抛出
 * @returns 0 = 数上了；否则是还要等的毫秒数
 * @throws 存放的错误：数不了时怎么办由调用方决定
 */
export async function spend(k: ReceivingKernel, name: string, max: number, ms: number, fallBack: boolean): Promise<number> {
  if (!usesRedis(k)) return spendInDatabase(k, name, max, ms);
  try {
    return await spendInRedis(k, name, max, ms);
  } catch (error) {
    if (!fallBack) throw error;
    return spendInDatabase(k, name, max, ms);
  }
}
