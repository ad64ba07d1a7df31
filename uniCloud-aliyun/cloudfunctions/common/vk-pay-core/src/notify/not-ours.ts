/** 网关说的不是我们的钱：什么也不动，请它稍后再发；说一张没有的单付了的，还要有人看。 */
import type { ReceivingKernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import type { Account, TradeFacts } from '../providers/provider';
import { ownerOf } from './owner';

/** 通知说的不是我们的钱：已告警，答「稍后再发」，什么也没有动。 */
export const notOurs = (detail: string): PayError => new PayError('ORDER_NOT_FOUND', { detail });

/** 网关说一张本地没有的订单付了。@returns 要抛出的；告警落不了盘就抛出别的 */
export async function unknownOrder(
  k: ReceivingKernel,
  account: Account,
  facts: Pick<TradeFacts, 'out_trade_no' | 'state' | 'total_fee' | 'transaction_id'>,
): Promise<PayError> {
  await k.journal.alert({
    kind: 'unknown-order-paid',
    level: 'critical',
    out_trade_no: facts.out_trade_no,
    fact: `${account.provider} ${account.mchid} ${facts.transaction_id ?? ''}`,
    message: '网关通知一张本地没有的订单已支付',
    ...(facts.total_fee === undefined ? {} : { figures: { fee: facts.total_fee } }),
    review: {
      kind: 'unknown_order',
      ...ownerOf(account),
      ...(facts.total_fee === undefined ? {} : { fee: facts.total_fee }),
      evidence: `${facts.state} ${facts.total_fee ?? ''}`,
    },
  });
  return notOurs(facts.out_trade_no);
}
