/** 关单（docs/protocols/wxpay.md §2.3）：成功是 204；已关闭的再关也成功。 */
import { PayError } from '../../kernel/pay-error';
import type { CloseResult } from '../provider';
import type { WxpayAccount } from './account';
import type { WxpayClient } from './client';
import { merchantFields } from './parties';
import { transactionPath } from './trade';

/** 网关用错误码说出的结论；5xx 里的话不算数。 */
function conclusionOf(error: unknown): CloseResult | undefined {
  if (!(error instanceof PayError) || error.outcome !== 'none') return undefined;
  if (error.kind === 'ORDER_PAID') return 'PAID';
  if (error.kind === 'ORDER_NOT_FOUND') return 'NOT_EXIST';
  return error.gatewaySays === 'closed' ? 'CLOSED' : undefined;
}

/** @throws PayError outcome 'unknown'：可能已经关了，也可能没有，须再查询 */
export async function closeTransaction(client: WxpayClient, account: WxpayAccount, out_trade_no: string): Promise<CloseResult> {
  try {
    await client.call(account, 'close', 'POST', `${transactionPath(account, out_trade_no)}/close`, merchantFields(account));
    return 'CLOSED';
  } catch (error) {
    const conclusion = conclusionOf(error);
    if (conclusion) return conclusion;
    throw error;
  }
}
