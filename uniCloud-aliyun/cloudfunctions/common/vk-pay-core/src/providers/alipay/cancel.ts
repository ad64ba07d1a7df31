/** 撤销（docs/protocols/alipay.md §4.9）：结果不明的支付，没付的关闭，付了的全额退回。 */
import { PayError } from '../../kernel/pay-error';
import { textOf } from '../kit/json';
import type { CancelResult, ProviderPorts } from '../provider';
import type { AlipayAccount } from './account';
import { callAlipay } from './client';

const RESULTS: ReadonlyMap<string, CancelResult> = new Map([
  ['close', 'CLOSED'],
  ['refund', 'REFUNDED'],
]);

/**
 * 没有这笔交易也答成功，只是没有 trade_no 与 action。
 * @throws PayError BUSY（unknown）retry_flag=Y：以同样的参数再来
 */
export async function cancelTrade(ports: ProviderPorts, account: AlipayAccount, out_trade_no: string): Promise<CancelResult> {
  const node = await callAlipay(ports, account, 'cancel', 'alipay.trade.cancel', { out_trade_no });
  const named = textOf(node, 'out_trade_no');
  if (named !== undefined && named !== out_trade_no) throw new PayError('SIGNATURE', { outcome: 'unknown', detail: '撤销应答的单号不符' });
  if (node['retry_flag'] === 'Y') throw new PayError('BUSY', { outcome: 'unknown', detail: '撤销要求重试' });
  const action = textOf(node, 'action');
  if (action === undefined && textOf(node, 'trade_no') === undefined) return 'NOT_EXIST';
  const result = action === undefined ? undefined : RESULTS.get(action);
  if (!result) throw new PayError('NETWORK', { outcome: 'unknown', detail: '撤销的 action 不认识' });
  return result;
}
