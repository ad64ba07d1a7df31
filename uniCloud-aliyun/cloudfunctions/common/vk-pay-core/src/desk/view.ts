/** 订单 → 订单台上的样子。 */
import type { StaffOrderView } from '../../../../../../common/contract/desk/list-orders';
import type { OrderRecord } from '../orders/record';
import { viewOrderForStaff } from '../orders/view';

export function viewForDesk(order: OrderRecord): StaffOrderView {
  const { user_id, late, surplus_of, cancel, shipping } = order;
  return {
    ...viewOrderForStaff(order),
    user_id,
    ...(late ? { late } : {}),
    ...(surplus_of ? { surplus_of } : {}),
    ...(shipping ? { shipping } : {}),
    ...(cancel ? { cancel_status: cancel.status } : {}),
  };
}
