/** 关单（docs/protocols/alipay.md §4.8）。 */
import type { CloseResult, ProviderPorts } from '../provider';
import type { AlipayAccount } from './account';
import { callAlipay, isSignedReason } from './client';

/** 「状态不对」既可能是已付也可能是已关：一律答 PAID，让调用方再查一次来决定。@throws PayError */
export async function closeTrade(ports: ProviderPorts, account: AlipayAccount, out_trade_no: string): Promise<CloseResult> {
  try {
    await callAlipay(ports, account, 'close', 'alipay.trade.close', { out_trade_no });
    return 'CLOSED';
  } catch (error) {
    if (isSignedReason(error, ['TRADE_NOT_EXIST'])) return 'NOT_EXIST';
    if (isSignedReason(error, ['TRADE_STATUS_ERROR', 'REASON_TRADE_STATUS_INVALID', 'REASON_ILLEGAL_STATUS', 'TRADE_HAS_SUCCESS']))
      return 'PAID';
    throw error;
  }
}
