/** 退款申请的服务收什么。 */
import * as v from 'valibot';
import { outTradeNoSchema, requestNoSchema, feeSchema, reasonSchema, wholeSchema } from '../fields';
import { REQUEST_STATUSES } from './refund-request';

/** 付款人申请退款；同一个 request_no 再来是同一个申请。 */
export const requestRefundSchema = v.object(
  {
    out_trade_no: outTradeNoSchema,
    request_no: v.optional(requestNoSchema),
    refund_fee: v.optional(feeSchema),
    reason: v.pipe(reasonSchema, v.minLength(2, '请写明原因')),
  },
  '必须是对象',
);

export const requestNumberSchema = v.object({ request_no: requestNoSchema }, '必须是对象');

export const answerRequestSchema = v.object(
  { request_no: requestNoSchema, act: v.picklist(['approve', 'decline'], '必须是 approve 或 decline'), reason: v.optional(reasonSchema) },
  '必须是对象',
);

export const listRequestsSchema = v.object(
  {
    status: v.optional(v.picklist(REQUEST_STATUSES, '不是申请的状态')),
    pageSize: v.optional(wholeSchema(1, 50)),
    after: v.optional(v.pipe(v.string('必须是字符串'), v.regex(/^\d{1,15}\.[0-9A-Za-z_]{6,64}$/, '格式不正确'))),
  },
  '必须是对象',
);
