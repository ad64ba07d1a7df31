/** 员工退款收什么。 */
import * as v from 'valibot';
import { outTradeNoSchema, outRefundNoSchema, feeSchema, lineSchema, reasonSchema } from '../fields';

/** 从哪里出钱：AVAILABLE 可用余额 · UNSETTLED 未结算的。缺省由网关定（docs/protocols/wxpay.md §2.5）。 */
const FUNDS_ACCOUNTS = ['AVAILABLE', 'UNSETTLED'] as const;
export type FundsAccount = (typeof FUNDS_ACCOUNTS)[number];

export const refundSchema = v.object(
  {
    out_trade_no: outTradeNoSchema,
    out_refund_no: v.optional(outRefundNoSchema),
    refund_fee: v.optional(feeSchema),
    refund_desc: v.optional(reasonSchema),
    funds_account: v.optional(v.picklist(FUNDS_ACCOUNTS, '不是支持的资金来源')),
  },
  '必须是对象',
);

/** 谁在操作（退款、撤销）：记在退款单与履历里。 */
export const operatorSchema = v.object({
  operator: v.optional(lineSchema(64, '必须是 1–64 个字符，不能含控制字符')),
});

export const queryRefundSchema = v.object({ out_refund_no: outRefundNoSchema }, '必须是对象');
