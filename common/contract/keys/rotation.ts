/** 换密钥：`pay/sys/rotateKeys` 的入参与答复。 */
import type { OkAnswer } from '../answer';

/** 有加密内容的表。商户最少，也最要紧（解不开就收不了钱），排在最前。 */
export const SEALED_TABLES = ['merchants', 'orders', 'transfers', 'transferAuthorizations', 'sharingReceivers', 'notifies'] as const;
export type SealedTable = (typeof SEALED_TABLES)[number];

export interface RotateKeysInput {
  /** true：只数，什么也不改 */
  readonly dry_run?: boolean;
  /** 一批几行，1–200，默认 50 */
  readonly batch?: number;
  /** 上一次答复里的 next；不给就从头，做过的不会再做 */
  readonly after?: string;
}

export interface RotatedTable {
  readonly table: SealedTable;
  /** 这一次换过来的 */
  readonly changed: number;
  /** 这一次换不了的：解不开、读不懂 */
  readonly failed: number;
  /** 还用旧密钥封着的（换不了的也在内） */
  readonly left: number;
  /** 用配置里没有的密钥封着的：那把密钥放回来之前解不开 */
  readonly lost: number;
}

export interface KeyRotation {
  /** 现在的密钥；没有配置加密为空 */
  readonly current: string;
  readonly old: readonly string[];
  readonly tables: readonly RotatedTable[];
  readonly changed: number;
  readonly failed: number;
  readonly left: number;
  readonly lost: number;
  /** 换不了的前几行，`表:编号` */
  readonly failures: readonly string[];
  /** 时间用完了：带着它再叫一次接着做；没有就是走完了一遍 */
  readonly next?: string;
}
export type RotateKeysAnswer = OkAnswer & KeyRotation;
