/**
 * 只说得出是哪张单的推送（没有签正文，或只认查询）：去问网关，照它的答复推进，业务办完了才应答成功——对微信来说，那就是发了货。
 * 要主动去问，所以要装载渠道的全部（entry/whole-notify）；别的回调走不到这里。
 * 失败策略：问不到、还没有付、业务还没有办完，都请网关稍后再来；业务由定时任务接着办，办完了补报发货。
 */
import { OUT_TRADE_NO_PATTERN } from '../../../../../../common/contract/payments/order-number';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { askGateway } from '../orders/refresh';
import type { OrderRecord } from '../orders/record';
import { settle } from '../orders/settle';
import { ordersOf } from '../orders/store';
import type { Account, NotifyEvent } from '../providers/provider';
import { isRefundOpen } from '../refunds/record';
import { refreshRefund } from '../refunds/refund';
import { mayBeOurs, refundsOf } from '../refunds/store';
import { isWaitingForMoney, ship } from '../shipping/ship';
import { notOurs, unknownOrder } from './not-ours';
import { ownerOf } from './owner';
import type { Apply } from './receive';
import { apply } from './settlement';

type Look = Extract<NotifyEvent, { kind: 'look' }>;

const later = (detail: string): PayError => new PayError('BUSY', { outcome: 'unknown', detail });

/** 到账、业务也办完了，或钱已经退回：再推也没有事。 */
const isOver = ({ status, fulfil }: OrderRecord): boolean => status === 'REFUND' || (status === 'SUCCESS' && fulfil.status === 'DONE');
const MAY_BE_PAID: readonly OrderRecord['status'][] = ['NOTPAY', 'PROCESSING', 'CLOSED'];

async function lookAtPayment(k: Kernel, account: Account, order: OrderRecord, logSince: number): Promise<void> {
  if (isOver(order)) return;
  if (!MAY_BE_PAID.includes(order.status)) throw later('业务还没有办完');
  const facts = await askGateway(k, order);
  const settled = await settle(k, order, facts, { source: 'notify', speaker: account, logSince });
  if (settled.foreign) throw notOurs(settled.foreign);
  if (!isOver(settled.order)) throw later(MAY_BE_PAID.includes(settled.order.status) ? '推送说付了，查询还没有' : '业务还没有办完');
}

async function lookAtRefund(k: Kernel, out_refund_no: string): Promise<void> {
  const refund = mayBeOurs(out_refund_no) ? await refundsOf(k).find(out_refund_no) : undefined;
  if (!refund) throw notOurs(out_refund_no);
  const after = await refreshRefund(k, refund);
  if (isRefundOpen(after.refund)) throw later('退款还没有结论');
}

/** 只当提示：录好了、在等放款的去看一眼；不是这个小程序收的、不在等的不理。 */
async function lookAtShipment(k: Kernel, account: Account, { out_trade_no, released, eventType }: Look, startedAt: number): Promise<void> {
  const order = OUT_TRADE_NO_PATTERN.test(out_trade_no) ? await ordersOf(k).find(out_trade_no) : undefined;
  const waits = order?.appid === account.appid && order.transaction_id === released && isWaitingForMoney(k, order);
  if (waits) await ship(k, order);
  else k.journal.log({ type: 'notify', status: 'IGNORED', ...ownerOf(account), startedAt, note: eventType, out_trade_no });
}

async function look(k: Kernel, account: Account, event: Look, startedAt: number): Promise<void> {
  const { out_trade_no, out_refund_no, authentic } = event;
  if (event.released !== undefined) return lookAtShipment(k, account, event, startedAt);
  const order = OUT_TRADE_NO_PATTERN.test(out_trade_no) ? await ordersOf(k).find(out_trade_no) : undefined;
  // 正文没有签过名的，谁都能写一个单号来：不值得叫醒人。
  if (!order) throw authentic ? await unknownOrder(k, account, { out_trade_no, state: 'UNKNOWN' }) : notOurs(out_trade_no);
  if (order.provider !== account.provider || order.pid !== account.pid) throw notOurs('不是这个账号收的');
  if (out_refund_no === undefined) await lookAtPayment(k, account, order, startedAt);
  else await lookAtRefund(k, out_refund_no);
}

/** 会主动去问的那一种；自己就算数的通知照常。 */
export const looking =
  (whole: Kernel): Apply =>
  (k, account, event, startedAt) =>
    event.kind === 'look' ? look(whole, account, event, startedAt) : apply(k, account, event, startedAt);
