/** 各服务共用的入参规则：单号、金额、短文字。问题的文案可直接给人看。 */
import * as v from 'valibot';
import { NEW_OUT_TRADE_NO_PATTERN, OUT_TRADE_NO_PATTERN } from './payments/order-number';
import { MAX_SAFE_FEE } from './money';
import { withoutSensitive } from './sensitive';
import { VISIBLE, visibleLine, withoutUnseen } from './visible-text';

const OBJECT_ID_PATTERN = /^[0-9a-fA-F]{24}$/;

/** 起一个新的单号；商户自己的云函数不受它管（outTradeNoSchema）。 */
export const newOutTradeNoSchema = v.pipe(
  v.string('必须是字符串'),
  v.regex(NEW_OUT_TRADE_NO_PATTERN, '必须是 6–32 位字母、数字或下划线'),
  v.check((value) => !OBJECT_ID_PATTERN.test(value), '不能是 24 位十六进制'),
);

/** 已经有的单号，或商户自己的云函数起的：还可以有连字符，可以是业务表的 `_id`（小写的 24 位十六进制）。 */
export const outTradeNoSchema = v.pipe(
  v.string('必须是字符串'),
  v.regex(OUT_TRADE_NO_PATTERN, '必须是 6–32 位字母、数字、下划线或连字符'),
  v.check((value) => !OBJECT_ID_PATTERN.test(value) || value === value.toLowerCase(), '24 位十六进制必须是小写'),
);

/** 退款单号：字母、数字、下划线，渠道收的话还有连字符；24 位十六进制会被云数据库转成 ObjectId。 */
export const outRefundNoSchema = v.pipe(
  v.string('必须是字符串'),
  v.regex(/^[0-9A-Za-z_-]{6,64}$/, '必须是 6–64 位字母、数字、下划线或连字符'),
  v.check((value) => !OBJECT_ID_PATTERN.test(value), '不能是 24 位十六进制'),
);

/** 付款人、员工起的退款申请号。 */
export const requestNoSchema = v.pipe(
  v.string('必须是字符串'),
  v.regex(/^[0-9A-Za-z_]{6,64}$/, '必须是 6–64 位字母、数字或下划线'),
  v.check((value) => !OBJECT_ID_PATTERN.test(value), '不能是 24 位十六进制'),
);

/** 价格：免费的订单类型可以是 0，分。 */
export const priceSchema = v.pipe(
  v.number('必须是整数（单位：分）'),
  v.safeInteger('必须是整数（单位：分）'),
  v.minValue(0, '不能小于 0'),
  v.maxValue(MAX_SAFE_FEE, '超出限制'),
);

/** 一笔钱，分。 */
export const feeSchema = v.pipe(
  v.number('必须是整数（单位：分）'),
  v.safeInteger('必须是整数（单位：分）'),
  v.minValue(1, '必须大于 0'),
  v.maxValue(MAX_SAFE_FEE, '超出限制'),
);

export const wholeSchema = (min: number, max: number) =>
  v.pipe(v.number('必须是整数'), v.safeInteger('必须是整数'), v.minValue(min, `不能小于 ${min}`), v.maxValue(max, `不能大于 ${max}`));

export const typeSchema = v.pipe(v.string('必须是字符串'), v.regex(/^[a-z][a-z0-9_-]{0,31}$/, '不是合法的订单类型'));

/** 商户自己的云函数下单：类型就是它的业务处理文件名。 */
export const merchantTypeSchema = v.pipe(v.string('必须是字符串'), v.regex(/^[0-9A-Za-z][0-9A-Za-z_-]{0,63}$/, '不是合法的订单类型'));

export const flagSchema = v.boolean('必须是布尔值');

/**
 * 一行给人看的字，按码点数：看不见的去掉，控制字符与改写方向的拒收（visible-text）。
 * @param problem 拒收时怎么说
 */
export const lineSchema = (max: number, problem = `必须是 1–${max} 个字，不能含控制字符`, whole = '必须是字符串') =>
  v.pipe(v.string(whole), v.transform(withoutUnseen), v.trim(), v.regex(new RegExp(`^${VISIBLE}{1,${max}}$`, 'u'), problem));

const NO_CONTROL_CHARACTERS = new RegExp(`^${VISIBLE}*$`, 'u');

export const subjectSchema = v.pipe(
  v.string('必须是字符串'),
  v.transform(withoutUnseen),
  v.minLength(2, '至少 2 个字符'),
  v.maxLength(127, '不能超过 127 个字符'),
  v.regex(NO_CONTROL_CHARACTERS, '不能含控制字符'),
);

/** 商户自己的云函数写的标题。 */
export const merchantSubjectSchema = v.pipe(
  v.string('必须是字符串'),
  v.transform(withoutUnseen),
  v.minLength(1, '不能为空'),
  v.maxLength(127, '不能超过 127 个字符'),
  v.regex(NO_CONTROL_CHARACTERS, '不能含控制字符'),
);

export const pidSchema = v.pipe(v.string('必须是字符串'), v.regex(/^[0-9A-Za-z_-]{1,32}$/, '格式不正确'));

/** 员工写的理由：存下来，也显示给付款人；里面的手机号等遮住。 */
export const reasonSchema = v.pipe(
  v.string('必须是字符串'),
  v.transform(withoutUnseen),
  v.maxBytes(80, '不能超过 80 字节'),
  v.regex(NO_CONTROL_CHARACTERS, '不能含控制字符'),
  v.transform(withoutSensitive),
);

/** 员工说为什么这样改（商户、灰度）：只给员工看。 */
export const changeReasonSchema = v.pipe(
  lineSchema(200, '不能超过 200 个字符，不能含控制字符', '必须写明原因'),
  v.minLength(2, '必须写明原因'),
);

/** 网页的地址：http(s)，没有空白，没有看不见的字。 */
export const pageUrlSchema = (max: number) =>
  v.pipe(
    v.string('必须是字符串'),
    v.maxLength(max, '太长'),
    v.regex(/^https?:\/\/[^\s]+$/, '必须是 http(s) 地址'),
    v.check((url) => visibleLine(url) === url, '不能含看不见的字'),
  );
