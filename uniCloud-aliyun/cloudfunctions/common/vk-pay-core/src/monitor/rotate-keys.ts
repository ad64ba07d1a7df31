/** 换密钥：用旧密钥封着的订单，分批换成现在的。配置里加一把新的放在最前，旧的留着，等这里找不到旧的了再拿掉。 */
import { printFailure } from '../kernel/console-line';
import { reseal } from '../orders/seal';
import { orderListOf } from '../orders/listing/store';
import { ordersOf } from '../orders/store';
import { cleanText } from '../journal/redact';
import type { Job } from './job';

const BATCH = 50;

export const rotateKeys: Job = {
  name: 'rotate-keys',
  everyMinutes: 1,
  async run(k, deadline) {
    const { cipher } = k.config;
    const old = [...(cipher?.byId.keys() ?? [])].filter((id) => id !== cipher?.current);
    let changed = 0;
    let failed = 0;
    if (old.length === 0) return { examined: 0, changed, failed, unfinished: false };
    while (k.now() < deadline) {
      const batch = await orderListOf(k).sealedWith(old, BATCH);
      let moved = 0;
      for (const order of batch) {
        try {
          // 抢输的下一批再来
          if (await ordersOf(k).write(order, { set: { ...reseal(k, order) } })) moved += 1;
        } catch (error) {
          failed += 1;
          printFailure(`订单 ${order._id} 换不了密钥：${cleanText(error instanceof Error ? error.message : String(error))}`, k.requestId);
        }
      }
      changed += moved;
      if (batch.length < BATCH || moved === 0) return { examined: changed + failed, changed, failed, unfinished: false };
    }
    return { examined: changed + failed, changed, failed, unfinished: true };
  },
};
