/** 退款与退款查询（2.5）。200 只表示已受理，结果以 status 为准。 */
import { PayError } from '../../errors/pay-error';
import type { RefundFacts, RefundRequest, RefundState } from '../provider';
import type { Json, WxpayClient } from './client';
import type { WxpayAccount } from './keys';

const STATES: ReadonlyMap<string, RefundState> = new Map([
  ['SUCCESS', 'SUCCESS'],
  ['PROCESSING', 'PENDING'],
  // 退款异常：钱在微信，等人工处理后会变成 PROCESSING；不算失败，占用不能释放。
  ['ABNORMAL', 'PENDING'],
  ['CLOSED', 'FAILED'],
]);

const text = (json: Json, key: string): string | undefined => (typeof json[key] === 'string' && json[key] !== '' ? (json[key] as string) : undefined);

/** 退款对象或回调明文（状态字段名不同）→ 事实。 */
export function readRefundObject(json: Json, statusField: 'status' | 'refund_status'): RefundFacts {
  const amount = (typeof json['amount'] === 'object' && json['amount'] !== null ? json['amount'] : {}) as Json;
  const gatewayState = text(json, statusField);
  const refundedAt = Date.parse(text(json, 'success_time') ?? '');
  const mchid = text(json, 'mchid');
  const refund_id = text(json, 'refund_id');
  return {
    out_trade_no: text(json, 'out_trade_no') ?? '',
    out_refund_no: text(json, 'out_refund_no') ?? '',
    state: (gatewayState === undefined ? undefined : STATES.get(gatewayState)) ?? 'UNKNOWN',
    ...(mchid ? { mchid } : {}),
    ...(refund_id ? { refund_id } : {}),
    ...(Number.isSafeInteger(amount['refund']) ? { refund_fee: amount['refund'] as number } : {}),
    ...(Number.isSafeInteger(amount['total']) ? { total_fee: amount['total'] as number } : {}),
    ...(Number.isNaN(refundedAt) ? {} : { refundedAt }),
    ...(gatewayState ? { gatewayState } : {}),
  };
}

function requireSame(facts: RefundFacts, asked: { out_trade_no: string; out_refund_no: string }): RefundFacts {
  if (facts.out_refund_no !== asked.out_refund_no || facts.out_trade_no !== asked.out_trade_no) throw new PayError('SIGNATURE', { outcome: 'unknown', detail: '退款应答的单号不符' });
  return facts;
}

/** 理由最多 80 字节，按字符截断，不切坏汉字。 */
function shortReason(reason: string): string {
  let out = '';
  for (const character of reason.replace(/[\u{10000}-\u{10ffff}]/gu, '□')) {
    if (Buffer.byteLength(out + character) > 80) break;
    out += character;
  }
  return out;
}

export async function createRefund(client: WxpayClient, account: WxpayAccount, request: RefundRequest): Promise<RefundFacts> {
  const json = await client.call(account, 'POST', '/v3/refund/domestic/refunds', {
    ...(request.transaction_id ? { transaction_id: request.transaction_id } : { out_trade_no: request.out_trade_no }),
    out_refund_no: request.out_refund_no,
    ...(request.reason ? { reason: shortReason(request.reason) } : {}),
    notify_url: account.notifyUrl,
    amount: { refund: request.refund_fee, total: request.total_fee, currency: 'CNY' },
  });
  return requireSame(readRefundObject(json, 'status'), request);
}

export async function queryRefund(client: WxpayClient, account: WxpayAccount, asked: { out_trade_no: string; out_refund_no: string }): Promise<RefundFacts> {
  try {
    const json = await client.call(account, 'GET', `/v3/refund/domestic/refunds/${encodeURIComponent(asked.out_refund_no)}`);
    return requireSame(readRefundObject(json, 'status'), asked);
  } catch (error) {
    if (error instanceof PayError && error.kind === 'ORDER_NOT_FOUND') return { ...asked, state: 'NOT_EXIST' };
    throw error;
  }
}
