/** 对外的事件：先照履历列出来，再把到期的送出去。没有配置任何地址时什么也不做。 */
import { announceOrder, announceRefund, announceTransfer } from '../events/announce';
import { deliver } from '../events/deliver';
import { eventsOf } from '../events/store';
import type { Kernel } from '../kernel/kernel';
import { orderListOf } from '../orders/listing/store';
import { refundListOf } from '../refunds/listing/store';
import { transferListOf } from '../transfers/listing/store';
import type { Job, JobResult } from './job';
import { sweep } from './sweep';

const NOTHING: JobResult = { examined: 0, changed: 0, failed: 0, unfinished: false };
const isOff = (k: Kernel): boolean => Object.keys(k.config.settings.events.endpoints).length === 0;

function total(results: readonly JobResult[]): JobResult {
  return results.reduce(
    (sum, one) => ({
      examined: sum.examined + one.examined,
      changed: sum.changed + one.changed,
      failed: sum.failed + one.failed,
      unfinished: sum.unfinished || one.unfinished,
    }),
    NOTHING,
  );
}

export const publishEvents: Job = {
  name: 'publish-events',
  everyMinutes: 1,
  async run(k, deadline) {
    if (isOff(k)) return NOTHING;
    const lanes = [{ field: 'event_date' }];
    const announced = await Promise.all([
      sweep(k, deadline, { title: '订单', table: 'orders', store: orderListOf(k), lanes, step: (order) => announceOrder(k, order) }),
      sweep(k, deadline, { title: '退款', table: 'refunds', store: refundListOf(k), lanes, step: (refund) => announceRefund(k, refund) }),
      sweep(k, deadline, { title: '转账', store: transferListOf(k), lanes, step: (transfer) => announceTransfer(k, transfer) }),
    ]);
    const delivered = await sweep(k, deadline, {
      title: '事件',
      store: eventsOf(k),
      lanes: [{ field: 'next_date' }],
      step: async (event) => (await deliver(k, event)).status === 'DELIVERED',
    });
    return total([...announced, delivered]);
  },
};
