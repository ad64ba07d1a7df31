/** 员工查单：任何人的订单，连同退款与可退金额。 */
import { orderNumberSchema } from '../../../../../../common/contract/params';
import type { FindPaymentAnswer } from '../../../../../../common/contract/services';
import { PayError } from '../kernel/pay-error';
import type { Kernel } from '../kernel/kernel';
import { viewRefund } from '../refunds/view';
import { requireParams } from '../kernel/validate';
import { viewOrder } from './view';

/** @throws PayError 40001 / 40005 */
export async function findPayment(k: Kernel, input: unknown): Promise<Omit<FindPaymentAnswer, 'code' | 'msg' | 'requestId'>> {
  const { out_trade_no } = requireParams(orderNumberSchema, input);
  const order = await k.orders.find(out_trade_no);
  if (!order) throw new PayError('ORDER_NOT_FOUND');
  const refunds = await k.refunds.listByOrder(out_trade_no);
  const refundable = order.status === 'SUCCESS' ? order.total_fee - order.refund_fee - order.refunding_fee : 0;
  return { order: viewOrder(order), refunds: refunds.map(viewRefund), refundable_fee: refundable };
}
