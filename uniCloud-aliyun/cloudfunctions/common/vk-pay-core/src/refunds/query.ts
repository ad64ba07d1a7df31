/** 查退款：没有结论时向网关求证。 */
import { orderNumberSchema } from '../../../../../../common/contract/payments/query-params';
import { queryRefundSchema } from '../../../../../../common/contract/refunds/params';
import type { RefundView } from '../../../../../../common/contract/refunds/refund-view';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import { ordersOf } from '../orders/store';
import { viewOrder } from '../orders/view';
import type { RefundRecord } from './record';
import { refreshRefund, type RefundResult } from './refund';
import { refundsOf } from './store';
import { viewRefund, viewRefundForStaff } from './view';
import { refundListOf } from './listing/store';

/** 求证一笔；重发被拒绝的也只是一种结论。 */
async function refreshed(k: Kernel, refund: RefundRecord): Promise<RefundRecord> {
  try {
    return (await refreshRefund(k, refund)).refund;
  } catch (error) {
    if (!(error instanceof PayError)) throw error;
    return (await refundsOf(k).find(refund._id)) ?? refund;
  }
}

/** 一张订单的全部退款；没有结论的逐一求证。@throws PayError 40001 / 40005 */
export async function queryOrderRefunds(
  k: Kernel,
  input: unknown,
): Promise<{ order: ReturnType<typeof viewOrder>; refunds: readonly RefundView[] }> {
  const { out_trade_no } = requireParams(orderNumberSchema, input);
  const refunds: RefundView[] = [];
  for (const refund of await refundListOf(k).listByOrder(out_trade_no)) refunds.push(viewRefundForStaff(await refreshed(k, refund)));
  return { order: viewOrder(await ordersOf(k).require(out_trade_no)), refunds };
}

/** queryRefund。@throws PayError 40001 / 40005 */
export async function queryRefund(k: Kernel, input: unknown): Promise<RefundResult> {
  const { out_refund_no } = requireParams(queryRefundSchema, input);
  const found = await refundsOf(k).find(out_refund_no);
  if (!found) throw new PayError('ORDER_NOT_FOUND');
  const refund = await refreshed(k, found);
  return { refund: viewRefundForStaff(refund), order: viewOrder(await ordersOf(k).require(refund.out_trade_no)) };
}

/** 一张订单的退款，照本地的记录；给付款人看。 */
export async function listRefunds(k: Kernel, out_trade_no: string): Promise<readonly RefundView[]> {
  return (await refundListOf(k).listByOrder(out_trade_no)).map(viewRefund);
}
