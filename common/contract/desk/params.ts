/** 订单台收什么。 */
import * as v from 'valibot';
import { outTradeNoSchema, feeSchema, wholeSchema } from '../fields';
import { ORDER_STATUSES } from '../payments/order';
import { PROVIDERS } from '../channels';

/** 北京的一天，如 `2026-11-23`；不存在的日子不算。 */
const daySchema = v.pipe(
  v.string('必须是字符串'),
  v.regex(/^\d{4}-\d{2}-\d{2}$/, '必须是 2026-01-31 这样的日期'),
  v.check((day) => new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) === true, '没有这一天'),
);

export const listOrdersSchema = v.object(
  {
    out_trade_no: v.optional(outTradeNoSchema),
    transaction_id: v.optional(v.pipe(v.string('必须是字符串'), v.regex(/^[0-9A-Za-z_-]{6,64}$/, '格式不正确'))),
    user_id: v.optional(v.pipe(v.string('必须是字符串'), v.regex(/^[0-9A-Za-z_-]{1,64}$/, '格式不正确'))),
    request_id: v.optional(v.pipe(v.string('必须是字符串'), v.regex(/^[0-9A-Za-z_-]{1,64}$/, '格式不正确'))),
    from: v.optional(daySchema),
    to: v.optional(daySchema),
    status: v.optional(v.picklist(ORDER_STATUSES, '不是订单状态')),
    provider: v.optional(v.picklist(PROVIDERS, '不是支持的支付渠道')),
    unfinished: v.optional(v.literal(true, '只能是 true')),
    total_fee: v.optional(feeSchema),
    pageSize: v.optional(wholeSchema(1, 50)),
    after: v.optional(v.pipe(v.string('必须是字符串'), v.regex(/^\d{1,15}\.[0-9A-Za-z_]{6,32}$/, '格式不正确'))),
  },
  '必须是对象',
);
