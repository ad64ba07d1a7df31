/** `pay/kh/recordError` 收什么。 */
import * as v from 'valibot';
import { extraSchema } from '../extra-schema';
import { outTradeNoSchema } from '../fields';

const shortText = (max: number) => v.pipe(v.string('必须是字符串'), v.maxLength(max, `不能超过 ${max} 个字符`));

/** 只进日志的说明，写之前会脱敏。 */
const detailSchema = extraSchema({});

export const recordErrorSchema = v.object(
  {
    kind: v.picklist(['error', 'exception'], '必须是 error 或 exception'),
    code: v.optional(v.union([v.number(), shortText(40)], '必须是数字或文字')),
    message: v.optional(shortText(500)),
    out_trade_no: v.optional(outTradeNoSchema),
    stage: v.optional(shortText(40)),
    detail: v.optional(detailSchema),
  },
  '必须是对象',
);
