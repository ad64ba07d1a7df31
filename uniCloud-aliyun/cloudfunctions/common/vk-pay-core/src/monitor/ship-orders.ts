/** 小程序里收的钱：业务办完之后录发货信息，直到放款。 */
import { orderListOf } from '../orders/listing/store';
import { ship } from '../shipping/ship';
import type { Job } from './job';
import { sweep } from './sweep';

export const shipOrders: Job = {
  name: 'ship-orders',
  everyMinutes: 1,
  shared: true,
  run: (k, deadline) =>
    sweep(k, deadline, {
      title: '订单',
      table: 'orders',
      shared: true,
      store: orderListOf(k),
      lanes: [{ field: 'shipping.next_date', where: { status: 'SUCCESS', 'fulfil.status': 'DONE' } }],
      step: (order) => ship(k, order),
    }),
};
