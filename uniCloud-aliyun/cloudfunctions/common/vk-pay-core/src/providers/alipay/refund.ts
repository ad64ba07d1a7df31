/** 退款与退款查询（docs/protocols/alipay.md §4.10、§4.11）。答复里的 refund_fee 是累计值，不能当作本次金额。 */
import { fromBeijingText } from '../../../../../../../common/contract/beijing-time';
import { PayError } from '../../kernel/pay-error';
import { textOf } from '../kit/json';
import type { ProviderPorts, RefundFacts, RefundRequest, RefundState } from '../provider';
import type { AlipayAccount } from './account';
import { callAlipay } from './client';
import { feeToYuan, yuanToFee } from './yuan';

/** 10000 且 fund_change=Y 才是退成；N 不代表失败（重放、尚未入账），要查询。 */
export async function refundTrade(ports: ProviderPorts, account: AlipayAccount, request: RefundRequest): Promise<RefundFacts> {
  const node = await callAlipay(ports, account, 'refund', 'alipay.trade.refund', {
    out_trade_no: request.out_trade_no,
    refund_amount: feeToYuan(request.refund_fee),
    out_request_no: request.out_refund_no,
    ...(request.reason ? { refund_reason: request.reason } : {}),
  });
  if (textOf(node, 'out_trade_no') !== request.out_trade_no)
    throw new PayError('SIGNATURE', { outcome: 'unknown', detail: '退款应答的单号不符' });
  const refundedAt = fromBeijingText(textOf(node, 'gmt_refund_pay'));
  return {
    out_trade_no: request.out_trade_no,
    out_refund_no: request.out_refund_no,
    state: node['fund_change'] === 'Y' ? 'SUCCESS' : 'PENDING',
    ...(refundedAt === undefined ? {} : { refundedAt }),
    gatewayState: `fund_change=${textOf(node, 'fund_change') ?? ''}`,
  };
}

const STATES: ReadonlyMap<string, RefundState> = new Map([
  ['REFUND_SUCCESS', 'SUCCESS'],
  ['REFUND_PROCESSING', 'PENDING'],
]);

/** 没有 refund_status 就是这个单号下没有成功的退款：以同一单号重发。 */
export async function queryRefundTrade(
  ports: ProviderPorts,
  account: AlipayAccount,
  { out_trade_no, out_refund_no }: { out_trade_no: string; out_refund_no: string },
): Promise<RefundFacts> {
  const node = await callAlipay(ports, account, 'queryRefund', 'alipay.trade.fastpay.refund.query', {
    out_trade_no,
    out_request_no: out_refund_no,
    query_options: ['gmt_refund_pay'],
  });
  const base = { out_trade_no, out_refund_no };
  const gatewayState = textOf(node, 'refund_status');
  // 不存在的退款也可能带着零金额；说得出金额却没有状态的，不敢当作没有。
  if (gatewayState === undefined) return { ...base, state: (yuanToFee(textOf(node, 'refund_amount')) ?? 0) > 0 ? 'UNKNOWN' : 'NOT_EXIST' };
  if (textOf(node, 'out_trade_no') !== out_trade_no || textOf(node, 'out_request_no') !== out_refund_no)
    throw new PayError('SIGNATURE', { outcome: 'unknown', detail: '退款查询应答的单号不符' });
  const refund_fee = yuanToFee(textOf(node, 'refund_amount'));
  const refundedAt = fromBeijingText(textOf(node, 'gmt_refund_pay'));
  return {
    ...base,
    state: STATES.get(gatewayState) ?? 'UNKNOWN',
    ...(refund_fee === undefined ? {} : { refund_fee }),
    ...(refundedAt === undefined ? {} : { refundedAt }),
    gatewayState,
  };
}
