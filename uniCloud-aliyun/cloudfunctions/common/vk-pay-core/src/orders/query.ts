/** 付款人查结果：先看缓存与本地，没有结论时向网关求证（有节流），绝不相信客户端。 */
import { queryPaymentSchema } from '../../../../../../common/contract/payments/query-params';
import type { OrderView } from '../../../../../../common/contract/payments/order-view';
import type { QueryPaymentAnswer, VkUniPayStatus } from '../../../../../../common/contract/payments/query';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import { isLeased } from '../ledger/lease';
import { awaitsFulfilment, fulfil } from './fulfil';
import type { OrderRecord } from './record';
import { isOpen, refresh } from './refresh';
import { cacheResult, readCachedResult } from './result-cache';
import { ordersOf } from './store';
import { viewOrder } from './view';
import { orderListOf } from './listing/store';

/** 付款人说「我付好了」时，同一订单两次求证之间至少隔这么久，毫秒。 */
const EAGER_QUERY_GAP_MS = 2000;

function shouldAsk(k: Kernel, order: OrderRecord, eager: boolean): boolean {
  if (!isOpen(order)) return false;
  const now = k.now();
  if (order.next_query_date > 0 && order.next_query_date <= now) return true;
  return eager && now - (order.queried_date ?? order.requested_date) >= EAGER_QUERY_GAP_MS;
}

/** 别处正在处理业务时，每隔这么久看一次，毫秒。 */
const AWAIT_POLL_MS = 500;
const DEFAULT_AWAIT_SECONDS = 20;

/** vk-uni-pay 的数字状态；待人工的订单还不能算已付。 */
function vkUniPayStatus({ status, refund_fee }: OrderView): VkUniPayStatus {
  if (status === 'CLOSED') return -1;
  if (status === 'REFUND') return 3;
  if (status === 'SUCCESS') return refund_fee > 0 ? 2 : 1;
  return 0;
}

function answer(k: Kernel, view: OrderView): Omit<QueryPaymentAnswer, 'code' | 'msg' | 'requestId'> {
  const paid = view.status === 'SUCCESS' || view.status === 'REFUND';
  const handled = view.fulfil_status === 'DONE' ? true : view.fulfil_status === 'FAILED' ? false : undefined;
  const time = view.pay_date === undefined ? {} : { time_end: view.pay_date };
  return {
    out_trade_no: view.out_trade_no,
    ...(view.transaction_id ? { transaction_id: view.transaction_id } : {}),
    status: vkUniPayStatus(view),
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

/** 谁在问：付款人只看得到自己的订单；商户自己的云函数（没有 user_id）看得到全部。 */
export interface Asker {
  readonly user_id?: string;
}

/** 别人的与不存在的说法相同（40005），不泄露存在与否。 */
function requireVisible(order: OrderRecord | undefined, asker: Asker): OrderRecord {
  if (!order || (asker.user_id !== undefined && order.user_id !== asker.user_id)) throw new PayError('ORDER_NOT_FOUND');
  return order;
}

/** 问的人看得到的订单。@throws PayError 40005 */
export async function findVisibleOrder(k: Kernel, out_trade_no: string, asker: Asker): Promise<OrderRecord> {
  return requireVisible(await ordersOf(k).find(out_trade_no), asker);
}

/**
 * 业务还没办完：轮到我就办；别处正在办（租约在别人手里）就等它有结论，最多等到上限。
 * 持有者倒下、租约到期的，等的人里有一个会接手。
 */
async function finishHandling(k: Kernel, first: OrderRecord, seconds: number): Promise<OrderRecord> {
  let order = first;
  for (let waited = 0; awaitsFulfilment(order); waited += AWAIT_POLL_MS) {
    if (!isLeased(order.fulfil, k.now()) && order.fulfil.next_date <= k.now()) {
      order = await fulfil(k, order);
      // 没有轮到我：别人先接手了，接着等他。
      if (!isLeased(order.fulfil, k.now())) return order;
    }
    // 失败了的有自己的排期，等不来结论。
    if (order.fulfil.status === 'FAILED' || waited >= seconds * 1000) return order;
    await k.wait(AWAIT_POLL_MS);
    order = (await ordersOf(k).find(order._id)) ?? order;
  }
  return order;
}

/**
 * queryPayment。
 * @throws PayError 40001 / 40005
 */
export async function queryPayment(
  k: Kernel,
  input: unknown,
  asker: Asker,
): Promise<Omit<QueryPaymentAnswer, 'code' | 'msg' | 'requestId'>> {
  const wish = requireParams(queryPaymentSchema, input);
  const { out_trade_no, transaction_id, await_notify = false } = wish;
  if (out_trade_no === undefined && transaction_id === undefined) {
    throw PayError.param([{ field: 'out_trade_no', problem: '与 transaction_id 必须给一个' }]);
  }
  const finish = (view: OrderView): ReturnType<typeof answer> => ({
    ...answer(k, view),
    ...(wish.pay_order_info ? { payOrder: view } : {}),
  });
  const cached = out_trade_no === undefined ? undefined : await readCachedResult(k, out_trade_no);
  if (cached && (asker.user_id === undefined || cached.user_id === asker.user_id)) return finish(cached.view);

  const found = out_trade_no === undefined ? orderListOf(k).findByTransaction(transaction_id ?? '') : ordersOf(k).find(out_trade_no);
  let order = requireVisible(await found, asker);
  if (shouldAsk(k, order, await_notify)) order = (await refresh(k, order)).order;
  order = await finishHandling(k, order, await_notify ? (wish.await_max_time ?? DEFAULT_AWAIT_SECONDS) : 0);
  const view = viewOrder(order);
  await cacheResult(k, order.user_id, view);
  return finish(view);
}
