/** 清理：过期未付、已关闭的订单保留若干天后删除（vk-uni-pay 的 autoDeleteExpiredOrders）；0 天 = 不删。付过款的从不删除。 */
import { DAY_MS } from '../kernel/clock';
import type { Job } from './job';
import { orderListOf } from '../orders/listing/store';

/** 一批删多少：云端单次操作有 5 秒的时限。 */
const BATCH = 200;

export const purgeExpired: Job = {
  name: 'purge-expired',
  everyMinutes: 60,
  async run(k, deadline) {
    const days = k.config.autoDeleteExpiredOrders;
    let removed = 0;
    if (days === 0) return { examined: 0, changed: 0, failed: 0, unfinished: false };
    while (k.now() < deadline) {
      const batch = await orderListOf(k).purgeClosed(k.now() - days * DAY_MS, BATCH);
      removed += batch;
      if (batch < BATCH) return { examined: removed, changed: removed, failed: 0, unfinished: false };
    }
    return { examined: removed, changed: removed, failed: 0, unfinished: true };
  },
};
