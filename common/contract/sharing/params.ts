/** 分账的入参规则。 */
import * as v from 'valibot';
import { PLATFORMS, PROVIDERS } from '../channels';
import { feeSchema, flagSchema, lineSchema, outTradeNoSchema, pidSchema, wholeSchema } from '../fields';
import { withoutSensitive } from '../sensitive';
import { SHARING_STATUSES } from './sharing';

/** 一次最多分给几方：微信的上限，支付宝异步分账的也是它。 */
const MAX_RECEIVERS = 50;
/** 只有字母和数字，两家都收；24 位十六进制会被云数据库转成 ObjectId。 */
const outSharingNo = v.pipe(
  v.string('必须是字符串'),
  v.regex(/^(?![0-9a-fA-F]{24}$)[0-9A-Za-z]{6,32}$/, '必须是 6–32 位字母或数字，不能是 24 位十六进制'),
);
/** 商户自己起的名字：哪个门店、哪个代理。 */
const receiverNo = v.pipe(
  v.string('必须是字符串'),
  v.regex(/^(?![0-9a-fA-F]{24}$)[0-9A-Za-z_-]{1,64}$/, '必须是 1–64 位字母、数字、下划线或连字符，不能是 24 位十六进制'),
);
/** 给对方看、要留存的短文字：里面的手机号等遮住。 */
const words = (max: number) => v.pipe(lineSchema(max), v.transform(withoutSensitive));

/** 接收方的种类：前三种是微信的，后三种是支付宝的。 */
const RECEIVER_TYPES = ['MERCHANT_ID', 'PERSONAL_OPENID', 'PERSONAL_SUB_OPENID', 'userId', 'loginName', 'openId'] as const;
export type ReceiverType = (typeof RECEIVER_TYPES)[number];
/** 与接收方的关系（微信必填）。 */
const RELATIONS = [
  'SERVICE_PROVIDER',
  'STORE',
  'STAFF',
  'STORE_OWNER',
  'PARTNER',
  'HEADQUARTER',
  'BRAND',
  'DISTRIBUTOR',
  'USER',
  'SUPPLIER',
  'CUSTOM',
] as const;

export const addSharingReceiverSchema = v.object(
  {
    receiver_no: receiverNo,
    provider: v.picklist(PROVIDERS, '不是支持的支付渠道'),
    /** 用哪个端的账号添加：openid 属于那个端的应用 */
    platform: v.optional(v.picklist(PLATFORMS, '不是支持的端')),
    pid: v.optional(pidSchema),
    type: v.picklist(RECEIVER_TYPES, '不是支持的接收方种类'),
    account: v.pipe(lineSchema(64, '必须是 1–64 位，不能含空白'), v.regex(/^\S+$/, '必须是 1–64 位，不能含空白')),
    /** 商户全称或个人姓名：微信的加密之后发出 */
    name: v.optional(lineSchema(64, '必须是 1–64 个字')),
    relation_type: v.optional(v.picklist(RELATIONS, '不是支持的关系')),
    custom_relation: v.optional(words(10)),
    /** 给员工看的名字 */
    title: v.optional(words(32)),
  },
  '必须是对象',
);
export type AddReceiverInput = v.InferInput<typeof addSharingReceiverSchema>;
export type AddReceiverWish = v.InferOutput<typeof addSharingReceiverSchema>;

export const receiverNumberSchema = v.object({ receiver_no: receiverNo }, '必须是对象');
export const listReceiversSchema = v.object(
  { provider: v.optional(v.picklist(PROVIDERS, '不是支持的支付渠道')), pid: v.optional(pidSchema) },
  '必须是对象',
);

export const shareOrderSchema = v.object(
  {
    out_trade_no: outTradeNoSchema,
    out_sharing_no: v.optional(outSharingNo),
    receivers: v.pipe(
      v.array(v.object({ receiver_no: receiverNo, sharing_fee: feeSchema, description: words(80) }, '必须是对象'), '必须是数组'),
      v.minLength(1, '不能为空'),
      v.maxLength(MAX_RECEIVERS, `不能超过 ${MAX_RECEIVERS} 个`),
      v.check((list) => new Set(list.map(({ receiver_no }) => receiver_no)).size === list.length, '同一个接收方只能出现一次'),
    ),
    /** 分完这一次，剩下的解冻给商户 */
    finish: v.optional(flagSchema),
  },
  '必须是对象',
);
export type ShareOrderInput = v.InferInput<typeof shareOrderSchema>;

export const unfreezeOrderSchema = v.object(
  { out_trade_no: outTradeNoSchema, out_sharing_no: v.optional(outSharingNo), description: v.optional(words(80)) },
  '必须是对象',
);
export const returnSharingSchema = v.object(
  {
    /** 从哪一张分账要回来 */
    share_no: outSharingNo,
    receiver_no: receiverNo,
    out_sharing_no: v.optional(outSharingNo),
    /** 分；缺省为分给他而还没有要回来的全部 */
    sharing_fee: v.optional(feeSchema),
    description: v.optional(words(80)),
  },
  '必须是对象',
);
export type ReturnSharingInput = v.InferInput<typeof returnSharingSchema>;

export const sharingNumberSchema = v.object({ out_sharing_no: outSharingNo }, '必须是对象');
export const listSharingsSchema = v.object(
  {
    out_trade_no: v.optional(outTradeNoSchema),
    status: v.optional(v.picklist(SHARING_STATUSES, '不是分账的状态')),
    pageSize: v.optional(wholeSchema(1, 50)),
    after: v.optional(v.pipe(v.string('必须是字符串'), v.regex(/^\d{1,15}\.[0-9A-Za-z]{6,32}$/, '格式不正确'))),
  },
  '必须是对象',
);
