/**
 * 撤销：结果一直不明、或已转人工的支付，由员工决定收回。网关把没付的关掉、付了的全额退回。
 * 先查询：原来已经付成功且对得上的，照常到账，不撤销——那种要用退款。
 */
import { orderNumberSchema } from '../../../../../../common/contract/params';
import type { OrderStatus } from '../../../../../../common/contract/order';
import { PayError } from '../kernel/pay-error';
import type { Kernel } from '../kernel/kernel';
import type { TradeFacts } from '../providers/provider';
import { newRefund } from '../refunds/refund';
import { settleRefund } from '../refunds/settle';
import type { OrderRecord } from './record';
import { requireParams } from '../kernel/validate';
import { fulfil } from './fulfil';
import { askGateway, isOpen } from './refresh';
import { settle, transit } from './settle';
import { talk } from '../ledger/talk';

const MAX_RACES = 8;

/** 钱已退回：记成「付过、全额退回」。正好在此刻到账的，走正常的退款单，收回权益。 */
async function bookReturned(k: Kernel, first: OrderRecord, facts: TradeFacts, operator: string): Promise<OrderRecord> {
  let order = first;
  for (let race = 0; race < MAX_RACES; race += 1) {
    if (order.status === 'REFUND') return order;
    if (order.status === 'SUCCESS') return returnPaid(k, order, operator);
    const at = k.now();
    const note = { update_date: at, next_query_date: 0 };
    const moved =
      order.status === 'REVIEW'
        ? await transit(k, order, 'REFUND', 'staff', 'staff', {
            ...note,
            refund_fee: Math.min(facts.total_fee ?? order.total_fee, order.total_fee),
            ...(facts.transaction_id ? { transaction_id: facts.transaction_id } : {}),
          })
        : await transit(k, order, 'REVIEW', 'mismatch', 'staff', { ...note, review_reason: '撤销时网关已收款，已全额退回' });
    order = moved ?? (await k.orders.find(order._id)) ?? order;
  }
  throw new PayError('BUSY', { detail: '撤销竞争过多' });
}

async function returnPaid(k: Kernel, order: OrderRecord, operator: string): Promise<OrderRecord> {
  const left = order.total_fee - order.refund_fee - order.refunding_fee;
  const wanted = newRefund(k, order, k.ids.outRefundNo(k.now()), left, '撤销', operator);
  if (left > 0 && (await k.refunds.reserve(wanted, k.now()))) {
    await settleRefund(k, wanted, { out_trade_no: order._id, out_refund_no: wanted._id, state: 'SUCCESS' }, 'query');
  }
  return (await k.orders.find(order._id)) ?? order;
}

async function bookClosed(k: Kernel, order: OrderRecord): Promise<OrderRecord> {
  if (order.status !== 'REVIEW') return (await settle(k, order, { out_trade_no: order._id, state: 'CLOSED' }, 'staff')).order;
  const moved = await transit(k, order, 'CLOSED', 'staff', 'staff', { update_date: k.now(), next_query_date: 0 });
  return moved ?? (await k.orders.find(order._id)) ?? order;
}

/**
 * cancelPayment。调用方必须已核验员工身份。
 * @throws PayError 40001 渠道没有撤销 · 40005 · 40006 已支付，请用退款 · 40010 等：结果不明，可重来
 */
export async function cancelPayment(k: Kernel, input: unknown, operator: string): Promise<{ out_trade_no: string; status: OrderStatus }> {
  const { out_trade_no } = requireParams(orderNumberSchema, input);
  const found = await k.orders.find(out_trade_no);
  if (!found) throw new PayError('ORDER_NOT_FOUND');
  const { provider } = k.channel(found);
  const cancel = provider.cancel?.bind(provider);
  if (!cancel) throw PayError.param([{ field: 'out_trade_no', problem: `${provider.name} 没有撤销，请关单或退款` }]);
  if (found.status === 'SUCCESS' || found.status === 'REFUND') throw new PayError('ORDER_PAID');
  if (found.status === 'CLOSED') return { out_trade_no, status: 'CLOSED' };

  const facts = await askGateway(k, found);
  const order = (await settle(k, found, facts, 'staff')).order;
  if (order.status === 'SUCCESS') return { out_trade_no, status: (await fulfil(k, order)).status };
  if (!isOpen(order) && order.status !== 'REVIEW') return { out_trade_no, status: order.status };

  const result = await talk(
    k,
    'cancel',
    order,
    (_provider, account) => cancel(account, out_trade_no),
    (done) => done,
  );
  const after = result === 'REFUNDED' ? await bookReturned(k, order, facts, operator) : await bookClosed(k, order);
  return { out_trade_no, status: after.status };
}
