/** 补漏：没有结论的分账逐一求证（没到达的以同一单号重发）。 */
import { toPayError } from '../kernel/pay-error';
import { sharingListOf } from '../sharing/listing/store';
import { isSharingOpen } from '../sharing/record';
import { keepSharingOpen } from '../sharing/settle';
import { sharingsOf } from '../sharing/store';
import { refreshSharing } from '../sharing/submit';
import type { Job } from './job';
import { sweep } from './sweep';

export const repairSharings: Job = {
  name: 'repair-sharings',
  everyMinutes: 1,
  run: (k, deadline) =>
    sweep(k, deadline, {
      title: '分账',
      store: sharingListOf(k),
      lanes: [{ field: 'next_query_date' }],
      step: async (sharing) => {
        try {
          return (await refreshSharing(k, sharing)).status !== sharing.status;
        } catch (thrown) {
          // 网关明确拒绝也会走到这里：已记为 FAILED，占着的已放开。
          k.journal.error(toPayError(thrown), { type: 'monitor', out_trade_no: sharing.out_trade_no });
          const latest = await sharingsOf(k).find(sharing._id);
          if (latest && isSharingOpen(latest) && latest.next_query_date <= k.now()) await keepSharingOpen(k, latest, undefined, 'query');
          throw thrown;
        }
      },
    }),
};
