/**
 * 等人处理的出口。每一次都先重新问网关，能做什么由刚问到的事实决定；谁做的、为什么，与改变同一次写入。
 * 金额大的要两个人（case.ts）。订单另有按单号的 reviewPayment、resolvePayment，走的是同一条路。
 */
import { orderNumberSchema } from '../../../../../../common/contract/payments/query-params';
import { resolvePaymentSchema, resolveReviewSchema, reviewSubjectSchema } from '../../../../../../common/contract/review/params';
import type { PayerCard } from '../../../../../../common/contract/refunds/abnormal';
import type { ReviewSubject } from '../../../../../../common/contract/review/review';
import type { ReviewAct } from '../../../../../../common/contract/review/acts';
import type { ReviewPaymentAnswer } from '../../../../../../common/contract/review/review-payment';
import { billsOf } from '../bills/store';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import { ordersOf } from '../orders/store';
import { refundsOf } from '../refunds/store';
import { needsSecond, ruled, standing, type ReviewCase, type ReviewDetail } from './case';
import { differenceCase } from './difference-case';
import { describeForStaff } from './find';
import { noteCase } from './note-case';
import { orderCase } from './order-case';
import { refundCase } from './refund-case';
import { notesOf } from './store';

type Review = Omit<ReviewPaymentAnswer, 'code' | 'msg' | 'requestId'>;

/** @throws PayError 40001 没有恰好说清哪一件 · 40005 */
async function openCase(k: Kernel, { out_trade_no, out_refund_no, note, difference }: ReviewSubject, strict = false): Promise<ReviewCase> {
  const given = [out_trade_no, out_refund_no, note, difference].filter((id) => id !== undefined);
  if (given.length !== 1) throw PayError.param([{ field: 'out_trade_no', problem: '与 out_refund_no、note、difference 恰好给一个' }]);
  if (out_trade_no !== undefined) return orderCase(k, await ordersOf(k).require(out_trade_no), strict);
  if (out_refund_no !== undefined) {
    const refund = await refundsOf(k).find(out_refund_no);
    if (!refund) throw new PayError('ORDER_NOT_FOUND');
    return refundCase(k, refund);
  }
  if (difference !== undefined) {
    const row = await billsOf(k).findDifference(difference);
    if (!row) throw new PayError('ORDER_NOT_FOUND');
    return differenceCase(k, row);
  }
  const found = await notesOf(k).find(note as string);
  if (!found) throw new PayError('ORDER_NOT_FOUND');
  return noteCase(k, found);
}

function describe(k: Kernel, opened: ReviewCase): ReviewDetail {
  const proposal = standing(k, opened.proposal);
  return {
    ...opened.view,
    choices: opened.choices,
    acts: opened.acts,
    ...(proposal ? { proposal } : {}),
    needs_second: needsSecond(k, opened.fee),
  };
}

/** reviewDetail。调用方必须已核验员工身份。@throws PayError 40001 / 40005 */
export async function reviewDetail(k: Kernel, input: unknown): Promise<ReviewDetail> {
  return describe(k, await openCase(k, requireParams(reviewSubjectSchema, input)));
}

/** 办，或（要两个人时）记下提议。 */
async function rule(k: Kernel, subject: ReviewSubject, act: ReviewAct, reason: string, operator: string, card?: PayerCard): Promise<void> {
  const opened = await openCase(k, subject, true);
  if (!opened.choices.includes(act)) throw PayError.param([{ field: 'act', problem: '网关的最新结果不允许这样处理，请重新查看' }]);
  if (act === 'to_card' && !card) throw PayError.param([{ field: 'card', problem: '不能为空' }]);
  const ruling = ruled(k, opened, act, operator, reason);
  if (ruling) await opened.perform(act, ruling, card);
  else await opened.propose({ act, operator, reason, at: k.now() });
}

/**
 * resolveReview。调用方必须已核验员工身份。
 * @throws PayError 40001 此刻不能这样做 · 40004 问不到网关 · 40005 · 40006 关闭时发现已支付 · 40010 刚刚有了变化
 */
export async function resolveReview(k: Kernel, input: unknown, operator: string): Promise<ReviewDetail> {
  const { act, reason, card, ...subject } = requireParams(resolveReviewSchema, input);
  await rule(k, subject, act, reason, operator, card);
  return describe(k, await openCase(k, subject));
}

/** reviewPayment：一张订单，连同还能退多少。@throws PayError 40001 / 40005 */
export async function reviewPayment(k: Kernel, input: unknown): Promise<Review> {
  const { out_trade_no } = requireParams(orderNumberSchema, input);
  const detail = describe(k, await openCase(k, { out_trade_no }));
  return { ...detail, ...(await describeForStaff(k, await ordersOf(k).require(out_trade_no))) };
}

/** resolvePayment。@throws PayError 同 resolveReview */
export async function resolvePayment(k: Kernel, input: unknown, operator: string): Promise<Review> {
  const { out_trade_no, act, reason } = requireParams(resolvePaymentSchema, input);
  await rule(k, { out_trade_no }, act, reason, operator);
  return reviewPayment(k, { out_trade_no });
}
