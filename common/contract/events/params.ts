/** 事件的服务收什么。 */
import * as v from 'valibot';
import { EVENT_STATUSES } from './events';
import { outTradeNoSchema, wholeSchema } from '../fields';

export const listEventsSchema = v.object(
  {
    status: v.optional(v.picklist(EVENT_STATUSES, '不是事件的状态')),
    out_trade_no: v.optional(outTradeNoSchema),
    pageIndex: v.optional(wholeSchema(1, 1000)),
    pageSize: v.optional(wholeSchema(1, 50)),
  },
  '必须是对象',
);

export const resendEventSchema = v.object(
  { id: v.pipe(v.string('必须是字符串'), v.regex(/^evt_[0-9A-Za-z_-]{27}$/, '格式不正确')) },
  '必须是对象',
);
