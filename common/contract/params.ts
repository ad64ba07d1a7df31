/**
 * 入参规则：进门就检查，任何不合格的值都不会到达数据库或网关。
 * 每个问题都点名字段路径；文案可直接给人看。
 */
import * as v from 'valibot';
import { PLATFORMS, PROVIDERS } from './channels';
import { MAX_SAFE_FEE } from './money';
import { ORDER_STATUSES } from './order';
import { readExtra, type ExtraRules } from './extra';
import { OUT_TRADE_NO_PATTERN } from './order-number';
import { EVENT_STATUSES } from './events';
import { REVIEW_KINDS } from './review';
import { REQUEST_STATUSES } from './refund-request';
import { REVIEW_ACTS } from './services';
import { withoutSensitive } from './sensitive';
import { findUnsupported } from './unsupported';

export interface ParamProblem {
  /** 字段路径，如 `data.total_fee` */
  readonly field: string;
  readonly problem: string;
}

const OBJECT_ID_PATTERN = /^[0-9a-fA-F]{24}$/;

export const outTradeNoSchema = v.pipe(
  v.string('必须是字符串'),
  v.regex(OUT_TRADE_NO_PATTERN, '必须是 6–32 位字母、数字或下划线'),
  v.check((value) => !OBJECT_ID_PATTERN.test(value), '不能是 24 位十六进制'),
);

const feeSchema = v.pipe(
  v.number('必须是整数（单位：分）'),
  v.safeInteger('必须是整数（单位：分）'),
  v.minValue(1, '必须大于 0'),
  v.maxValue(MAX_SAFE_FEE, '超出限制'),
);

/** 自由结构：见 extra.ts。问题报在结构自己名下，文案里说出是哪个键。 */
const extraSchema = (rules: ExtraRules) =>
  v.pipe(
    v.unknown(),
    v.rawTransform<unknown, Record<string, unknown>>(({ dataset, addIssue, NEVER }) => {
      const read = readExtra(dataset.value, rules);
      if (read.ok) return read.value;
      const { path, problem } = read.found;
      addIssue({ message: [path.join('.'), problem].filter(Boolean).join(' ') });
      return NEVER;
    }),
  );
/** custom 里放收货人、电话的键：加密存放（没有配置加密时照样不收个人信息，见 orders/seal）。 */
export const PERSONAL_FIELD = 'user_info';
/** 存进订单、日后交给业务处理的参数。 */
export const CUSTOM_RULES: ExtraRules = { stored: true, impersonal: true, personalField: PERSONAL_FIELD };
const customSchema = extraSchema(CUSTOM_RULES);
/** 发给网关的原生字段。 */
const otherSchema = extraSchema({ stored: true, withoutNull: true });
/** 只进日志的说明，写之前会脱敏。 */
const detailSchema = extraSchema({});

const wholeSchema = (min: number, max: number) =>
  v.pipe(v.number('必须是整数'), v.safeInteger('必须是整数'), v.minValue(min, `不能小于 ${min}`), v.maxValue(max, `不能大于 ${max}`));

const typeSchema = v.pipe(v.string('必须是字符串'), v.regex(/^[a-z][a-z0-9_-]{0,31}$/, '不是合法的订单类型'));
const flagSchema = v.boolean('必须是布尔值');
/** 控制字符会破坏日志与终端，给人看的文字里不允许出现。 */
const NO_CONTROL_CHARACTERS = /^\P{Cc}*$/u;
const subjectSchema = v.pipe(
  v.string('必须是字符串'),
  v.minLength(2, '至少 2 个字符'),
  v.maxLength(127, '不能超过 127 个字符'),
  v.regex(NO_CONTROL_CHARACTERS, '不能含控制字符'),
);

const pidSchema = v.pipe(v.string('必须是字符串'), v.regex(/^[0-9A-Za-z_-]{1,32}$/, '格式不正确'));

export const createPaymentSchema = v.object(
  {
    provider: v.picklist(PROVIDERS, '不是支持的支付渠道'),
    platform: v.optional(v.picklist(PLATFORMS, '不是支持的端')),
    isPC: v.optional(flagSchema),
    needQRcode: v.optional(v.union([flagSchema, v.literal('image')], '必须是布尔值或 image')),
    data: v.object(
      {
        out_trade_no: v.optional(outTradeNoSchema),
        type: typeSchema,
        total_fee: v.optional(feeSchema),
        subject: v.optional(subjectSchema),
        openid: v.optional(v.pipe(v.string('必须是字符串'), v.regex(/^[0-9A-Za-z_-]{6,128}$/, '格式不正确'))),
        custom: v.optional(customSchema),
        other: v.optional(otherSchema),
        time_expire: v.optional(
          v.pipe(v.number('必须是毫秒时间戳'), v.safeInteger('必须是毫秒时间戳'), v.minValue(1_000_000_000_000, '必须是毫秒时间戳')),
        ),
        pid: v.optional(pidSchema),
        return_url: v.optional(
          v.pipe(v.string('必须是字符串'), v.maxLength(512, '太长'), v.regex(/^https?:\/\/[^\s]+$/, '必须是 http(s) 地址')),
        ),
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
        user_id: v.optional(v.pipe(v.string('必须是字符串'), v.regex(/^[0-9A-Za-z_-]{1,64}$/, '格式不正确'))),
      },
      '必须是对象',
    ),
  },
  '必须是对象',
);

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

