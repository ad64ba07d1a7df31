/** 一张订单照旧表的样子，连同退款的几行；写回旧表给老的页面看。 */
import { printFailure } from '../kernel/console-line';
import type { ReceivingKernel } from '../kernel/kernel';
import { openCustom } from '../orders/open-sealed';
import type { OrderRecord } from '../orders/record';
import { ordersOf } from '../orders/store';
import { oldOrderOf } from '../order-types/vk-pay-orders';
import { refundListOf } from '../refunds/listing/store';
import { withoutSealed } from '../orders/open-sealed';
import { saveOldOrder } from './old-orders/store';

async function withRefunds(k: ReceivingKernel, order: OrderRecord, row: Record<string, unknown>): Promise<Record<string, unknown>> {
  const refunds = order.refund_fee + order.refunding_fee > 0 ? await refundListOf(k).listByOrder(order.out_trade_no) : [];
  const done = refunds.filter(({ status }) => status === 'SUCCESS');
  return {
    ...row,
    refund_num: done.length,
    refund_list: done.map(({ out_refund_no, refund_fee, reason, refund_date, update_date }) => ({
      refund_date: refund_date ?? update_date,
      refund_fee,
      out_refund_no,
      refund_desc: reason,
    })),
  };
}

/** 答给商户自己的云函数的：连同解开的个人信息。 */
export function oldRowOf(k: ReceivingKernel, order: OrderRecord): Promise<Record<string, unknown>> {
  return withRefunds(k, order, oldOrderOf({ ...order }, openCustom(k, order)));
}

/** 旧表跟着写一次；封着的个人信息不写进去。从不抛出：写不成，老的页面晚一点看到。 */
export async function mirror(k: ReceivingKernel, out_trade_no: unknown): Promise<void> {
  try {
    const order = typeof out_trade_no === 'string' ? await ordersOf(k).find(out_trade_no) : undefined;
    if (!order) return;
    const { _id, ...row } = await withRefunds(k, order, oldOrderOf({ ...order }, withoutSealed(order.custom)));
    await saveOldOrder(k.vk, order.out_trade_no, row);
  } catch (error) {
    printFailure(`旧表 vk-pay-orders 没有写成：${error instanceof Error ? error.message : String(error)}`, k.requestId);
  }
}
