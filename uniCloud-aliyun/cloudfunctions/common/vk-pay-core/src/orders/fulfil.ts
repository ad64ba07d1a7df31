/**
 * 业务处理：已支付的订单恰好处理一次（不变量 I1、I10）。
 * 默认与「已到账」或「已处理」在同一个数据库事务里；有外部效果的在租约之下，同一时刻只有一个在做。
 */
import type { ReceivingKernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import type { DatabaseHandle } from '../kernel/vk';
import { perform, type TaskSpec } from '../ledger/task';
import type { PaidOrder, PaymentType } from '../order-types/payment-type';
import { runTimed } from '../order-types/timed';
import { noticeDataOf, paidOldOrderOf } from '../order-types/vk-pay-orders';
import type { OrderRecord } from './record';
import { openCustom } from './open-sealed';
import { ordersOf } from './store';

/** 交给订单类型看的样子。 */
export function paidOrder(k: ReceivingKernel, order: OrderRecord): PaidOrder {
  return {
    out_trade_no: order.out_trade_no,
    user_id: order.user_id,
    type: order.type,
    subject: order.subject,
    total_fee: order.total_fee,
    custom: openCustom(k, order),
    provider: order.provider,
    platform: order.platform,
    pay_type: order.pay_type,
    transaction_id: order.transaction_id ?? '',
    pay_date: order.pay_date ?? order.update_date,
  };
}

/** 找不到处理文件的类型也按「有外部效果」对待：失败会记下来，不会假装办成了。 */
export function isExternal(type: PaymentType | undefined): boolean {
  return type === undefined || type.delivery === 'at-least-once';
}

/** 调用订单类型的 fulfil。@throws TimedOut 挂住了；业务失败（返回 false 也算） */
export async function runHandler(k: ReceivingKernel, order: OrderRecord, db?: DatabaseHandle): Promise<void> {
  const type = k.types.get(order.type);
  if (!type) throw new PayError('SYSTEM', { detail: `没有订单类型 ${order.type} 的处理文件` });
  const context = { command: k.vk.getUnicloud()._, key: `fulfil:${order._id}`, now: k.now(), vk: k.vk };
  const paid = paidOrder(k, order);
  const oldOrder = (): Record<string, unknown> => paidOldOrderOf({ ...order }, paid.custom);
  const oldRow = (): Record<string, unknown> => noticeDataOf(oldOrder());
  const outcome = await runTimed(k, { db, until: order.fulfil.next_date }, (dao) =>
    type.fulfil(paid, { ...context, dao, oldRow, oldOrder }),
  );
  if (outcome === false) throw new PayError('SYSTEM', { detail: `订单类型 ${type.name} 的 fulfil 返回 false` });
}

/** 已付而业务还没办完。 */
export function awaitsFulfilment(order: OrderRecord): boolean {
  return order.status === 'SUCCESS' && (order.fulfil.status === 'PENDING' || order.fulfil.status === 'FAILED');
}

/**
 * 处理一张已支付的订单；不需要处理、或别人正在处理时原样返回。
 * 业务失败已记录并排期，不抛出——支付本身仍是成功的。
 * @param held 调用者手里的租约
 */
export function fulfil(k: ReceivingKernel, order: OrderRecord, held?: string): Promise<OrderRecord> {
  const orders = ordersOf(k);
  const spec: TaskSpec<OrderRecord> = {
    name: 'fulfil',
    title: '已支付，业务处理',
    external: isExternal(k.types.get(order.type)),
    subject: {
      out_trade_no: order.out_trade_no,
      provider: order.provider,
      platform: order.platform,
      pid: order.pid,
      amount: order.total_fee,
      user_id: order.user_id,
      ...(order.variant ? { variant: order.variant } : {}),
    },
    find: orders.find,
    save: (row, state, db) => orders.write(row, { set: { fulfil: state } }, undefined, db),
    stateOf: (row) => row.fulfil,
    isWanted: awaitsFulfilment,
    run: (row, db) => runHandler(k, row, db),
  };
  return perform(k, order, spec, held);
}
