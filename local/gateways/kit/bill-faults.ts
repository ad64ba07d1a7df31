/** 账单可以使的坏，各网关共用：都是开关，打开期间出的账单就是坏的。 */

export const BILL_FAULTS = {
  /** 少了第一行 */
  billMissingLine: '少一行',
  /** 第一行的金额多一分 */
  billWrongAmount: '金额不对',
  /** 多一行商户没有的 */
  billExtraLine: '多一行',
  /** 第一行出现两次 */
  billDuplicateLine: '重复一行',
  /** 第一行的手续费多五分 */
  billWrongFee: '手续费不对',
  /** 最后一行挪到第二天的账单里 */
  billLateLine: '晚一天的一行',
  /** 怎么等都没有生成 */
  billNotReady: '一直没出',
  /** 资金流水：少了第一行、第一行的金额多一分、多一行商户没有的、最后一行挪到第二天、第一笔手续费多扣五分 */
  flowMissingLine: '流水少一行',
  flowWrongAmount: '流水金额不对',
  flowExtraLine: '流水多一行',
  flowLateLine: '流水晚一天的一行',
  flowWrongFee: '流水多扣手续费',
} as const;
export type BillFault = keyof typeof BILL_FAULTS;

export const NO_BILL_FAULTS = Object.fromEntries(Object.keys(BILL_FAULTS).map((name) => [name, false])) as Record<BillFault, boolean>;

/** 账单的一行里会被使坏的部分。 */
export interface BillEntry {
  readonly outTradeNo: string;
  /** 退款才有 */
  readonly outRefundNo?: string;
  /** 分，不带符号 */
  readonly amount: number;
  /** 手续费，十万分之一元；退回的为负 */
  readonly charge: number;
}

const FEE_RATE_PPM = 6000;
const PPM = 1_000_000;
/** 十万分之一元 / 分 */
const CHARGE_PER_FEN = 1000;
const FIVE_FEN = 5 * CHARGE_PER_FEN;

/** 0.60% 的手续费，十万分之一元。 */
export const chargeOf = (amount: number): number => Math.round((amount * CHARGE_PER_FEN * FEE_RATE_PPM) / PPM);

/**
 * 一天的账单里有哪些行。
 * @param day 这一天的 @param before 前一天的
 */
export function billLines<E extends BillEntry>(day: readonly E[], before: readonly E[], on: (fault: BillFault) => boolean): E[] {
  const own = on('billLateLine') ? [...before.slice(-1), ...day.slice(0, -1)] : [...day];
  const [first, ...rest] = on('billMissingLine') ? own.slice(1) : own;
  if (!first) return [];
  const { amount, charge, outRefundNo } = first;
  const told: E = {
    ...first,
    ...(on('billWrongAmount') ? { amount: amount + 1, charge: Math.sign(charge) * chargeOf(amount + 1) } : {}),
    ...(on('billWrongFee') ? { charge: charge + FIVE_FEN } : {}),
  };
  const extra: E = {
    ...first,
    outTradeNo: `SHOP${first.outTradeNo}`.slice(0, 32),
    ...(outRefundNo === undefined ? {} : { outRefundNo: `SHOP${outRefundNo}` }),
  };
  return [...(on('billDuplicateLine') ? [told] : []), told, ...(on('billExtraLine') ? [extra] : []), ...rest];
}

/** 十万分之一元 → `-0.07200` */
export function chargeText(charge: number): string {
  const digits = String(Math.abs(charge)).padStart(6, '0');
  return `${charge < 0 ? '-' : ''}${digits.slice(0, -5)}.${digits.slice(-5)}`;
}
