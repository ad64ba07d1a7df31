/**
 * 异常的退款再退一次：退款单号不变，金额一直占着。结果不明的只查询，从不自己再来——卡号不存，也没有人替它重发。
 */
import type { PayerCard } from '../../../../../../common/contract/refunds/abnormal';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { talk } from '../ledger/talk';
import type { RefundFacts } from '../providers/provider';
import type { RefundRecord } from './record';
import { aboutRefund } from './refund';
import { keepRefundOpen, settleRefund, type RefundSettlement } from './settle';

/**
 * @param card 付款人的另一张卡；没有就退回商户
 * @throws PayError 网关不收，或结果不明（金额照旧占着，稍后查询）
 */
export async function retryAbnormal(k: Kernel, refund: RefundRecord, card?: PayerCard): Promise<RefundSettlement> {
  const { out_trade_no, out_refund_no, refund_id = '' } = refund;
  let facts: RefundFacts;
  try {
    facts = await talk(
      k,
      aboutRefund('refund', refund),
      (provider, account) => {
        if (!provider.retryAbnormalRefund) throw new PayError('PARAM', { detail: `${provider.name} 没有异常退款` });
        return provider.retryAbnormalRefund(account, { out_trade_no, out_refund_no, refund_id, ...(card ? { card } : {}) });
      },
      ({ state }) => state,
    );
  } catch (thrown) {
    if (thrown instanceof PayError && thrown.outcome === 'unknown') await keepRefundOpen(k, refund, undefined, 'staff');
    throw thrown;
  }
  return settleRefund(k, refund, facts, { source: 'staff' });
}
