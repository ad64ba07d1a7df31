/** 查订单，要的话连同退款（订单详情用）。 */
import type { QueryPaymentAnswer } from '../../../../../../common/contract/payments/query';
import type { Kernel } from '../kernel/kernel';
import { queryPayment as queryOrder, type Asker } from '../orders/query';
import { listRefunds } from './query';
import { latestRequest } from './requests/ask';

/** queryPayment。@throws PayError 40001 / 40005 */
export async function queryPayment(
  k: Kernel,
  input: unknown,
  asker: Asker,
): Promise<Omit<QueryPaymentAnswer, 'code' | 'msg' | 'requestId'>> {
  const answer = await queryOrder(k, input, asker);
  const wanted = (input as { readonly with_refunds?: unknown }).with_refunds === true;
  if (!wanted) return answer;
  const [refunds, refund_request] = await Promise.all([listRefunds(k, answer.out_trade_no), latestRequest(k, answer.out_trade_no)]);
  return { ...answer, refunds, ...(refund_request ? { refund_request } : {}) };
}
