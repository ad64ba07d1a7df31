/**
 * 入参规则：进门就检查，任何不合格的值都不会到达数据库或网关。
 * 每个问题都点名字段路径；文案可直接给人看。
 */
import * as v from 'valibot';
import { PLATFORMS, PROVIDERS } from './channels';
import { MAX_SAFE_FEE } from './money';
import { ORDER_STATUSES } from './order';
import { OUT_TRADE_NO_PATTERN } from './order-number';

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

const MAX_EXTRA_BYTES = 4096;
const MAX_EXTRA_DEPTH = 5;
/** 原型污染、查询操作符与点路径，任何深度都不允许出现。 */
const FORBIDDEN_KEY = /^(?:__proto__|constructor|prototype)$|^\$|\./;
/** 卡号等一律在门口拒收，避免出现在任何日志和表里。 */
const SENSITIVE_KEY = /^(?:card_?(?:no|number)|cvv2?|cvc|expiry(?:_?date)?|private_?key|password)$/i;

function problemInExtra(value: unknown, path: string, depth: number): ParamProblem | undefined {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : { field: path, problem: '不是有限的数' };
  if (typeof value !== 'object') return { field: path, problem: '类型不支持' };
  if (depth >= MAX_EXTRA_DEPTH) return { field: path, problem: `嵌套不能超过 ${MAX_EXTRA_DEPTH} 层` };
  for (const [key, item] of Object.entries(value)) {
    const field = `${path}.${key.slice(0, 40)}`;
    if (FORBIDDEN_KEY.test(key)) return { field, problem: '键名不允许' };
    if (SENSITIVE_KEY.test(key)) return { field, problem: '不接受卡号、密码、密钥等敏感信息' };
    const problem = problemInExtra(item, field, depth + 1);
    if (problem) return problem;
  }
  return undefined;
}

/**
 * 检查自由结构（custom / other / detail）：必须是普通 JSON 对象，≤4 KiB、≤5 层，键名安全。
 * 返回第一处问题；没有问题返回 undefined。
 */
export function findExtraProblem(value: unknown, field: string): ParamProblem | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { field, problem: '必须是对象' };
  const problem = problemInExtra(value, field, 0);
  if (problem) return problem;
  return JSON.stringify(value).length > MAX_EXTRA_BYTES ? { field, problem: `不能超过 ${MAX_EXTRA_BYTES} 字节` } : undefined;
}

const extraSchema = v.pipe(
  v.custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), '必须是对象'),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const problem = findExtraProblem(dataset.value, '');
    if (problem) addIssue({ message: `${problem.field.replace(/^\./, '')} ${problem.problem}`.trim() });
  }),
);

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
        custom: v.optional(extraSchema),
        other: v.optional(extraSchema),
        time_expire: v.optional(
          v.pipe(v.number('必须是毫秒时间戳'), v.safeInteger('必须是毫秒时间戳'), v.minValue(1_000_000_000_000, '必须是毫秒时间戳')),
        ),
        pid: v.optional(v.pipe(v.string('必须是字符串'), v.regex(/^[0-9A-Za-z_-]{1,32}$/, '格式不正确'))),
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

export const queryPaymentSchema = v.object(
  {
    out_trade_no: v.optional(outTradeNoSchema),
    transaction_id: v.optional(v.pipe(v.string('必须是字符串'), v.regex(/^[0-9A-Za-z_-]{6,64}$/, '格式不正确'))),
    await_notify: v.optional(flagSchema),
    await_max_time: v.optional(wholeSchema(5, 40)),
    pay_order_info: v.optional(flagSchema),
    with_refunds: v.optional(flagSchema),
  },
  '必须是对象',
);
export const orderNumberSchema = v.object({ out_trade_no: outTradeNoSchema }, '必须是对象');

/** 退款单号取两家的交集：字母、数字、下划线；24 位十六进制会被云数据库转成 ObjectId。 */
export const outRefundNoSchema = v.pipe(
  v.string('必须是字符串'),
  v.regex(/^[0-9A-Za-z_]{6,64}$/, '必须是 6–64 位字母、数字或下划线'),
  v.check((value) => !OBJECT_ID_PATTERN.test(value), '不能是 24 位十六进制'),
);
export const refundSchema = v.object(
  {
    out_trade_no: outTradeNoSchema,
    out_refund_no: v.optional(outRefundNoSchema),
    refund_fee: v.optional(feeSchema),
    refund_desc: v.optional(
      v.pipe(v.string('必须是字符串'), v.maxBytes(80, '不能超过 80 字节'), v.regex(NO_CONTROL_CHARACTERS, '不能含控制字符')),
    ),
  },
  '必须是对象',
);
export const queryRefundSchema = v.object({ out_refund_no: outRefundNoSchema }, '必须是对象');

export const listPaymentsSchema = v.object(
  {
    pageIndex: v.optional(wholeSchema(1, 1000)),
    pageSize: v.optional(wholeSchema(1, 50)),
    status: v.optional(v.picklist(ORDER_STATUSES, '不是订单状态')),
  },
  '必须是对象',
);
export const optionsSchema = v.object(
  {
    isPC: v.optional(flagSchema),
    needQRcode: v.optional(flagSchema),
    type: v.optional(typeSchema),
    total_fee: v.optional(feeSchema),
    custom: v.optional(extraSchema),
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
    detail: v.optional(extraSchema),
  },
  '必须是对象',
);

/**
 * 按规则检查入参。
 * 成功返回只含已知字段的值；失败返回全部问题（字段路径 + 中文说明），从不抛出。
 */
export function checkParams<Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
): { ok: true; value: v.InferOutput<Schema> } | { ok: false; problems: ParamProblem[] } {
  // 数组也是对象：全部字段可选的规则会放过它。
  if (Array.isArray(input)) return { ok: false, problems: [{ field: '参数', problem: '必须是对象' }] };
  const result = v.safeParse(schema, input, { abortPipeEarly: true });
  if (result.success) return { ok: true, value: result.output };
  return {
    ok: false,
    problems: result.issues.map((issue) => ({
      field: v.getDotPath(issue) ?? '参数',
      problem: issue.message.startsWith('Invalid key') ? '不能为空' : issue.message,
    })),
  };
}

/** 规范的 validatePaymentParams：检查扁平的下单参数，返回全部问题；空数组表示合格。 */
export function validatePaymentParams(params: unknown): ParamProblem[] {
  const required = v.object(
    { out_trade_no: outTradeNoSchema, total_fee: feeSchema, subject: subjectSchema, type: typeSchema },
    '必须是对象',
  );
  const result = checkParams(required, params);
  return result.ok ? [] : result.problems;
}
