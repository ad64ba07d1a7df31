/** 员工能做的决定，与做过的记录。 */

export const REVIEW_ACTS = ['settle', 'fulfil', 'refund', 'close', 'revoke', 'write_off', 'to_card', 'to_merchant'] as const;

/**
 * settle 入账并办业务 · fulfil 办业务（钱已到账） · refund 退回 · close 关闭 · revoke 再收回一次权益 · write_off 已在别处办妥，销掉
 * to_card 异常的退款退到付款人的另一张卡 · to_merchant 异常的退款退回商户，由商户另外还给付款人
 */
export type ReviewAct = (typeof REVIEW_ACTS)[number];

/** 员工做过的一件事；与它改变的东西同一次写入。 */
export interface StaffAct {
  /** reopen 销掉之后又有了新的证据，重新等人看 */
  readonly act: ReviewAct | 'reopen';
  /** 谁决定的；`system` = 原因没了自己离开，或又出现 */
  readonly operator: string;
  readonly reason: string;
  /** 毫秒 */
  readonly at: number;
  readonly requestId: string;
  /** 第二个点头的人 */
  readonly approver?: string;
}

/** 金额大的要两个人：第一个人的提议。 */
export interface ReviewProposal {
  readonly act: ReviewAct;
  readonly operator: string;
  readonly reason: string;
  readonly at: number;
}
