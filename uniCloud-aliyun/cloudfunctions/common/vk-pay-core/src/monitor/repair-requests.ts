/** 补做：同意了而退款还没有提交的申请，接着提交。 */
import { toPayError } from '../kernel/pay-error';
import { carryOut } from '../refunds/requests/answer';
import { requestsOf } from '../refunds/requests/store';
import type { Job } from './job';
import { sweep } from './sweep';

export const repairRequests: Job = {
  name: 'repair-requests',
  everyMinutes: 1,
  run: (k, deadline) =>
    sweep(k, deadline, {
      title: '退款申请',
      table: 'requests',
      store: requestsOf(k),
      lanes: [{ field: 'next_date', where: { status: 'APPROVED' } }],
      step: async (request) => {
        try {
          return (await carryOut(k, request)).open_for === undefined;
        } catch (thrown) {
          k.journal.error(toPayError(thrown), { type: 'monitor', out_trade_no: request.out_trade_no });
          throw thrown;
        }
      },
    }),
};
