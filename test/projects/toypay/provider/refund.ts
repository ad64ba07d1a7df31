/** 退款与退款查询：受理就是退成。 */
import { PayError } from '../../kernel/pay-error';
import { integerOf, textOf, type Json } from '../kit/json';
import type { ProviderPorts, RefundFacts, RefundRequest } from '../provider';
import type { ToypayAccount } from './account';
import { callToypay } from './client';

interface Numbers {
  readonly out_trade_no: string;
  readonly out_refund_no: string;
}

export function refundFactsOf(json: Json, { out_trade_no, out_refund_no }: Numbers): RefundFacts {
  const refund_fee = integerOf(json, 'refund');
  return {
    out_trade_no,
    out_refund_no,
    state: textOf(json, 'state') === 'REFUNDED' ? 'SUCCESS' : 'UNKNOWN',
    ...(refund_fee === undefined ? {} : { refund_fee }),
  };
}

/** @throws PayError */
export async function refundTrade(ports: ProviderPorts, account: ToypayAccount, request: RefundRequest): Promise<RefundFacts> {
  const { out_trade_no, out_refund_no, refund_fee } = request;
  const wish = { no: out_trade_no, refund_no: out_refund_no, refund: refund_fee, notify: account.notifyUrl };
  return refundFactsOf(await callToypay(ports, account, 'refund', 'refund', wish), request);
}

/** @throws PayError */
export async function queryRefundTrade(ports: ProviderPorts, account: ToypayAccount, request: Numbers): Promise<RefundFacts> {
  const { out_trade_no, out_refund_no } = request;
  try {
    return refundFactsOf(await callToypay(ports, account, 'queryRefund', 'refund-query', { no: out_trade_no, refund_no: out_refund_no }), request);
  } catch (error) {
    if (error instanceof PayError && error.kind === 'ORDER_NOT_FOUND') return { out_trade_no, out_refund_no, state: 'NOT_EXIST' };
    throw error;
  }
}
