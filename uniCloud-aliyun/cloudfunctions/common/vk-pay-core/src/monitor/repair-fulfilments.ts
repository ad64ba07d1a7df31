/** 补做：已支付而业务没处理完的订单，按排期重试，直到完成。 */
import { fulfil } from '../orders/fulfil';
import type { Job } from './job';
import { sweep } from './sweep';
import { orderListOf } from '../orders/listing/store';

export const repairFulfilments: Job = {
  name: 'repair-fulfilments',
  everyMinutes: 1,
  shared: true,
  run: (k, deadline) =>
    sweep(k, deadline, {
      title: '订单',
      table: 'orders',
      shared: true,
      store: orderListOf(k),
      lanes: [{ field: 'fulfil.next_date', where: { status: 'SUCCESS' } }],
      step: async (order) => {
        const after = await fulfil(k, order);
        if (after.fulfil.status !== 'DONE') throw new Error('业务处理未完成');
        return true;
      },
    }),
};
