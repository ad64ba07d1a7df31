/** 复核台上要两个人点头的，别的门（退款、撤销、答应退款申请）也不能一个人做：不然那道关就绕过去了。 */
import * as v from 'valibot';
import { answerRequestSchema } from '../../../../../../common/contract/refunds/request-params';
import { outTradeNoSchema } from '../../../../../../common/contract/fields';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { ordersOf } from '../orders/store';
import { requestsOf } from '../refunds/requests/store';
import { feeAtStake, needsSecond } from './case';

async function requireForOrder(k: Kernel, out_trade_no: string): Promise<void> {
  const order = await ordersOf(k).find(out_trade_no);
  if (!order) return;
  const { status, fulfil } = order;
  const waits = status === 'REVIEW' || (status === 'SUCCESS' && (fulfil.status === 'NONE' || fulfil.status === 'FAILED'));
  if (waits && needsSecond(k, feeAtStake(order)))
    throw PayError.param([{ field: 'out_trade_no', problem: '金额较大，请在复核台由两个人处理' }]);
}

const isOff = (k: Kernel): boolean => k.config.settings.reviewApprovalFee === undefined;

/** 单号不像样的不管：真正做事的那一步自己会拒绝。@throws PayError 40001 请到复核台处理 */
export async function requireOneIsEnough(k: Kernel, input: unknown): Promise<void> {
  if (isOff(k)) return;
  const read = v.safeParse(v.object({ out_trade_no: outTradeNoSchema }), input);
  if (read.success) await requireForOrder(k, read.output.out_trade_no);
}

/** 同上，说的是一个退款申请；不答应的不管。 */
export async function requireOneForRequest(k: Kernel, input: unknown): Promise<void> {
  if (isOff(k)) return;
  const read = v.safeParse(answerRequestSchema, input);
  if (!read.success || read.output.act !== 'approve') return;
  const request = await requestsOf(k).find(read.output.request_no);
  if (request) await requireForOrder(k, request.out_trade_no);
}
