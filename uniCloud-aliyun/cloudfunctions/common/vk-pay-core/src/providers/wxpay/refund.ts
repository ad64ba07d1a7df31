/** 退款与退款查询（docs/protocols/wxpay.md §2.5）。200 只表示已受理，结果以 status 为准。 */
import { PayError } from '../../kernel/pay-error';
import type { RefundFacts, RefundRequest, RefundState } from '../provider';
import type { WxpayAccount } from './account';
import type { WxpayClient } from './client';
import { encodeForm } from '../kit/form';
import { asObject, integerOf, textOf, timeOf, type Json } from '../kit/json';
import { cutBytes } from '../kit/text';
import { namedIn, subMerchant } from './parties';
import { plainText } from './plain-text';

export const REFUNDS_PATH = '/v3/refund/domestic/refunds';
const MAX_REASON_BYTES = 80;

const STATES: ReadonlyMap<string, RefundState> = new Map([
  ['SUCCESS', 'SUCCESS'],
  ['PROCESSING', 'PENDING'],
  // 退款异常：收款卡作废或冻结，钱留在微信，商户去处理以后才会回到 PROCESSING。
  ['ABNORMAL', 'ABNORMAL'],
  ['CLOSED', 'FAILED'],
]);

/** 退款对象或回调明文（状态字段名不同）→ 事实。 */
export function readRefundObject(json: Json, statusField: 'status' | 'refund_status'): RefundFacts {
  const amount = asObject(json['amount']) ?? {};
  const gatewayState = textOf(json, statusField);
  const refund_fee = integerOf(amount, 'refund');
  const total_fee = integerOf(amount, 'total');
  const refundedAt = timeOf(json, 'success_time');
  const { mchid } = namedIn(json);
  const refund_id = textOf(json, 'refund_id');
  return {
    out_trade_no: textOf(json, 'out_trade_no') ?? '',
    out_refund_no: textOf(json, 'out_refund_no') ?? '',
    state: (gatewayState === undefined ? undefined : STATES.get(gatewayState)) ?? 'UNKNOWN',
    ...(mchid ? { mchid } : {}),
    ...(refund_id ? { refund_id } : {}),
    ...(refund_fee === undefined ? {} : { refund_fee }),
    ...(total_fee === undefined ? {} : { total_fee }),
    ...(refundedAt === undefined ? {} : { refundedAt }),
    ...(gatewayState ? { gatewayState } : {}),
  };
}

export function requireSame(facts: RefundFacts, asked: { out_trade_no: string; out_refund_no: string }): RefundFacts {
  if (facts.out_refund_no !== asked.out_refund_no || facts.out_trade_no !== asked.out_trade_no)
    throw new PayError('SIGNATURE', { outcome: 'unknown', detail: '退款应答的单号不符' });
  return facts;
}

/**
 * 申请退款；同一退款单号无论发几次都是同一笔。
 * @throws PayError outcome 'unknown'（429、5xx、断线、答复不可信）：可能已受理，须查询或以同一单号重发
 */
export async function createRefund(client: WxpayClient, account: WxpayAccount, request: RefundRequest): Promise<RefundFacts> {
  const reason = cutBytes(plainText(request.reason ?? ''), MAX_REASON_BYTES);
  const json = await client.call(account, 'refund', 'POST', REFUNDS_PATH, {
    ...subMerchant(account),
    ...(request.transaction_id ? { transaction_id: request.transaction_id } : { out_trade_no: request.out_trade_no }),
    out_refund_no: request.out_refund_no,
    ...(reason ? { reason } : {}),
    notify_url: account.notifyUrl,
    ...(request.funds_account ? { funds_account: request.funds_account } : {}),
    amount: { refund: request.refund_fee, total: request.total_fee, currency: 'CNY' },
  });
  return requireSame(readRefundObject(json, 'status'), request);
}

/** @throws PayError；网关说没有这笔退款（没有受理，可原样重发）时返回 NOT_EXIST */
export async function queryRefund(
  client: WxpayClient,
  account: WxpayAccount,
  asked: { out_trade_no: string; out_refund_no: string },
): Promise<RefundFacts> {
  try {
    const which = encodeForm(subMerchant(account));
    const path = `${REFUNDS_PATH}/${encodeURIComponent(asked.out_refund_no)}${which === '' ? '' : `?${which}`}`;
    const json = await client.call(account, 'queryRefund', 'GET', path);
    return requireSame(readRefundObject(json, 'status'), asked);
  } catch (error) {
    if (error instanceof PayError && error.kind === 'ORDER_NOT_FOUND' && error.outcome === 'none')
      return { out_trade_no: asked.out_trade_no, out_refund_no: asked.out_refund_no, state: 'NOT_EXIST' };
    throw error;
  }
}
