/** 补漏：没有结论的转账逐一求证（没到达的以同一单号重发，要撤的接着撤）。 */
import { toPayError } from '../kernel/pay-error';
import { transferListOf } from '../transfers/listing/store';
import { isTransferOpen } from '../transfers/record';
import { keepTransferOpen } from '../transfers/settle';
import { transfersOf } from '../transfers/store';
import { refreshTransfer } from '../transfers/submit';
import type { Job } from './job';
import { sweep } from './sweep';

export const repairTransfers: Job = {
  name: 'repair-transfers',
  everyMinutes: 1,
  run: (k, deadline) =>
    sweep(k, deadline, {
      title: '转账',
      store: transferListOf(k),
      lanes: [{ field: 'next_query_date' }],
      step: async (transfer) => {
        try {
          return (await refreshTransfer(k, transfer)).status !== transfer.status;
        } catch (thrown) {
          // 网关明确拒绝也会走到这里：已记为 FAILED，额度已放开。
          k.journal.error(toPayError(thrown), { type: 'monitor', out_trade_no: transfer._id });
          const latest = await transfersOf(k).find(transfer._id);
          if (latest && isTransferOpen(latest) && latest.next_query_date <= k.now()) await keepTransferOpen(k, latest, undefined, 'query');
          throw thrown;
        }
      },
    }),
};
