/** 退款单 → 展示。 */
import type { RefundView } from '../../../../../../common/contract/services';
import type { RefundRecord } from './record';

export function viewRefund(refund: RefundRecord): RefundView {
  return {
    out_refund_no: refund.out_refund_no,
    out_trade_no: refund.out_trade_no,
    ...(refund.refund_id ? { refund_id: refund.refund_id } : {}),
    refund_fee: refund.refund_fee,
    reason: refund.reason,
    status: refund.status,
    create_date: refund.create_date,
    ...(refund.refund_date === undefined ? {} : { refund_date: refund.refund_date }),
  };
}
