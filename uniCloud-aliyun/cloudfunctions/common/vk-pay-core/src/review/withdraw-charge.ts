/**
 * 收回一笔到时间还没有付成的柜台收款：查询 → 撤销（没付的关闭，付了的全额退回）→ 查询 → 判断。
 * 先把意图写在订单上再动（review/cancel），倒下由定时任务接着做完。
 */
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { createMayBeInFlight } from '../orders/close';
import type { OrderRecord } from '../orders/record';
import { askGateway, isOpen } from '../orders/refresh';
import { settle } from '../orders/settle';
import { continueCancel, intend, requireRipe } from './cancel';

const OPERATOR = 'counter';

/** @throws PayError BUSY 还太早，或请求可能仍在路上；结果不明（意图还在，会接着做） */
export async function withdrawCharge(k: Kernel, first: OrderRecord): Promise<OrderRecord> {
  const facts = await askGateway(k, first);
  const { order } = await settle(k, first, facts, { source: 'query' });
  if (!isOpen(order)) return order;
  if (facts.state === 'NOT_EXIST') {
    if (createMayBeInFlight(k, order)) throw new PayError('BUSY', { detail: '收款请求可能仍在路上' });
    return (await settle(k, order, { out_trade_no: order.out_trade_no, state: 'CLOSED' }, { source: 'close', unconfirmed: true })).order;
  }
  requireRipe(k, order);
  const intended = await intend(k, order, OPERATOR);
  return intended.cancel?.status === 'ASKED' ? continueCancel(k, intended) : intended;
}
