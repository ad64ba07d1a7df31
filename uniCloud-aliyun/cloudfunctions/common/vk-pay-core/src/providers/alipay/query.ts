/** 查单（docs/protocols/alipay.md §4.7）。 */
import { fromBeijingText } from '../../../../../../../common/contract/beijing-time';
import { PayError } from '../../kernel/pay-error';
import { textOf, type Json } from '../kit/json';
import type { ProviderPorts, TradeFacts } from '../provider';
import type { AlipayAccount } from './account';
import { callAlipay, isSignedReason } from './client';
import { tradeState } from './trade';
import { yuanToFee } from './yuan';

/** 付款人还没打开收银台（或还没扫码）时网关查不到，这是「未付款」的一种，用 NOT_EXIST 表示。@throws PayError */
export async function queryTrade(ports: ProviderPorts, account: AlipayAccount, out_trade_no: string): Promise<TradeFacts> {
  let node: Json;
  try {
    node = await callAlipay(ports, account, 'query', 'alipay.trade.query', { out_trade_no });
  } catch (error) {
    if (isSignedReason(error, ['TRADE_NOT_EXIST'])) return { out_trade_no, state: 'NOT_EXIST', gatewayState: 'TRADE_NOT_EXIST' };
    throw error;
  }
  if (textOf(node, 'out_trade_no') !== out_trade_no) throw new PayError('SIGNATURE', { outcome: 'unknown', detail: '查询应答的单号不符' });
  const total_fee = yuanToFee(textOf(node, 'total_amount'));
  const paidAt = fromBeijingText(textOf(node, 'send_pay_date'));
  const transaction_id = textOf(node, 'trade_no');
  const gatewayState = textOf(node, 'trade_status');
  return {
    out_trade_no,
    state: tradeState(gatewayState, paidAt),
    ...(transaction_id ? { transaction_id } : {}),
    ...(total_fee === undefined ? {} : { total_fee }),
    ...(paidAt === undefined ? {} : { paidAt }),
    ...(gatewayState ? { gatewayState } : {}),
  };
}
