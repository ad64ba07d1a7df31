/** 退款与退款查询：受理就是退成。 */
import type { Call } from './admission';
import { GatewayError } from './errors';
import { parse } from './fields';
import type { Ledger } from './ledger';
import type { Refund } from './model';
import { refundNumberShape, refundShape } from './request-shapes';

type Fields = Readonly<Record<string, unknown>>;

export const refundView = ({ outTradeNo: no, outRefundNo: refund_no, refund }: Refund): Fields => ({ no, refund_no, refund, state: 'REFUNDED' });

/** @throws GatewayError */
export function refundOrder(ledger: Ledger, now: number, { body }: Call, done: (refund: Refund) => void): Fields {
  const { no, refund_no, refund } = parse(refundShape, body);
  const order = ledger.order(no);
  if (order?.state !== 'SUCCESS') throw new GatewayError('NOT_FOUND', '没有付过');
  const made = ledger.refunds(no);
  const same = made.find(({ outRefundNo }) => outRefundNo === refund_no);
  if (same && same.refund !== refund) throw new GatewayError('TOO_MUCH', '同号不同金额');
  if (same) return refundView(same);
  if (made.reduce((sum, one) => sum + one.refund, refund) > order.total) throw new GatewayError('TOO_MUCH', '超过可退');
  const saved = ledger.saveRefund({ merchantId: order.merchantId, outTradeNo: no, outRefundNo: refund_no, refund, createdAt: now });
  done(saved);
  return refundView(saved);
}

/** @throws GatewayError */
export function queryRefund(ledger: Ledger, _now: number, { body }: Call): Fields {
  const { no, refund_no } = parse(refundNumberShape, body);
  const found = ledger.refunds(no).find(({ outRefundNo }) => outRefundNo === refund_no);
  if (!found) throw new GatewayError('NOT_FOUND', '没有这笔退款');
  return refundView(found);
}
