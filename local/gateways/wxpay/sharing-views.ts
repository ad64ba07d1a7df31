/** 分账单与回退单的应答（docs/protocols/wxpay.md §2.7）。 */
import type { JsonObject } from './model';
import { rfc3339 } from './sealed';
import type { Share, ShareReturn } from './sharing-book';

export function shareView({ subMchid, transactionId, outOrderNo, orderId, state, details, createdAt, finishAt }: Share): JsonObject {
  return {
    ...(subMchid === undefined ? {} : { sub_mchid: subMchid }),
    transaction_id: transactionId,
    out_order_no: outOrderNo,
    order_id: orderId,
    state,
    receivers: details.map(({ detailId, type, account, amount, description, result, failReason }) => ({
      amount,
      description,
      type,
      account,
      result,
      ...(failReason ? { fail_reason: failReason } : {}),
      create_time: rfc3339(createdAt),
      // 没有做完时也有这个字段。
      finish_time: rfc3339(state === 'FINISHED' ? finishAt : createdAt),
      detail_id: detailId,
    })),
  };
}

export function shareReturnView(back: ShareReturn): JsonObject {
  return {
    ...(back.subMchid === undefined ? {} : { sub_mchid: back.subMchid }),
    order_id: back.orderId,
    out_order_no: back.outOrderNo,
    out_return_no: back.outReturnNo,
    return_id: back.returnId,
    return_mchid: back.returnMchid,
    amount: back.amount,
    description: back.description,
    result: back.result,
    ...(back.failReason ? { fail_reason: back.failReason } : {}),
    create_time: rfc3339(back.createdAt),
    finish_time: rfc3339(back.result === 'PROCESSING' ? back.createdAt : back.finishAt),
  };
}
