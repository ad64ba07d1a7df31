/** 查询、关闭与撤销交易（docs/protocols/alipay.md §4.7–4.9、§6）。 */
import { PayError } from '../../kernel/pay-error';
import type { CancelResult, CloseResult, ProviderPorts, TradeFacts, TradeState } from '../provider';
import { callAlipay, isSignedReason, type AlipayAccount, type AlipayNode } from './client';
import { fromAlipayTime } from './time';
import { yuanToFee } from './yuan';

const STATES: ReadonlyMap<string, TradeState> = new Map([
  ['WAIT_BUYER_PAY', 'NOTPAY'],
  ['TRADE_SUCCESS', 'SUCCESS'],
  ['TRADE_FINISHED', 'SUCCESS'],
  ['TRADE_CLOSED', 'CLOSED'],
]);

/** TRADE_CLOSED 既是没付而关闭、也是全额退款之后（6）：以有没有付款时间区分。 */
export function tradeState(status: unknown, paidAt: number | undefined): TradeState {
  const state = (typeof status === 'string' ? STATES.get(status) : undefined) ?? 'UNKNOWN';
  return state === 'CLOSED' && paidAt !== undefined ? 'REFUND' : state;
}

const text = (node: AlipayNode, key: string): string | undefined =>
  typeof node[key] === 'string' && node[key] !== '' ? (node[key] as string) : undefined;

/** 查单。付款人还没打开收银台（或还没扫码）时网关查不到，这是「未付款」的一种，用 NOT_EXIST 表示。 */
export async function queryTrade(ports: ProviderPorts, account: AlipayAccount, out_trade_no: string): Promise<TradeFacts> {
  let node: AlipayNode;
  try {
    node = await callAlipay(ports, account, 'alipay.trade.query', { out_trade_no });
  } catch (error) {
    if (isSignedReason(error, ['TRADE_NOT_EXIST'])) return { out_trade_no, state: 'NOT_EXIST', gatewayState: 'TRADE_NOT_EXIST' };
    throw error;
  }
  if (node['out_trade_no'] !== out_trade_no) throw new PayError('SIGNATURE', { outcome: 'unknown', detail: '查询应答的单号不符' });
  const total_fee = yuanToFee(node['total_amount']);
  const paidAt = fromAlipayTime(node['send_pay_date']);
  const transaction_id = text(node, 'trade_no');
  const gatewayState = text(node, 'trade_status');
  return {
    out_trade_no,
    state: tradeState(node['trade_status'], paidAt),
    ...(transaction_id ? { transaction_id } : {}),
    ...(total_fee === undefined ? {} : { total_fee }),
    ...(paidAt === undefined ? {} : { paidAt }),
    ...(gatewayState ? { gatewayState } : {}),
  };
}

/** 关闭。「状态不对」既可能是已付也可能是已关：一律答 PAID，让调用方再查一次来决定。 */
export async function closeTrade(ports: ProviderPorts, account: AlipayAccount, out_trade_no: string): Promise<CloseResult> {
  try {
    await callAlipay(ports, account, 'alipay.trade.close', { out_trade_no });
    return 'CLOSED';
  } catch (error) {
    if (isSignedReason(error, ['TRADE_NOT_EXIST'])) return 'NOT_EXIST';
    if (isSignedReason(error, ['TRADE_STATUS_ERROR', 'REASON_TRADE_STATUS_INVALID', 'REASON_ILLEGAL_STATUS', 'TRADE_HAS_SUCCESS']))
      return 'PAID';
    throw error;
  }
}

const CANCEL_RESULTS: ReadonlyMap<unknown, CancelResult> = new Map([
  ['close', 'CLOSED'],
  ['refund', 'REFUNDED'],
]);

/**
 * 撤销（4.9）：没有这笔交易也答成功，只是没有 action。
 * @throws PayError BUSY（unknown）retry_flag=Y：以同样的参数再来
 */
export async function cancelTrade(ports: ProviderPorts, account: AlipayAccount, out_trade_no: string): Promise<CancelResult> {
  const node = await callAlipay(ports, account, 'alipay.trade.cancel', { out_trade_no });
  if (node['out_trade_no'] !== undefined && node['out_trade_no'] !== out_trade_no)
    throw new PayError('SIGNATURE', { outcome: 'unknown', detail: '撤销应答的单号不符' });
  if (node['retry_flag'] === 'Y') throw new PayError('BUSY', { outcome: 'unknown', detail: '撤销要求重试' });
  if (node['action'] === undefined || node['action'] === '') return 'NOT_EXIST';
  const result = CANCEL_RESULTS.get(node['action']);
  if (!result) throw new PayError('NETWORK', { outcome: 'unknown', detail: '撤销的 action 不认识' });
  return result;
}
