/** 付款人查结果：先看缓存与本地，没有结论时向网关求证（有节流），绝不相信客户端。 */
import { queryPaymentSchema } from '../../../../../../common/contract/params';
import type { OrderView, QueryPaymentAnswer } from '../../../../../../common/contract/services';
import { PayError } from '../errors/pay-error';
import type { Kernel } from '../kernel';
import type { OrderRecord } from '../store/order-record';
import { requireParams } from '../validate';
import { fulfil } from './fulfil';
import { isOpen, refresh } from './refresh';
import { cacheResult, readCachedResult } from '../store/result-cache';
import { viewRefund } from '../refunds/view';
import { viewOrder } from './view';

/** 付款人说「我付好了」时，同一订单两次求证之间至少隔这么久，毫秒。 */
const EAGER_QUERY_GAP_MS = 2000;

function shouldAsk(k: Kernel, order: OrderRecord, eager: boolean): boolean {
  if (!isOpen(order)) return false;
  const now = k.now();
  if (order.next_query_date > 0 && order.next_query_date <= now) return true;
  return eager && now - (order.queried_date ?? order.requested_date) >= EAGER_QUERY_GAP_MS;
}

function answer(k: Kernel, view: OrderView): Omit<QueryPaymentAnswer, 'code' | 'msg' | 'requestId'> {
  const paid = view.status === 'SUCCESS' || view.status === 'REFUND';
  const handled = view.fulfil_status === 'DONE' ? true : view.fulfil_status === 'FAILED' ? false : undefined;
  const time = view.pay_date === undefined ? {} : { time_end: view.pay_date };
  return {
    trade_state: view.status,
    total_fee: view.total_fee,
    ...time,
    orderPaid: paid,
    ...(paid && handled !== undefined ? { user_order_success: handled } : {}),
    server_date: k.now(),
    order: view,
    data: { trade_state: view.status, total_fee: view.total_fee, ...time },
  };
}

/** 本人的订单；别人的与不存在的说法相同（40005），不泄露存在与否。 */
export async function findOwnOrder(k: Kernel, out_trade_no: string, user_id: string): Promise<OrderRecord> {
  const order = await k.orders.find(out_trade_no);
  if (!order || order.user_id !== user_id) throw new PayError('ORDER_NOT_FOUND');
  return order;
}

/** queryPayment。@throws PayError 40001 / 40005 */
export async function queryPayment(k: Kernel, input: unknown, user_id: string): Promise<Omit<QueryPaymentAnswer, 'code' | 'msg' | 'requestId'>> {
  const { out_trade_no, await_notify = false, with_refunds = false } = requireParams(queryPaymentSchema, input);
  const cached = await readCachedResult(k, out_trade_no);
  if (cached && cached.user_id === user_id && !with_refunds) return answer(k, cached.view);

  let order = await findOwnOrder(k, out_trade_no, user_id);
  if (shouldAsk(k, order, await_notify)) order = (await refresh(k, order)).order;
  if (order.fulfil.status === 'PENDING' && (await_notify || order.fulfil.next_date <= k.now())) order = await fulfil(k, order);
  const view = viewOrder(order);
  await cacheResult(k, user_id, view);
  if (!with_refunds) return answer(k, view);
  return { ...answer(k, view), refunds: (await k.refunds.listByOrder(order._id)).map(viewRefund) };
}
