/** 补做：已退款而权益没收回的，按排期重试，直到完成。 */
import { revoke } from '../refunds/revoke';
import type { Job } from './job';
import { sweep } from './sweep';
import { refundListOf } from '../refunds/listing/store';

export const repairRevokes: Job = {
  name: 'repair-revokes',
  everyMinutes: 1,
  shared: true,
  run: (k, deadline) =>
    sweep(k, deadline, {
      title: '退款',
      table: 'refunds',
      shared: true,
      store: refundListOf(k),
      lanes: [{ field: 'revoke.next_date', where: { status: 'SUCCESS' } }],
      step: async (refund) => (await revoke(k, refund)).revoke.status === 'DONE',
    }),
};
