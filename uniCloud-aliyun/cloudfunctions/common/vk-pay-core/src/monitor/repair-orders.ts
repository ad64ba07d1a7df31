/** 补漏：到期该查的订单逐一向网关求证——回调丢了也能到账；过期未付的负责关掉；25 小时仍不明的交给人。 */
import { isCounter } from '../../../../../../common/contract/channels';
import type { Kernel } from '../kernel/kernel';
import { PayError, toPayError } from '../kernel/pay-error';
import { closeOrder } from '../orders/close';
import type { OrderRecord } from '../orders/record';
import { askGateway, isOpen, postpone, refresh } from '../orders/refresh';
import { settle } from '../orders/settle';
import { ordersOf } from '../orders/store';
import type { TradeFacts } from '../providers/provider';
import { continueCancel } from '../review/cancel';
import { escalate } from '../review/escalate';
import { withdrawCharge } from '../review/withdraw-charge';
import { giveBackOf, returnPayment } from '../review/give-back';
import type { Job } from './job';
import { sweep } from './sweep';
import { orderListOf } from '../orders/listing/store';

/** 网关最长的重发期约 24 小时，再加一小时仍没有结论就不再自动处理。 */
const UNRESOLVED_MS = 25 * 3_600_000;
/** 查过的次数不到这么多的算「新近的」：刚付的钱最可能在这里，先看。 */
const RECENT_ATTEMPTS = 4;

/** 提前关闭的订单，付款期限过后的最后一眼：有人付了就是迟到的支付，没有就不再看。 */
async function lookOnceMore(k: Kernel, order: OrderRecord): Promise<OrderRecord> {
  let facts: TradeFacts;
  try {
    facts = await askGateway(k, order);
  } catch (error) {
    if (!(error instanceof PayError)) throw error;
    return postpone(k, order);
  }
  const settled = await settle(k, order, facts, { source: 'query' });
  if (settled.moved) return settled.order;
  return (await ordersOf(k).write(settled.order, { set: { next_query_date: 0 } })) ?? settled.order;
}

async function repairOpen(k: Kernel, order: OrderRecord): Promise<OrderRecord> {
  const { order: fresh } = await refresh(k, order);
  if (!isOpen(fresh) || fresh.expire_date > k.now()) return fresh;
  try {
    return await (isCounter(fresh) ? withdrawCharge(k, fresh) : closeOrder(k, fresh));
  } catch (error) {
    // 能关清楚的就关，无论多晚（定时任务可能停过几天）；只有一直说不清的才交给人。
    if (!(error instanceof PayError) || k.now() - fresh.create_date < UNRESOLVED_MS) throw error;
    return escalate(k, await ordersOf(k).require(fresh._id), '25 小时仍无法确定支付结果', 'query');
  }
}

/** 撤销也有说不清的时候：太久了交给人看，排期照旧——结局仍由这里问出来。 */
async function repairCancel(k: Kernel, order: OrderRecord): Promise<OrderRecord> {
  try {
    return await continueCancel(k, order);
  } catch (error) {
    if (!(error instanceof PayError) || k.now() - (order.cancel?.at ?? k.now()) < UNRESOLVED_MS) throw error;
    return escalate(k, await ordersOf(k).require(order._id), '撤销 25 小时仍没有结果', 'cancel');
  }
}

function repair(k: Kernel, order: OrderRecord): Promise<OrderRecord> {
  if (order.cancel?.status === 'ASKED') return repairCancel(k, order);
  const why = giveBackOf(order);
  if (why) return returnPayment(k, order, why);
  if (order.status === 'CLOSED') return lookOnceMore(k, order);
  if (isOpen(order)) return repairOpen(k, order);
  // 已有结论而排期还在：不需要再查。
  return ordersOf(k)
    .write(order, { set: { next_query_date: 0 } })
    .then((written) => written ?? order);
}

/** 出了意外也要把排期推后：一张永远出错的单不能每一轮都占着最前面。 */
async function pushBack(k: Kernel, order: OrderRecord): Promise<void> {
  const latest = await ordersOf(k).find(order._id);
  if (latest && latest.next_query_date > 0 && latest.next_query_date <= k.now()) await postpone(k, latest);
}

export const repairOrders: Job = {
  name: 'repair-orders',
  everyMinutes: 1,
  shared: true,
  run(k, deadline) {
    const command = k.vk.getUnicloud()._;
    return sweep(k, deadline, {
      title: '订单',
      table: 'orders',
      shared: true,
      store: orderListOf(k),
      lanes: [
        { field: 'next_query_date', where: { query_attempts: command.lt(RECENT_ATTEMPTS) } },
        { field: 'next_query_date', where: { query_attempts: command.gte(RECENT_ATTEMPTS) } },
      ],
      step: async (order) => {
        try {
          return (await repair(k, order)).status !== order.status;
        } catch (thrown) {
          k.journal.error(toPayError(thrown), { type: 'monitor', out_trade_no: order.out_trade_no });
          await pushBack(k, order);
          throw thrown;
        }
      },
    });
  },
};
