/** 退款履历上的一步因为什么，给员工看。 */
import type { RefundReason } from '../../contract/refunds/refund';
import { words } from './words';

export const REFUND_REASONS: Readonly<Record<RefundReason | 'created', string>> = words({
  created: ['提交退款', 'Refund asked for'],
  gateway_accepted: ['支付平台已受理', 'Accepted by the platform'],
  no_answer: ['没有得到可信的答复', 'No trustworthy answer'],
  gateway_abnormal: ['支付平台退不了，等人处理', 'The platform could not return it: somebody must act'],
  verified_refunded: ['支付平台确认已退', 'Refunded, confirmed by the platform'],
  gateway_refused: ['支付平台拒绝', 'Refused by the platform'],
  gateway_closed: ['支付平台关闭了退款', 'Closed by the platform'],
  asked_again: ['以同一个单号再次申请', 'Asked for again under the same number'],
  staff: ['员工处理', 'Settled by staff'],
});
