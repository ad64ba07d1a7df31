/** 一个网关会演哪些故障，写成表：剧本据此校验，目录据此说给人看。 */
import type * as v from 'valibot';

/** 一边的故障：名字 → 除 kind 之外的字段 */
export type FaultTable = Readonly<Record<string, v.ObjectEntries>>;

export interface FaultTables {
  /** 含 'callback' */
  readonly operations: readonly string[];
  readonly requests: FaultTable;
  readonly callbacks: FaultTable;
  /** 挑剧本用的编号：订单号、退款号、通知的种类……；JSON 规则里可以写同名的条件 */
  readonly numbers: readonly string[];
  /** 这家特有的故障怎么说 */
  readonly words?: Readonly<Record<string, string>>;
}
