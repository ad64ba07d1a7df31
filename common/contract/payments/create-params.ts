/** 下单收什么。 */
import * as v from 'valibot';
import { extraSchema } from '../extra-schema';
import { PROVIDERS, PLATFORMS } from '../channels';
import {
  flagSchema,
  merchantSubjectSchema,
  merchantTypeSchema,
  newOutTradeNoSchema,
  outTradeNoSchema,
  pageUrlSchema,
  pidSchema,
  priceSchema,
  subjectSchema,
  typeSchema,
} from '../fields';
import { visibleLine } from '../visible-text';
import { customSchema } from './custom';

/** 发给网关的原生字段。 */
const otherSchema = extraSchema({ stored: true, withoutNull: true });

export const createPaymentSchema = v.object(
  {
    provider: v.picklist(PROVIDERS, '不是支持的支付渠道'),
    platform: v.optional(v.picklist(PLATFORMS, '不是支持的端')),
    isPC: v.optional(flagSchema),
    needQRcode: v.optional(v.union([flagSchema, v.literal('image')], '必须是布尔值或 image')),
    data: v.object(
      {
        out_trade_no: v.optional(newOutTradeNoSchema),
        type: typeSchema,
        total_fee: v.optional(priceSchema),
        subject: v.optional(subjectSchema),
        openid: v.optional(v.pipe(v.string('必须是字符串'), v.regex(/^[0-9A-Za-z_-]{6,128}$/, '格式不正确'))),
        custom: v.optional(customSchema),
        other: v.optional(otherSchema),
        time_expire: v.optional(
          v.pipe(v.number('必须是毫秒时间戳'), v.safeInteger('必须是毫秒时间戳'), v.minValue(1_000_000_000_000, '必须是毫秒时间戳')),
        ),
        pid: v.optional(pidSchema),
        return_url: v.optional(pageUrlSchema(512)),
      },
      '必须是对象',
    ),
  },
  '必须是对象',
);

/** 商户自己的云函数下单：多出付款用户与 vk-uni-pay 的开关；其余不认识的键一律忽略。 */
export const merchantCreateSchema = v.object(
  {
    ...createPaymentSchema.entries,
    alipayAppPayToH5Pay: v.optional(flagSchema),
    data: v.object(
      {
        ...createPaymentSchema.entries.data.entries,
        out_trade_no: v.optional(outTradeNoSchema),
        type: merchantTypeSchema,
        subject: v.optional(merchantSubjectSchema),
        profit_sharing: v.optional(flagSchema),
        /** 商户自己的业务单号（uni-pay 2 的 order_no）：可以重复，原样给业务处理看 */
        order_no: v.optional(v.pipe(v.string('必须是字符串'), v.maxLength(64, '太长'), v.transform(visibleLine))),
        nickname: v.optional(v.pipe(v.string('必须是字符串'), v.maxLength(64, '太长'), v.transform(visibleLine))),
        user_id: v.optional(v.pipe(v.string('必须是字符串'), v.regex(/^[0-9A-Za-z_-]{1,64}$/, '格式不正确'))),
      },
      '必须是对象',
    ),
  },
  '必须是对象',
);
