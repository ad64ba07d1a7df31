/** 订单 → 给付款人看的样子。 */
import type { OrderView } from '../../../../../../common/contract/services';
import type { OrderRecord } from './record';

export function viewOrder(order: OrderRecord): OrderView {
  return {
    out_trade_no: order.out_trade_no,
    provider: order.provider,
    platform: order.platform,
    pay_type: order.pay_type,
    type: order.type,
    subject: order.subject,
    total_fee: order.total_fee,
    refund_fee: order.refund_fee,
    status: order.status,
    fulfil_status: order.fulfil.status,
    ...(order.transaction_id ? { transaction_id: order.transaction_id } : {}),
    create_date: order.create_date,
    expire_date: order.expire_date,
    ...(order.pay_date === undefined ? {} : { pay_date: order.pay_date }),
    history: order.history,
  };
}