/** 员工写的理由：存下来，也显示给付款人；里面的手机号等遮住。 */
const reasonSchema = v.pipe(
  v.string('必须是字符串'),
  v.maxBytes(80, '不能超过 80 字节'),
  v.regex(NO_CONTROL_CHARACTERS, '不能含控制字符'),
  v.transform(withoutSensitive),
);

export const resolvePaymentSchema = v.object(
  {
    out_trade_no: outTradeNoSchema,
    act: v.picklist(REVIEW_ACTS, '不是支持的处理'),
    reason: v.pipe(reasonSchema, v.minLength(2, '请写明原因')),
  },
  '必须是对象',
);

/** 退款单号取两家的交集：字母、数字、下划线；24 位十六进制会被云数据库转成 ObjectId。 */
export const outRefundNoSchema = v.pipe(
  v.string('必须是字符串'),
  v.regex(/^[0-9A-Za-z_]{6,64}$/, '必须是 6–64 位字母、数字或下划线'),
  v.check((value) => !OBJECT_ID_PATTERN.test(value), '不能是 24 位十六进制'),
);
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
const reviewSubject = {
  out_trade_no: v.optional(outTradeNoSchema),
  out_refund_no: v.optional(outRefundNoSchema),
  note: v.optional(v.pipe(v.string('必须是字符串'), v.regex(/^[a-z_]{1,20}:[0-9A-Za-z_-]{1,64}$/, '格式不正确'))),
  // 由本模块起，里面有账单上的单号：别的系统起的字符也可能有。
  difference: v.optional(v.pipe(v.string('必须是字符串'), v.regex(/^[a-z0-9]{1,20}_[^\p{Cc}]{1,300}$/u, '格式不正确'))),
};
export const reviewSubjectSchema = v.object(reviewSubject, '必须是对象');
export const resolveReviewSchema = v.object(
  { ...reviewSubject, act: resolvePaymentSchema.entries.act, reason: resolvePaymentSchema.entries.reason },
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
export const refundSchema = v.object(
  {
    out_trade_no: outTradeNoSchema,
    out_refund_no: v.optional(outRefundNoSchema),
    refund_fee: v.optional(feeSchema),
    refund_desc: v.optional(reasonSchema),
  },
  '必须是对象',
);
/** 谁在操作（退款、撤销）：记在退款单与履历里。 */
export const operatorSchema = v.object({
  operator: v.optional(v.pipe(v.string('必须是字符串'), v.regex(/^\P{Cc}{1,64}$/u, '必须是 1–64 个字符，不能含控制字符'))),
});
/** 跳回页面的验签；query 是网关带来的原文，不合格就是验不过，不算参数错误。 */
export const verifyReturnSchema = v.object(
  {
    provider: v.picklist(PROVIDERS, '不是支持的支付渠道'),
    platform: v.picklist(PLATFORMS, '不是支持的端'),
    pid: v.optional(pidSchema),
  },
  '必须是对象',
);
export const queryRefundSchema = v.object({ out_refund_no: outRefundNoSchema }, '必须是对象');

/** 付款人申请退款；同一个 request_no 再来是同一个申请。 */
export const requestRefundSchema = v.object(
  {
    out_trade_no: outTradeNoSchema,
    request_no: v.optional(outRefundNoSchema),
    refund_fee: v.optional(feeSchema),
    reason: v.pipe(reasonSchema, v.minLength(2, '请写明原因')),
  },
  '必须是对象',
);
export const requestNumberSchema = v.object({ request_no: outRefundNoSchema }, '必须是对象');
export const answerRequestSchema = v.object(
  { request_no: outRefundNoSchema, act: v.picklist(['approve', 'decline'], '必须是 approve 或 decline'), reason: v.optional(reasonSchema) },
  '必须是对象',
);
export const listRequestsSchema = v.object(
  {
    status: v.optional(v.picklist(REQUEST_STATUSES, '不是申请的状态')),
    pageSize: v.optional(wholeSchema(1, 50)),
    after: v.optional(v.pipe(v.string('必须是字符串'), v.regex(/^\d{1,15}\.[0-9A-Za-z_]{6,64}$/, '格式不正确'))),
  },
  '必须是对象',
);

export const listPaymentsSchema = v.object(
  {
    pageIndex: v.optional(wholeSchema(1, 1000)),
    pageSize: v.optional(wholeSchema(1, 50)),
    status: v.optional(v.picklist(ORDER_STATUSES, '不是订单状态')),
  },
  '必须是对象',
);
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
    total_fee: v.optional(feeSchema),
    pageSize: v.optional(wholeSchema(1, 50)),
    after: v.optional(v.pipe(v.string('必须是字符串'), v.regex(/^\d{1,15}\.[0-9A-Za-z_]{6,32}$/, '格式不正确'))),
  },
  '必须是对象',
);
export const optionsSchema = v.object(
  {
    isPC: v.optional(flagSchema),
    needQRcode: v.optional(flagSchema),
    type: v.optional(typeSchema),
    total_fee: v.optional(feeSchema),
    custom: v.optional(customSchema),
  },
  '必须是对象',
);

