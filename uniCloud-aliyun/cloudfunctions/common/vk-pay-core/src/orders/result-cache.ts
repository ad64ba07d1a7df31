/**
 * 支付结果缓存（规范 payment_result:<单号>，300 秒）：设置了 Redis 就在 Redis 里，不然在框架的缓存（数据库）里。只缓存不会再变的结果；
 * 状态一旦推进立即作废。失败策略：缓存坏了就当没有（fail open），从不影响支付。
 */
import type { OrderStatus } from '../../../../../../common/contract/payments/order';
import type { OrderView } from '../../../../../../common/contract/payments/order-view';
import type { ReceivingKernel } from '../kernel/kernel';
import { inRedis, usesRedis } from '../kernel/redis';
import type { CacheManage } from '../kernel/vk';
import type { OrderRecord } from './record';

export interface CachedResult {
  /** 缓存也要核对主人 */
  readonly user_id: string;
  readonly view: OrderView;
}

const keyOf = (out_trade_no: string): string => `payment_result:${out_trade_no}`;

/** 值写成 JSON，与框架的 Redis 缓存一样；读出来的由 isCachedResult 核对。 */
const redisCache = (k: ReceivingKernel): CacheManage => ({
  get: async (key) => JSON.parse((await inRedis(k, (redis) => redis.get(key))) ?? 'null') as unknown,
  set: (key, value, second = 0) => inRedis(k, (redis) => redis.set(key, JSON.stringify(value), 'EX', second)),
  del: (key) => inRedis(k, (redis) => redis.del(key)),
});

/** 2.16 没有 getCacheManage，用它背后的 globalDataCache。 */
function cacheOf(k: ReceivingKernel): CacheManage {
  if (usesRedis(k)) return redisCache(k);
  return k.vk.getCacheManage ? k.vk.getCacheManage() : k.vk.globalDataCache;
}

function isCachedResult(value: unknown, out_trade_no: string): value is CachedResult {
  const { user_id, view } = (value ?? {}) as Partial<CachedResult>;
  return typeof user_id === 'string' && view?.out_trade_no === out_trade_no;
}

export async function readCachedResult(k: ReceivingKernel, out_trade_no: string): Promise<CachedResult | undefined> {
  if (k.config.settings.resultCacheSeconds === 0) return undefined;
  try {
    const value = await cacheOf(k).get(keyOf(out_trade_no));
    return isCachedResult(value, out_trade_no) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * 只缓存不会再变得对付款人不利的。已付款但业务还没处理完的仍会变化；关闭的随时可能有迟到的付款：
 * 读到「已关闭」的人与到账的那一刻并发，作废之后才写进缓存，付了钱的人就会五分钟里看着「已关闭」。
 */
function isCacheable(status: OrderStatus, fulfilStatus?: OrderView['fulfil_status']): boolean {
  return status === 'REFUND' || (status === 'SUCCESS' && (fulfilStatus === undefined || fulfilStatus === 'DONE'));
}

export async function cacheResult(k: ReceivingKernel, user_id: string, view: OrderView): Promise<void> {
  const seconds = k.config.settings.resultCacheSeconds;
  if (seconds === 0 || !isCacheable(view.status, view.fulfil_status)) return;
  try {
    await cacheOf(k).set(keyOf(view.out_trade_no), { user_id, view } satisfies CachedResult, seconds);
  } catch {
    // 见文件头：缓存只是加速。
  }
}

/** 只有这两种才可能在缓存里，其它状态不必多跑一次。 */
export async function dropCachedResult(k: ReceivingKernel, before: OrderRecord): Promise<void> {
  if (!isCacheable(before.status)) return;
  try {
    await cacheOf(k).del(keyOf(before.out_trade_no));
  } catch {
    // 最坏情形：付款人在缓存期内看到旧结果；资金状态不受影响。
  }
}
