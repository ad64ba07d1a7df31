/** 查询、关单、列表收什么。 */
import * as v from 'valibot';
import { outTradeNoSchema, flagSchema, wholeSchema } from '../fields';
import { ORDER_STATUSES } from './order';

/** await_max_time 的上限，秒（vk-uni-pay 较早的版本从 1 起）；路由云函数的超时必须容得下它。 */
const MAX_AWAIT_SECONDS = 40;

export const queryPaymentSchema = v.object(
  {
    out_trade_no: v.optional(outTradeNoSchema),
    transaction_id: v.optional(v.pipe(v.string('必须是字符串'), v.regex(/^[0-9A-Za-z_-]{6,64}$/, '格式不正确'))),
    await_notify: v.optional(flagSchema),
    await_max_time: v.optional(wholeSchema(1, MAX_AWAIT_SECONDS)),
    pay_order_info: v.optional(flagSchema),
    with_refunds: v.optional(flagSchema),
  },
  '必须是对象',
);

export const orderNumberSchema = v.object({ out_trade_no: outTradeNoSchema }, '必须是对象');

export const listPaymentsSchema = v.object(
  {
    pageIndex: v.optional(wholeSchema(1, 1000)),
    pageSize: v.optional(wholeSchema(1, 50)),
    status: v.optional(v.picklist(ORDER_STATUSES, '不是订单状态')),
  },
  '必须是对象',
);
