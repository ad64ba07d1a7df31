/** 下单参数的限制，与规范的 validatePaymentParams。 */
import * as v from 'valibot';
import { type ParamProblem, checkParams } from '../check-params';
import { newOutTradeNoSchema, feeSchema, subjectSchema, typeSchema } from '../fields';

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
  { out_trade_no: newOutTradeNoSchema, total_fee: feeSchema, subject: subjectSchema, type: typeSchema },
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
