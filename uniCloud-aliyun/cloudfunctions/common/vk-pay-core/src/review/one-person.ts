/** 复核台上要两个人点头的，别的门（退款、撤销）也不能一个人做：不然那道关就绕过去了。 */
import { outTradeNoSchema } from '../../../../../../common/contract/params';
import * as v from 'valibot';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { ordersOf } from '../orders/store';
import { feeAtStake, needsSecond } from './case';

/** 单号不像样的不管：真正做事的那一步自己会拒绝。@throws PayError 40001 请到复核台处理 */
export async function requireOneIsEnough(k: Kernel, input: unknown): Promise<void> {
  if (k.config.settings.reviewApprovalFee === undefined) return;
  const number = v.safeParse(v.object({ out_trade_no: outTradeNoSchema }), input);
  const order = number.success ? await ordersOf(k).find(number.output.out_trade_no) : undefined;
  const waits = order?.status === 'REVIEW' || (order?.status === 'SUCCESS' && order.fulfil.status === 'NONE');
  if (order && waits && needsSecond(k, feeAtStake(order)))
    throw PayError.param([{ field: 'out_trade_no', problem: '金额较大，请在复核台由两个人处理' }]);
}
