/** 退款单 → 展示。 */
import type { RefundView } from '../../../../../../common/contract/refunds/refund-view';
import { isRefundOpen, type RefundRecord } from './record';

export function viewRefund(refund: RefundRecord): RefundView {
  return {
    out_refund_no: refund.out_refund_no,
    out_trade_no: refund.out_trade_no,
    ...(refund.refund_id ? { refund_id: refund.refund_id } : {}),
    refund_fee: refund.refund_fee,
    reason: refund.reason,
    status: refund.status,
    create_date: refund.create_date,
    ...(refund.planned_date !== undefined && isRefundOpen(refund) ? { planned_date: refund.planned_date } : {}),
    ...(refund.refund_date === undefined ? {} : { refund_date: refund.refund_date }),
  };
}

/** 给员工看的：连同网关的原话与没有退成的原因。 */
export function viewRefundForStaff(refund: RefundRecord): RefundView {
  const { gateway_state, failure } = refund;
  return {
    ...viewRefund(refund),
    ...(gateway_state ? { gateway_state } : {}),
    ...(failure?.gateway_code ? { gateway_code: failure.gateway_code } : {}),
  };
}
