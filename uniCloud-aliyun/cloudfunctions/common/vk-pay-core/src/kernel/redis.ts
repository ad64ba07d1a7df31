/**
 * 空间的 Redis（docs/protocols/unicloud.md §1.4）：设置 `redis` 打开才用；数据库永远是另一处存放。
 * 一次最多等一秒；出过一次错，这个实例几秒之内不再去问，不拖慢收钱。失败策略由用它的人定，这里只抛出，并告警（一小时一条）。
 */
import { HOUR_MS } from './clock';
import { printFailure } from './console-line';
import type { ReceivingKernel } from './kernel';
import { withinTime } from './time-limit';
import type { Vk } from './vk';

/** 用到的那几个；参数照 Redis 的命令。 */
export interface Redis {
  get(key: string): Promise<string | null>;
  set(key: string, value: string, mode: 'EX', seconds: number): Promise<unknown>;
  del(key: string): Promise<number>;
  /** 一段脚本是一步，中间插不进别人 */
  eval(script: string, keys: number, ...rest: readonly (string | number)[]): Promise<unknown>;
}

const WAIT_MS = 1000;
const REST_MS = 5000;
const restUntil = new WeakMap<Vk, number>();

/** 用它的人要带来的。 */
export type RedisUser = Pick<ReceivingKernel, 'vk' | 'config' | 'journal' | 'requestId' | 'now' | 'alarm'>;

export const usesRedis = (k: Pick<RedisUser, 'config'>): boolean => k.config.settings.redis;

async function tellBroken(k: RedisUser, error: unknown): Promise<void> {
  // 连接错误的文字里没有密码，只有地址与端口
  const { detail, message: said } = error as { readonly detail?: string; readonly message?: string };
  const message = `Redis 用不了：${(detail ?? said ?? String(error)).slice(0, 120)}`;
  try {
    await k.journal.alert({ kind: 'redis-broken', level: 'warning', message, fact: String(Math.floor(k.now() / HOUR_MS)) });
  } catch {
    printFailure(message, k.requestId);
  }
}

/** @throws Error 没有开通、连不上、超时 */
export async function inRedis<T>(k: RedisUser, work: (redis: Redis) => Promise<T>): Promise<T> {
  const rest = (restUntil.get(k.vk) ?? 0) - k.now();
  if (rest > 0 && rest <= REST_MS) throw new Error('Redis 刚刚出过错');
  try {
    const open = k.vk.redis;
    if (typeof open !== 'function') throw new Error('这个云函数没有勾选 uni-cloud-redis 扩展');
    return await withinTime(k, WAIT_MS, () => work(open() as Redis));
  } catch (error) {
    restUntil.set(k.vk, k.now() + REST_MS);
    await tellBroken(k, error);
    throw error;
  }
}
