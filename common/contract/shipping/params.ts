/** 员工手工录发货信息收什么。电话在这里就打码，只留头三位与末四位：没有录成的要留着再试。 */
import * as v from 'valibot';
import { lineSchema, outTradeNoSchema, wholeSchema } from '../fields';

const MAX_PARCELS = 15;
/** 要电话的快递公司 */
const NEEDS_CONTACT = 'SF';

const words = lineSchema(120, '必须是 1–120 个字');
const contact = v.pipe(
  v.string('必须是字符串'),
  v.trim(),
  v.regex(/^[\d*+() -]{4,30}$/, '必须是电话'),
  v.transform((text) => text.replace(/[^\d*]/g, '')),
  v.regex(/\d{4}$/, '末四位必须是数字'),
  v.transform((digits) => (digits.includes('*') ? digits : `${digits.length > 7 ? digits.slice(0, 3) : ''}****${digits.slice(-4)}`)),
);
const parcel = v.pipe(
  v.object(
    {
      tracking_no: v.pipe(v.string('必须是字符串'), v.trim(), v.regex(/^[0-9A-Za-z_-]{4,64}$/, '必须是 4–64 位字母、数字')),
      express_company: v.pipe(v.string('必须是字符串'), v.trim(), v.regex(/^[0-9A-Z_]{1,32}$/, '必须是快递公司在微信的编号，如 SF、ZTO')),
      receiver_contact: v.optional(contact),
    },
    '必须是对象',
  ),
  v.check((one) => one.express_company !== NEEDS_CONTACT || one.receiver_contact !== undefined, '顺丰要收件人的电话'),
);

export const shipOrderSchema = v.pipe(
  v.object(
    {
      out_trade_no: outTradeNoSchema,
      way: v.picklist(['express', 'local', 'virtual', 'pickup', 'presale'], '必须是 express、local、virtual、pickup、presale 之一'),
      ship_by: v.optional(wholeSchema(1, Number.MAX_SAFE_INTEGER)),
      item_desc: v.optional(words),
      parcels: v.optional(
        v.pipe(v.array(parcel, '必须是数组'), v.minLength(1, '至少一个'), v.maxLength(MAX_PARCELS, `最多 ${MAX_PARCELS} 个`)),
      ),
    },
    '必须是对象',
  ),
  v.check(({ way, parcels }) => (way === 'express') === (parcels !== undefined), '快递要有 parcels，别的不能有'),
  v.check(({ way, ship_by }) => (way === 'presale') === (ship_by !== undefined), '预售要有 ship_by（毫秒），别的不能有'),
);
