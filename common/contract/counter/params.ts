/** 柜台收款收什么。付款码只在这里经过：不存、不记日志。 */
import * as v from 'valibot';
import {
  feeSchema,
  merchantSubjectSchema,
  merchantTypeSchema,
  newOutTradeNoSchema,
  outTradeNoSchema,
  pidSchema,
  subjectSchema,
  typeSchema,
} from '../fields';
import { customSchema } from '../payments/custom';

export const chargeSchema = v.object(
  {
    /** 扫码枪读到的 */
    auth_code: v.pipe(v.string('必须是字符串'), v.regex(/^\d{16,24}$/, '必须是 16–24 位数字')),
    /** 必填：同一个单号只收一次，重复的只看结果 */
    out_trade_no: newOutTradeNoSchema,
    type: typeSchema,
    total_fee: v.optional(feeSchema),
    subject: v.optional(subjectSchema),
    custom: v.optional(customSchema),
    /** 买的人是谁；不知道就不写 */
    user_id: v.optional(v.pipe(v.string('必须是字符串'), v.regex(/^[0-9A-Za-z_-]{1,64}$/, '格式不正确'))),
    pid: v.optional(pidSchema),
  },
  '必须是对象',
);

/** 商户自己的云函数收：单号、标题、类型照它自己的写法，与下单（merchantCreateSchema）一样。 */
export const merchantChargeSchema = v.object(
  { ...chargeSchema.entries, out_trade_no: outTradeNoSchema, type: merchantTypeSchema, subject: v.optional(merchantSubjectSchema) },
  '必须是对象',
);
