/**
 * 对账：一天的账单与我们的账比出来的差异。种类、给人看的名字、建议怎么办都在这张表里，前后端共用。
 */
import type { ProviderName } from '../channels';
import type { OkAnswer } from '../answer';
import type { StaffAct } from '../review/acts';

export const DIFFERENCE_KINDS = ['missing_here', 'missing_there', 'amount', 'status', 'duplicate', 'fee', 'late'] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

export interface DifferenceRule {
  readonly title: string;
  /** 建议员工怎么办 */
  readonly act: string;
  /** 钱对不上；否则只是要知道 */
  readonly serious: boolean;
}

/** 次序就是页面上的次序：钱对不上的在前。 */
export const DIFFERENCES: Readonly<Record<DifferenceKind, DifferenceRule>> = {
  missing_here: { title: '账单有、我们没有', act: '按单号向网关查一次：是我们的就补记或退回，不是就标明来源', serious: true },
  missing_there: { title: '我们有、账单没有', act: '看下一天的账单；还没有就向网关查一次，没付就收回业务', serious: true },
  amount: { title: '金额不同', act: '以网关为准，转人工核对这一笔收了多少、退了多少', serious: true },
  status: { title: '状态不同', act: '向网关查一次，让状态跟上；跟不上的转人工', serious: true },
  duplicate: { title: '账单里重复', act: '同一个单号收了两次就退回多的一次', serious: true },
  fee: { title: '手续费不同', act: '核对签约的费率；不符就联系支付公司', serious: false },
  late: { title: '跨零点入账', act: '不用处理：两边记在相邻的两天，下一天的账单里对得上', serious: false },
};

/** OPEN 等人看 · SETTLED 后来对上了（晚一天的账单，或重新核对时一致），或员工查清了 */
export type DifferenceStatus = 'OPEN' | 'SETTLED';

/** 一边怎样说的。 */
export interface SideView {
  /** 分 */
  readonly fee?: number;
  /** 手续费，千分之一分；只有账单有 */
  readonly service_fee?: number;
  readonly state?: string;
  /** 毫秒 */
  readonly at?: number;
}

/** 说的是什么：一笔付款、一笔退款、一笔手续费、一整天的账户 */
export type DifferenceSubject = 'payment' | 'refund' | 'service' | 'sharing' | 'day';

/** trade 交易账单 · fund 资金流水（账务账单） */
export const BILL_SORTS = ['trade', 'fund'] as const;
export type BillSort = (typeof BILL_SORTS)[number];

export interface DifferenceView {
  readonly id: string;
  readonly provider: ProviderName;
  /** 北京的日期 `YYYY-MM-DD` */
  readonly bill_date: string;
  readonly kind: DifferenceKind;
  readonly subject: DifferenceSubject;
  readonly status: DifferenceStatus;
  readonly out_trade_no: string;
  readonly out_refund_no?: string;
  readonly transaction_id?: string;
  readonly ours?: SideView;
  readonly theirs?: SideView;
  readonly reason: string;
  /** 怎样了结的：agrees 重新核对时已一致 · next_bill 相邻的账单里对上 · late 只是记在另一天 · staff 员工查清 */
  readonly settled_by?: 'agrees' | 'next_bill' | 'late' | 'staff';
  /** 员工做过的：谁、为什么 */
  readonly acts: readonly StaffAct[];
}

/** 一边一天的合计；金额为分，手续费为千分之一分。 */
export interface Totals {
  readonly payments: number;
  readonly payment_fee: number;
  readonly refunds: number;
  readonly refund_fee: number;
}
export interface BillTotals extends Totals {
  /** 手续费，千分之一分；退回的已减去 */
  readonly service_fee: number;
}

export interface LateTotals {
  readonly theirs: Totals;
  readonly ours: Totals;
}
export interface Balances {
  readonly opening: number;
  readonly closing: number;
}

/** WAITING 账单还没出 · DONE 核对完了 · FAILED 下载或核对出错，会再试 */
export type BillStatus = 'WAITING' | 'DONE' | 'FAILED';

/** 一个收款商户一天的账单核对得怎样。 */
export interface BillView {
  readonly id: string;
  readonly provider: ProviderName;
  readonly mchid: string;
  readonly bill_date: string;
  readonly sort: BillSort;
  readonly status: BillStatus;
  readonly theirs?: BillTotals;
  readonly ours?: Totals;
  /** 跨零点的：账单里属于我们另一天的，我们这一天而记在相邻账单里的；扣掉它们两边才该相等 */
  readonly late?: LateTotals;
  /** 资金流水一天开始与结束时的结余，分 */
  readonly balances?: Balances;
  /** 还开着的差异，按种类 */
  readonly differences: Readonly<Partial<Record<DifferenceKind, number>>>;
  /** 读不懂的行数 */
  readonly broken_lines: number;
  /** 差异太多，只记了一部分 */
  readonly truncated: boolean;
  /** 还没有结果时：为什么，下次什么时候再试（毫秒） */
  readonly problem?: string;
  readonly next_date?: number;
  readonly checked_date?: number;
}

/** `pay/sys/listReconciliations` 入参与答复：最近的账单，新的在前。 */
export interface ListReconciliationsInput {
  readonly pageIndex?: number;
  readonly pageSize?: number;
  readonly provider?: ProviderName;
}
export interface ListReconciliationsAnswer extends OkAnswer {
  readonly rows: readonly BillView[];
  readonly hasMore: boolean;
  readonly server_date: number;
}

/** `pay/sys/getReconciliation` 入参与答复：一份账单与它的差异，等人看的在前。 */
export interface GetReconciliationInput {
  readonly id: string;
  readonly pageIndex?: number;
  readonly pageSize?: number;
}
export interface GetReconciliationAnswer extends OkAnswer {
  readonly bill: BillView;
  readonly rows: readonly DifferenceView[];
  readonly hasMore: boolean;
  readonly server_date: number;
}
