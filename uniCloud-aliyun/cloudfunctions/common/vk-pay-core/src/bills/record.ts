/**
 * payment_reconciliations 的两种行：`type: 'bill'` 一个商户一天的账单核对得怎样，`type: 'difference'` 它的一处差异。
 * 编号由内容得出，所以重新核对写的是同样的行。
 */
import type { Platform, ProviderName } from '../../../../../../common/contract/channels';
import {
  DIFFERENCE_KINDS,
  type Balances,
  type BillSort,
  type BillStatus,
  type BillTotals,
  type DifferenceKind,
  type DifferenceStatus,
  type DifferenceSubject,
  type LateTotals,
  type SideView,
  type Totals,
} from '../../../../../../common/contract/reconciliation/reconciliation';
import type { ReviewProposal, StaffAct } from '../../../../../../common/contract/review/acts';
import type { Difference } from './compare';
import type { Progress } from './progress';
import type { BrokenLine } from './read';

/** 一次分几段做的核对。 */
export interface Checkpoint {
  /** 已核对的那些行的散列：账单还是同一份才接着 */
  readonly prefix: string;
  /** 这一次核对从什么时候开始，毫秒 */
  readonly started_at: number;
  /** 已写下几处差异 */
  readonly written: number;
  readonly progress: Progress;
}

export interface BillRecord {
  readonly _id: string;
  readonly type: 'bill';
  readonly provider: ProviderName;
  readonly mchid: string;
  /** 用哪个收款账号下载 */
  readonly platform: Platform;
  readonly pid: string;
  readonly bill_date: string;
  /** 早先的没有，是 trade */
  readonly sort?: BillSort;
  readonly status: BillStatus;
  readonly attempts: number;
  /** 下次去要的时间，毫秒；0 = 不需要 */
  readonly next_date: number;
  readonly theirs?: BillTotals;
  readonly ours?: Totals;
  readonly late?: LateTotals;
  /** 资金流水才有 */
  readonly balances?: Balances;
  /** 没有做完的核对到哪里了；做完的为 null */
  readonly checkpoint?: Checkpoint | null;
  readonly differences: Readonly<Partial<Record<DifferenceKind, number>>>;
  readonly broken_lines: number;
  readonly broken: readonly BrokenLine[];
  readonly truncated: boolean;
  readonly problem: string;
  readonly checked_date: number;
  readonly create_date: number;
  readonly update_date: number;
}

/** 没有自己一行的：读不懂的行数，没有全记下来的另算一处。 */
export const unreadIn = ({ broken_lines, truncated }: Pick<BillRecord, 'broken_lines' | 'truncated'>): number =>
  broken_lines + (truncated ? 1 : 0);

/** `agrees` 重新核对时已一致 · `next_bill` 相邻一天的账单里对上了 · `late` 只是记在另一天 · `staff` 员工查清销掉 */
export type SettledBy = '' | 'agrees' | 'next_bill' | 'late' | 'staff';

export interface DifferenceRecord {
  readonly _id: string;
  readonly type: 'difference';
  readonly bill_id: string;
  readonly provider: ProviderName;
  readonly mchid: string;
  readonly bill_date: string;
  readonly kind: DifferenceKind;
  readonly subject: DifferenceSubject;
  readonly status: DifferenceStatus;
  readonly settled_by: SettledBy;
  /** 员工做过的；查清之后又变了的重新打开，也记在这里 */
  readonly acts?: readonly StaffAct[];
  readonly proposal?: ReviewProposal;
  /** 每次写入加一；早先的没有 */
  readonly version?: number;
  /** 列出来的次序：等人看的在前，钱对不上的在前 */
  readonly rank: number;
  readonly out_trade_no: string;
  readonly out_refund_no: string;
  readonly transaction_id: string;
  readonly ours?: SideView;
  readonly theirs?: SideView;
  readonly reason: string;
  /** 最近一次看到它的那次核对开始的时间，毫秒 */
  readonly seen_date: number;
  readonly create_date: number;
  readonly update_date: number;
}

/** 两边各说了什么：查清之后这些又变了，就不是当时查的那一处了。 */
export const saidOf = ({ ours, theirs }: Pick<DifferenceRecord, 'ours' | 'theirs'>): string =>
  [ours?.fee, ours?.state, theirs?.fee, theirs?.state, theirs?.service_fee].join(' ');

const SETTLED_RANK = 100;
export const rankOf = (kind: DifferenceKind, status: DifferenceStatus): number =>
  DIFFERENCE_KINDS.indexOf(kind) + (status === 'OPEN' ? 0 : SETTLED_RANK);

export const billId = (provider: ProviderName, mchid: string, date: string, sort: BillSort = 'trade'): string =>
  `${provider}_${mchid}_${date}${sort === 'trade' ? '' : `_${sort}`}`;

/** 单号里可能有别的系统起的字符；编号只是键，原样放进去。 */
export function differenceId(
  bill_id: string,
  { kind, subject, out_trade_no, out_refund_no }: Pick<Difference, 'kind' | 'subject' | 'out_trade_no' | 'out_refund_no'>,
): string {
  return `${bill_id}_${kind}_${subject}_${subject === 'refund' ? out_refund_no || out_trade_no : out_trade_no}`;
}
