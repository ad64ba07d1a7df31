/** 没有给退款单号的：照 vk-uni-pay 的写法 `<订单号>-<第几次>`，渠道不收连字符的用下划线。 */
import { manifestOf } from '../../../../../../common/contract/channels';
import type { Kernel } from '../kernel/kernel';
import type { OrderRecord } from '../orders/record';
import { refundListOf } from '../refunds/listing/store';
import { isRefundOpen } from '../refunds/record';

/**
 * 调用方没有给单号就再来一次，多半是在重试：没有结论的、被拒绝的那一笔金额相同，就还是那一笔，不会退两次；
 * 退成了的、金额不同的，是下一次。
 */
export async function refundNumberFor(k: Kernel, order: OrderRecord, refund_fee: number | undefined): Promise<string> {
  const refunds = await refundListOf(k).listByOrder(order.out_trade_no);
  const again = refunds.find(
    (row) =>
      (isRefundOpen(row) || (row.status === 'FAILED' && !row.failure?.closed)) &&
      (refund_fee === undefined || row.refund_fee === refund_fee),
  );
  if (again) return again.out_refund_no;
  // 从旧表抄来的也许只记着合计：号接着最大的往下数，绝不与退过的那一笔相同，否则网关会说「早已退过」而钱没有动。
  const used = refunds.map(({ out_refund_no }) => Number(/[-_](\d{1,4})$/.exec(out_refund_no)?.[1] ?? 0));
  return `${order.out_trade_no}${manifestOf(order.provider).hyphens ? '-' : '_'}${Math.max(refunds.length, ...used) + 1}`;
}
