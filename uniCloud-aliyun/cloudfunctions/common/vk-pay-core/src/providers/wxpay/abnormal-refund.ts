/** 异常的退款再退一次（docs/protocols/wxpay.md §2.5）：退到付款人的另一张借记卡，或退回商户。卡号与姓名当场加密，哪里也不留。 */
import type { AbnormalRefundRequest, RefundFacts } from '../provider';
import type { WxpayAccount } from './account';
import type { WxpayClient } from './client';
import type { KeyRing } from './keys';
import { subMerchant } from './parties';
import { readRefundObject, REFUNDS_PATH, requireSame } from './refund';
import { sealerOf } from './seal';

/** @throws PayError outcome 'unknown'：可能已受理，以同一个退款单号查询 */
export async function retryAbnormalRefund(
  ring: KeyRing,
  client: WxpayClient,
  account: WxpayAccount,
  request: AbnormalRefundRequest,
): Promise<RefundFacts> {
  const { out_refund_no, refund_id, card } = request;
  const sealer = card && (await sealerOf(ring, account));
  const body = {
    ...subMerchant(account),
    out_refund_no,
    type: card ? 'USER_BANK_CARD' : 'MERCHANT_BANK_CARD',
    ...(card && sealer
      ? { bank_type: `${card.bank}_DEBIT`, bank_account: sealer.seal(card.bank_account), real_name: sealer.seal(card.real_name) }
      : {}),
  };
  const path = `${REFUNDS_PATH}/${encodeURIComponent(refund_id)}/apply-abnormal-refund`;
  return requireSame(readRefundObject(await client.call(account, 'refund', 'POST', path, body, sealer?.serial), 'status'), request);
}
