/** 退款与退款查询（docs/protocols/alipay.md §4.10、§4.11）。答复里的 refund_fee 是累计值，不能当作本次金额。 */
import { PayError } from '../../kernel/pay-error';
import type { ProviderPorts, RefundFacts, RefundRequest } from '../provider';
import { callAlipay, type AlipayAccount } from './client';
import { fromAlipayTime } from './time';
import { feeToYuan, yuanToFee } from './yuan';

/** 10000 且 fund_change=Y 才是退成；N 不代表失败（重放、尚未入账），要查询。 */
export async function refundTrade(ports: ProviderPorts, account: AlipayAccount, request: RefundRequest): Promise<RefundFacts> {
  const node = await callAlipay(ports, account, 'alipay.trade.refund', {
    out_trade_no: request.out_trade_no,
    refund_amount: feeToYuan(request.refund_fee),
    out_request_no: request.out_refund_no,
    ...(request.reason ? { refund_reason: request.reason } : {}),
  });
  if (node['out_trade_no'] !== request.out_trade_no) throw new PayError('SIGNATURE', { outcome: 'unknown', detail: '退款应答的单号不符' });
  const refundedAt = fromAlipayTime(node['gmt_refund_pay']);
  return {
    out_trade_no: request.out_trade_no,
    out_refund_no: request.out_refund_no,
    state: node['fund_change'] === 'Y' ? 'SUCCESS' : 'PENDING',
    ...(refundedAt === undefined ? {} : { refundedAt }),
    gatewayState: `fund_change=${String(node['fund_change'] ?? '')}`,
  };
}

/** 没有 refund_status 就是这个单号下没有成功的退款：以同一单号重发。 */
export async function queryRefundTrade(
  ports: ProviderPorts,
  account: AlipayAccount,
  { out_trade_no, out_refund_no }: { out_trade_no: string; out_refund_no: string },
): Promise<RefundFacts> {
  const node = await callAlipay(ports, account, 'alipay.trade.fastpay.refund.query', {
    out_trade_no,
    out_request_no: out_refund_no,
    query_options: ['gmt_refund_pay'],
  });
  const base = { out_trade_no, out_refund_no };
  if (node['refund_status'] === undefined || node['refund_status'] === '') return { ...base, state: 'NOT_EXIST' };
  if (node['out_trade_no'] !== out_trade_no || node['out_request_no'] !== out_refund_no)
    throw new PayError('SIGNATURE', { outcome: 'unknown', detail: '退款查询应答的单号不符' });
  const refund_fee = yuanToFee(node['refund_amount']);
  const refundedAt = fromAlipayTime(node['gmt_refund_pay']);
  return {
    ...base,
    state: node['refund_status'] === 'REFUND_SUCCESS' ? 'SUCCESS' : node['refund_status'] === 'REFUND_PROCESSING' ? 'PENDING' : 'UNKNOWN',
    ...(refund_fee === undefined ? {} : { refund_fee }),
    ...(refundedAt === undefined ? {} : { refundedAt }),
    gatewayState: String(node['refund_status']),
  };
}
