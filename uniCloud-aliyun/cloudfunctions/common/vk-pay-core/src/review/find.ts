/** 员工查单：任何人的订单，连同退款与可退金额。 */
import { orderNumberSchema } from '../../../../../../common/contract/payments/query-params';
import type { FindPaymentAnswer } from '../../../../../../common/contract/desk/find-payment';
import type { Kernel } from '../kernel/kernel';
import { requireParams } from '../kernel/validate';
import type { OrderRecord } from '../orders/record';
import { refundableFee } from '../orders/refundable';
import { ordersOf } from '../orders/store';
import { viewOrderForStaff } from '../orders/view';
import { viewRefundForStaff } from '../refunds/view';
import { refundListOf } from '../refunds/listing/store';

export type Found = Omit<FindPaymentAnswer, 'code' | 'msg' | 'requestId'>;

/** 一张订单在员工眼里的样子；复核中的要先有决定，才谈得上退多少。 */
export async function describeForStaff(k: Kernel, order: OrderRecord): Promise<Found> {
  const refunds = await refundListOf(k).listByOrder(order.out_trade_no);
  return {
    order: viewOrderForStaff(order),
    refunds: refunds.map(viewRefundForStaff),
    refundable_fee: order.status === 'REVIEW' ? 0 : refundableFee(order),
  };
}

/** @throws PayError 40001 / 40005 */
export async function findPayment(k: Kernel, input: unknown): Promise<Found> {
  const { out_trade_no } = requireParams(orderNumberSchema, input);
  return describeForStaff(k, await ordersOf(k).require(out_trade_no));
}
