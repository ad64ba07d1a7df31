/** 把 vk-uni-pay、uni-pay 2 的订单抄过来：`pay/sys/importOrders` 的入参与答复。 */
import type { OkAnswer } from '../answer';

export interface ImportOrdersInput {
  /** true：只看，什么也不写 */
  readonly dry_run?: boolean;
  /** 一批几行，1–200，默认 50 */
  readonly batch?: number;
  /** 上一次答复里的 next；不给就从头，抄过的不会再抄 */
  readonly after?: string;
}

/** 几张单、一共多少钱（分）。 */
export interface ImportTally {
  readonly count: number;
  readonly total_fee: number;
  readonly refund_fee: number;
}

export interface OrderImport {
  /** 这一次看过的行 */
  readonly scanned: number;
  /** 这一次抄过来的 */
  readonly imported: number;
  /** 早已有的 */
  readonly known: number;
  /** 认不出来、没有抄的 */
  readonly skipped: number;
  /** 没有抄的前几行与原因 */
  readonly reasons: readonly { readonly out_trade_no: string; readonly why: string }[];
  /** 看过的里面认得出来的，旧表说的 */
  readonly old: ImportTally;
  /** 同样这些单，我们的表里的；只看不写时没有还没抄的 */
  readonly ours: ImportTally;
  /** 两边说的不一样的单号，前几张 */
  readonly different: readonly string[];
  /** 还没有看完：带着它再叫一次；没有就是看完了一遍 */
  readonly next?: string;
}
export type ImportOrdersAnswer = OkAnswer & OrderImport;
