/** 补漏：没有结论的退款逐一求证（没到达的以同一单号重发）。 */
import { toPayError } from '../kernel/pay-error';
import { isRefundOpen } from '../refunds/record';
import { refreshRefund } from '../refunds/refund';
import { keepRefundOpen } from '../refunds/settle';
import { refundsOf } from '../refunds/store';
import type { Job } from './job';
import { sweep } from './sweep';
import { refundListOf } from '../refunds/listing/store';

export const repairRefunds: Job = {
  name: 'repair-refunds',
  everyMinutes: 1,
  shared: true,
  run: (k, deadline) =>
    sweep(k, deadline, {
      title: '退款',
      table: 'refunds',
      shared: true,
      store: refundListOf(k),
      lanes: [{ field: 'next_query_date' }],
      step: async (refund) => {
        try {
          return (await refreshRefund(k, refund)).refund.status !== refund.status;
        } catch (thrown) {
          // 网关明确拒绝也会走到这里：退款已记为 FAILED，占用已释放。
          k.journal.error(toPayError(thrown), { type: 'monitor', out_trade_no: refund.out_trade_no });
          const latest = await refundsOf(k).find(refund._id);
          if (latest && isRefundOpen(latest) && latest.next_query_date <= k.now()) await keepRefundOpen(k, latest, undefined, 'query');
          throw thrown;
        }
      },
    }),
};
