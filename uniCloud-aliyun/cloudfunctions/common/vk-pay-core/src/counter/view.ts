/** 柜台收款 → 展示。 */
import type { ChargeAnswer, ChargeOutcome } from '../../../../../../common/contract/counter/services';
import type { OrderStatus } from '../../../../../../common/contract/payments/order';
import type { Kernel } from '../kernel/kernel';
import type { OrderRecord } from '../orders/record';

export type Charged = Omit<ChargeAnswer, 'code' | 'msg' | 'requestId'>;

const OUTCOMES: Readonly<Record<OrderStatus, ChargeOutcome>> = {
  NOTPAY: 'waiting',
  PROCESSING: 'waiting',
  SUCCESS: 'paid',
  CLOSED: 'closed',
  REFUND: 'refunded',
  REVIEW: 'review',
};

export function viewCharge(k: Kernel, order: OrderRecord): Charged {
  const { out_trade_no, provider, status, total_fee, subject, expire_date, transaction_id, pay_date } = order;
  const late = OUTCOMES[status] === 'waiting' && (order.cancel?.status === 'ASKED' || k.now() >= expire_date);
  return {
    out_trade_no,
    provider,
    status,
    outcome: late ? 'withdrawing' : OUTCOMES[status],
    total_fee,
    subject,
    give_up_date: expire_date,
    server_date: k.now(),
    ...(transaction_id === undefined ? {} : { transaction_id }),
    ...(pay_date === undefined ? {} : { pay_date }),
  };
}
