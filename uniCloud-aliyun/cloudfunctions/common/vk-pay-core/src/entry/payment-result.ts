/** 规范「缓存优化」：getCachedPaymentResult(out_trade_no)。要先装配过支付接口（createVkPay 或 createMerchantPay）。 */
import { orderNumberSchema } from '../../../../../../common/contract/payments/query-params';
import type { OrderView } from '../../../../../../common/contract/payments/order-view';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import { cacheResult, readCachedResult } from '../orders/result-cache';
import { ordersOf } from '../orders/store';
import { viewOrder } from '../orders/view';
import { openedKernel } from './opened';

/**
 * 这张订单的结果：缓存里有就用（键 `payment_result:<单号>`，缺省 300 秒），没有就读库；从不问网关。
 * 只缓存不会再变得对付款人不利的：付了并办好了的、退完了的。关闭的不缓存——迟到的付款随时可能到账。
 * @returns 没有这张订单为 null
 * @throws PayError 40001
 */
export async function getCachedPaymentResult(out_trade_no: string): Promise<OrderView | null> {
  const k = openedKernel();
  if (!k) throw new PayError('SYSTEM', { detail: '先装配支付接口：createVkPay 或 createMerchantPay' });
  requireParams(orderNumberSchema, { out_trade_no });
  const cached = await readCachedResult(k, out_trade_no);
  if (cached) return cached.view;
  const order = await ordersOf(k).find(out_trade_no);
  if (!order) return null;
  const view = viewOrder(order);
  await cacheResult(k, order.user_id, view);
  return view;
}
