/** 一张订单还能做什么：接着付、再买一次。价格仍由服务端重新定。 */
import type { OrderView } from '../../contract/payments/order-view';
import type { PaymentIntent } from '../pay/intent';
import { recallPayment } from '../pay/payment-memory';

/** 订单当初要的是什么：这台设备记得就用记得的，换了设备就用服务端记着的。商户自己下的单没有。 */
export function intentOf({ out_trade_no, type, total_fee, intent }: OrderView): PaymentIntent | undefined {
  const known = recallPayment(out_trade_no)?.intent;
  if (known) return known;
  if (!intent) return undefined;
  return { type, total_fee, ...(intent.custom ? { custom: intent.custom as PaymentIntent['custom'] } : {}) };
}

/** 还在付款期限之内、没有结论。 */
export function isPending({ status, expire_date }: Pick<OrderView, 'status' | 'expire_date'>, serverDate: number): boolean {
  return (status === 'NOTPAY' || status === 'PROCESSING') && expire_date > serverDate;
}
