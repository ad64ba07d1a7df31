/**
 * 还在旧表（vk-pay-orders、uni-pay-orders）里的订单：第一次被问到（通知、查询、退款）时照原样抄进 payment_orders，从此与别的订单一样；
 * 也可以一次全部抄完（import.ts）。抄过的不再抄；认不出是哪种付款方式、金额不对的不抄，照「没有这张单」处理。
 */
import { OUT_TRADE_NO_PATTERN } from '../../../../../../common/contract/payments/order-number';
import type { Kernel } from '../kernel/kernel';
import type { OrderRecord } from '../orders/record';
import { ordersOf } from '../orders/store';
import { refundsOf } from '../refunds/store';
import { readOldOrder, type OldOrder } from './old-orders/read';
import { findOldOrder, type OldNumber } from './old-orders/store';

/**
 * 抄一张；断在半路再来一次也一样。退过的先写：订单一出现，它退过什么就都在，下一次退款的单号不会与旧的相同。
 * @returns 本来就有的返回 false
 */
export async function adopt(k: Kernel, { order, refunds, unsure }: Extract<OldOrder, { readonly order: OrderRecord }>): Promise<boolean> {
  for (const refund of refunds) await refundsOf(k).add(refund);
  // 再办一次可能给两份，不办可能一份也没有：交给人。先说再抄，断在中间也不会没人知道。
  if (unsure)
    await k.journal.alert({
      kind: 'old-order-unsure',
      level: 'warning',
      out_trade_no: order.out_trade_no,
      fact: order.out_trade_no,
      message: '旧表里付了的单没有写业务办没办，请核对',
      review: { kind: 'anomaly', provider: order.provider, fee: order.total_fee },
    });
  return ordersOf(k).add(order);
}

/** 我们的订单；没有而旧表里有的，先抄过来。 */
export async function findOrAdopt(k: Kernel, out_trade_no: string): Promise<OrderRecord | undefined> {
  if (!OUT_TRADE_NO_PATTERN.test(out_trade_no)) return undefined;
  const known = await ordersOf(k).find(out_trade_no);
  if (known) return known;
  const found = await adoptOld(k, { out_trade_no });
  return found === undefined ? undefined : ordersOf(k).find(found);
}

/** 旧表里有的话抄过来；只知道渠道的交易号的也找得到。@returns 支付单号；没有、认不出来为 undefined */
export async function adoptOld(k: Kernel, number: OldNumber): Promise<string | undefined> {
  const row = await findOldOrder(k.vk, number);
  const old = row && readOldOrder(k, row);
  if (!old?.order) return undefined;
  await adopt(k, old);
  return old.order.out_trade_no;
}

/** 再下一次单之前：换过来之前就付了的先抄过来，才认得出「已支付」，不会再收一次。没有付的照新的下。 */
export async function adoptPaid(k: Kernel, out_trade_no: unknown): Promise<void> {
  if (typeof out_trade_no !== 'string' || !OUT_TRADE_NO_PATTERN.test(out_trade_no) || (await ordersOf(k).find(out_trade_no))) return;
  const row = await findOldOrder(k.vk, { out_trade_no });
  const old = row && Number(row['status']) > 0 ? readOldOrder(k, row) : undefined;
  if (old?.order) await adopt(k, old);
}
