/** 复核台的服务收什么。 */
import * as v from 'valibot';
import { outTradeNoSchema, reasonSchema, outRefundNoSchema, wholeSchema } from '../fields';
import { VISIBLE } from '../visible-text';
import { payerCardSchema } from '../refunds/abnormal-params';
import { REVIEW_ACTS } from './acts';
import { REVIEW_KINDS } from './review';

export const resolvePaymentSchema = v.object(
  {
    out_trade_no: outTradeNoSchema,
    act: v.picklist(REVIEW_ACTS, '不是支持的处理'),
    reason: v.pipe(reasonSchema, v.minLength(2, '请写明原因')),
  },
  '必须是对象',
);

const reviewSubject = {
  out_trade_no: v.optional(outTradeNoSchema),
  out_refund_no: v.optional(outRefundNoSchema),
  note: v.optional(v.pipe(v.string('必须是字符串'), v.regex(/^[a-z_]{1,20}:[0-9A-Za-z_-]{1,64}$/, '格式不正确'))),
  // 由本模块起，里面有账单上的单号：别的系统起的字符也可能有。
  difference: v.optional(v.pipe(v.string('必须是字符串'), v.regex(new RegExp(`^[a-z0-9]{1,20}_${VISIBLE}{1,300}$`, 'u'), '格式不正确'))),
};

export const reviewSubjectSchema = v.object(reviewSubject, '必须是对象');

export const resolveReviewSchema = v.object(
  {
    ...reviewSubject,
    act: resolvePaymentSchema.entries.act,
    reason: resolvePaymentSchema.entries.reason,
    // 只有 to_card 要
    card: v.optional(payerCardSchema),
  },
  '必须是对象',
);

/** 从头数到这里为止；再多就按种类看。 */
export const listReviewsSchema = v.object(
  {
    kind: v.optional(v.picklist(REVIEW_KINDS, '不是复核台的种类')),
    pageIndex: v.optional(wholeSchema(1, 20)),
    pageSize: v.optional(wholeSchema(1, 50)),
  },
  '必须是对象',
);
