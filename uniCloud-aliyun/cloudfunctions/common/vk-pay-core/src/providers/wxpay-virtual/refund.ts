/**
 * 退款（docs/protocols/wxpay.md §13.1）：先看这个退款单号来过没有，再读一遍还能退多少（left_fee 要现在的），才请求。
 * 受理之后过一会儿才有结果；苹果收的钱商户退不了，由微信照实拒绝。
 */
import { integerOf } from '../kit/json';
import { type PayError } from '../../kernel/pay-error';
import { refusal } from '../kit/refusal';
import type { RefundFacts, RefundRequest } from '../provider';
import type { VirtualAccount } from './account';
import type { XpayClient } from './client';
import { noSuchOrder, saysRefundKnown } from './errors';
import { findOrder } from './query';
import { isRefundOrder, readRefund } from './trade';

/** 其他原因；由商户发起 */
const REASON = '5';
const FROM_MERCHANT = '3';

type Named = Pick<RefundRequest, 'out_trade_no' | 'out_refund_no'>;

/** 这个退款单号；没有来过的 undefined。@throws PayError */
async function findRefund(
  client: XpayClient,
  account: VirtualAccount,
  operation: 'refund' | 'queryRefund',
  { out_trade_no, out_refund_no }: Named,
): Promise<RefundFacts | undefined> {
  const found = await findOrder(client, account, operation, out_trade_no, out_refund_no);
  return found && isRefundOrder(found) ? readRefund(found, out_trade_no, out_refund_no, account.appid) : undefined;
}

const wrongFee = (problem: string): PayError => refusal('refund', { kind: 'PARAM', outcome: 'none', input: 'refund_fee', problem }, {});

/** @throws PayError outcome 'unknown'：可能已受理，须以同一个单号求证 */
export async function refundOrder(client: XpayClient, account: VirtualAccount, request: RefundRequest): Promise<RefundFacts> {
  const { out_trade_no, out_refund_no, refund_fee } = request;
  const known = await findRefund(client, account, 'refund', request);
  if (known && known.refund_fee !== refund_fee) throw wrongFee('与首次退款不同');
  if (known) return known;
  const order = await findOrder(client, account, 'refund', out_trade_no, out_trade_no);
  if (!order) throw noSuchOrder();
  const left_fee = integerOf(order, 'left_fee') ?? 0;
  if (refund_fee > left_fee) throw wrongFee('超过微信那里还能退的');
  const { openid } = await client.payer(out_trade_no);
  try {
    await client.call(account, 'refund', 'refund_order', {
      openid,
      order_id: out_trade_no,
      refund_order_id: out_refund_no,
      left_fee,
      refund_fee,
      biz_meta: out_trade_no,
      refund_reason: REASON,
      req_from: FROM_MERCHANT,
    });
  } catch (error) {
    // 来过的（同时来了两次）就是它；别的一笔正在退，过一会儿再来。
    const own = saysRefundKnown(error) ? await findRefund(client, account, 'refund', request) : undefined;
    if (own) return own;
    throw error;
  }
  return { out_trade_no, out_refund_no, appid: account.appid, state: 'PENDING', refund_fee };
}

/** 微信说没有这笔退款时返回 NOT_EXIST。@throws PayError */
export async function queryVirtualRefund(client: XpayClient, account: VirtualAccount, named: Named): Promise<RefundFacts> {
  const { out_trade_no, out_refund_no } = named;
  return (await findRefund(client, account, 'queryRefund', named)) ?? { out_trade_no, out_refund_no, state: 'NOT_EXIST' };
}
