/** 退款申请 → 展示。 */
import type { RefundRequestView, StaffRequestView } from '../../../../../../../common/contract/refunds/request';
import type { Kernel } from '../../kernel/kernel';
import type { OrderRecord } from '../../orders/record';
import { refundableFee } from '../../orders/refundable';
import { viewOrder } from '../../orders/view';
import type { RequestRecord } from './record';
import { refundsOf } from '../store';
import { viewRefund, viewRefundForStaff } from '../view';

function bare({
  request_no,
  out_trade_no,
  refund_fee,
  reason,
  status,
  answer,
  create_date,
  answer_date,
}: RequestRecord): RefundRequestView {
  return {
    request_no,
    out_trade_no,
    refund_fee,
    reason,
    status,
    ...(answer ? { answer } : {}),
    create_date,
    ...(answer_date === undefined ? {} : { answer_date }),
  };
}

export async function viewRequest(k: Kernel, request: RequestRecord): Promise<RefundRequestView> {
  const refund = request.status === 'APPROVED' ? await refundsOf(k).find(request._id) : undefined;
  return { ...bare(request), ...(refund ? { refund: viewRefund(refund) } : {}) };
}

export async function viewRequestForStaff(k: Kernel, request: RequestRecord, order: OrderRecord): Promise<StaffRequestView> {
  const refund = request.status === 'APPROVED' ? await refundsOf(k).find(request._id) : undefined;
  const { user_id, operator } = request;
  return {
    ...bare(request),
    ...(refund ? { refund: viewRefundForStaff(refund) } : {}),
    user_id,
    order: viewOrder(order),
    refundable_fee: order.status === 'REVIEW' ? 0 : refundableFee(order),
    ...(operator ? { operator } : {}),
  };
}