const shortText = (max: number) => v.pipe(v.string('必须是字符串'), v.maxLength(max, `不能超过 ${max} 个字符`));
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

/** 这个位置是不是必填：规则里不是 optional 就是。 */
function isRequired(schema: unknown, path: readonly string[]): boolean {
  let current = schema as { readonly type?: string; readonly entries?: Readonly<Record<string, unknown>> } | undefined;
  for (const key of path) current = current?.entries?.[key] as typeof current;
  return current !== undefined && current.type !== 'optional';
}

/** 没有给（必填的给了 null 或空文字也是没有给）说「不能为空」，不说类型。 */
function problemOf(schema: v.GenericSchema, issue: v.BaseIssue<unknown>): ParamProblem {
  const path = (issue.path ?? []).map(({ key }) => String(key));
  const empty = issue.input === undefined || ((issue.input === null || issue.input === '') && isRequired(schema, path));
  return { field: path.join('.') || '参数', problem: empty && path.length > 0 ? '不能为空' : issue.message };
}

/**
 * 按规则检查入参；会改变钱的去向或数目、而规则不认识的参数也算问题（unsupported.ts）。
 * 成功返回只含已知字段的值；失败返回全部问题（字段路径 + 中文说明），从不抛出。
 */
export function checkParams<Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
): { ok: true; value: v.InferOutput<Schema> } | { ok: false; problems: ParamProblem[] } {
  // 数组也是对象：全部字段可选的规则会放过它。
  if (Array.isArray(input)) return { ok: false, problems: [{ field: '参数', problem: '必须是对象' }] };
  const result = v.safeParse(schema, input, { abortPipeEarly: true });
  const unsupported = findUnsupported(schema, input);
  if (result.success && unsupported.length === 0) return { ok: true, value: result.output };
  return {
    ok: false,
    problems: [
      ...(result.success ? [] : result.issues.map((issue) => problemOf(schema, issue))),
      ...unsupported.map(({ path, problem }) => ({ field: path.join('.'), problem })),
    ],
  };
}

/** 下单参数的限制；取自配置与注册的订单类型。 */
export interface PaymentLimits {
  readonly types: readonly string[];
  /** 单笔上限，分 */
  readonly maxFee: number;
}
/** 规范的缺省值：四种订单类型，一万元。 */
export const DEFAULT_PAYMENT_LIMITS: PaymentLimits = { types: ['recharge', 'goods', 'vip', 'custom'], maxFee: 1_000_000 };

/** 规范返回的是文字；这里每一项说得出字段，当文字用（拼接、join）时仍是一句话。 */
class PaymentProblem implements ParamProblem {
  constructor(
    readonly field: string,
    readonly problem: string,
  ) {}
  toString(): string {
    return `${this.field} ${this.problem}`;
  }
}

const flatPaymentSchema = v.object(
  { out_trade_no: outTradeNoSchema, total_fee: feeSchema, subject: subjectSchema, type: typeSchema },
  '必须是对象',
);

/** 规范的 validatePaymentParams：检查扁平的下单参数，返回全部问题；空数组表示合格。 */
export function validatePaymentParams(params: unknown, limits: PaymentLimits = DEFAULT_PAYMENT_LIMITS): ParamProblem[] {
  const result = checkParams(flatPaymentSchema, params);
  const problems = result.ok ? [] : result.problems.map(({ field, problem }) => new PaymentProblem(field, problem));
  const check = (field: 'total_fee' | 'type', wrong: (value: unknown) => boolean, problem: string): void => {
    const value = (params as Partial<Record<typeof field, unknown>> | null | undefined)?.[field];
    if (!problems.some((known) => known.field === field || known.field === '参数') && wrong(value))
      problems.push(new PaymentProblem(field, problem));
  };
  check('total_fee', (fee) => Number(fee) > limits.maxFee, '支付金额超出限制');
  check('type', (type) => !limits.types.includes(String(type)), '无效的订单类型');
  return problems;
}
