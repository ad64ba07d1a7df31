/** 清理：过期未付、已关闭的订单保留若干天后删除（vk-uni-pay 的 autoDeleteExpiredOrders）；0 天 = 不删。付过款的从不删除。 */
import { DAY_MS } from '../kernel/clock';
import type { Kernel } from '../kernel/kernel';
import type { JobResult } from './jobs';

export async function purgeExpired(k: Kernel): Promise<JobResult> {
  const days = k.config.autoDeleteExpiredOrders;
  if (days === 0) return { examined: 0, changed: 0, failed: 0 };
  const removed = await k.orders.purgeClosed(k.now() - days * DAY_MS);
  return { examined: removed, changed: removed, failed: 0 };
}
