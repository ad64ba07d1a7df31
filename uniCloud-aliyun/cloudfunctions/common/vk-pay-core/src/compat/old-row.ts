/** 一张订单照旧表的样子，连同退款的几行；写回旧表给老的页面看。 */
import { OUT_TRADE_NO_PATTERN } from '../../../../../../common/contract/payments/order-number';
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

/** 封着的个人信息不写进去。从不抛出：写不成，老的页面晚一点看到。 */
async function mirrorOne(k: ReceivingKernel, out_trade_no: string): Promise<void> {
  try {
    const order = await ordersOf(k).find(out_trade_no);
    if (!order) return;
    await saveOldOrder(k.vk, order.out_trade_no, await withRefunds(k, order, oldOrderOf({ ...order }, withoutSealed(order.custom))));
  } catch (error) {
    printFailure(`旧表没有写成：${error instanceof Error ? error.message : String(error)}`, k.requestId);
  }
}

/**
 * 这一次动过的订单，旧表各跟着写一次：下单、查询、退款、通知、定时任务、员工的处理都一样。
 * @param named 没有动也要看一眼的那一张（别处动过、那时没有写成）
 */
export async function mirror(k: ReceivingKernel, named?: unknown): Promise<void> {
  if (!k.touched) return;
  if (typeof named === 'string' && OUT_TRADE_NO_PATTERN.test(named)) k.touched.add(named);
  const numbers = [...k.touched];
  k.touched.clear();
  for (const out_trade_no of numbers) await mirrorOne(k, out_trade_no);
}
