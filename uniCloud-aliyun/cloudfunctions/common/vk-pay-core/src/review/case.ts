/**
 * 复核台上的一件：一张订单、一笔退款，或记下来的一件事。三种长得一样——刚问到的事实、此刻允许的做法、做。
 * 金额超过 reviewApprovalFee 的要两个人：第一个人的决定只是提议，存在那一行上；另一个人做同样的决定才真的办。
 */
import type { ReviewDetailAnswer } from '../../../../../../common/contract/review/review';
import type { PayerCard } from '../../../../../../common/contract/refunds/abnormal';
import type { ReviewAct, ReviewProposal, StaffAct } from '../../../../../../common/contract/review/acts';
import { DAY_MS } from '../kernel/clock';
import type { Kernel } from '../kernel/kernel';
import type { OrderRecord } from '../orders/record';

/** 员工的决定；两个人的，`operator` 是提议的，`approver` 是点头的。 */
export interface Ruling {
  readonly operator: string;
  readonly reason: string;
  readonly approver?: string;
}

export type ReviewDetail = Omit<ReviewDetailAnswer, 'code' | 'msg' | 'requestId'>;

export interface ReviewCase {
  /** 牵涉的金额，分；说不出来的按最大的算 */
  readonly fee: number | undefined;
  readonly choices: readonly ReviewAct[];
  readonly acts: readonly StaffAct[];
  readonly proposal?: ReviewProposal | undefined;
  /** 这一种自己要说的 */
  readonly view: Omit<ReviewDetail, 'choices' | 'acts' | 'proposal' | 'needs_second'>;
  /** @throws PayError BUSY 刚刚有了变化，请重新查看 */
  propose(proposal: ReviewProposal): Promise<void>;
  /** @param act 在 choices 里的一种 @param card 只有 to_card 要。@throws PayError 同上，或网关的拒绝 */
  perform(act: ReviewAct, ruling: Ruling, card?: PayerCard): Promise<void>;
}

/** 提议放太久的不算：那时的情形早变了。 */
const PROPOSAL_MS = DAY_MS;

/** 牵涉多少，分：记录的、收到的、网关刚说的，取最大的——按小的算会让人绕过第二个人。 */
export function feeAtStake({ total_fee, paid_fee = 0 }: Pick<OrderRecord, 'total_fee' | 'paid_fee'>, told = 0): number {
  return Math.max(total_fee, paid_fee, told);
}

/** 一个人说了不算。 */
export function needsSecond(k: Kernel, fee: number | undefined): boolean {
  const limit = k.config.settings.reviewApprovalFee;
  return limit !== undefined && (fee === undefined || fee > limit);
}

/** 还算数的提议。 */
export function standing(k: Kernel, proposal: ReviewProposal | undefined): ReviewProposal | undefined {
  return proposal && k.now() - proposal.at < PROPOSAL_MS ? proposal : undefined;
}

/** @returns 可以办了的决定；要等第二个人时为 undefined */
export function ruled(k: Kernel, { fee, proposal }: ReviewCase, act: ReviewAct, operator: string, reason: string): Ruling | undefined {
  if (!needsSecond(k, fee)) return { operator, reason };
  const first = standing(k, proposal);
  if (!first || first.act !== act || first.operator === operator) return undefined;
  return { operator: first.operator, reason: first.reason, approver: operator };
}

/** 随改变一起写下的：谁、为什么；提议到此为止。 */
export function signed(
  k: Kernel,
  { acts = [] }: { readonly acts?: readonly StaffAct[] },
  act: ReviewAct,
  { operator, reason, approver }: Ruling,
): { readonly acts: readonly StaffAct[]; readonly proposal: undefined } {
  const entry: StaffAct = { act, operator, reason, at: k.now(), requestId: k.requestId, ...(approver ? { approver } : {}) };
  return { acts: [...acts, entry], proposal: undefined };
}
