/**
 * 复核台上的一处对账差异：两边怎么说，背后那张单或那笔退款网关刚刚怎么说。
 * 看一眼就让没有结论的跟上（同一个 settle）；钱的事在那张单、那笔退款自己那里办，这里只记下它查清了。
 */
import { OUT_TRADE_NO_PATTERN } from '../../../../../../common/contract/payments/order-number';
import { billsOf } from '../bills/store';
import type { DifferenceRecord } from '../bills/record';
import { viewDifference } from '../bills/view';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { isOpen, refresh } from '../orders/refresh';
import { ordersOf } from '../orders/store';
import { mayBeOurs, refundsOf } from '../refunds/store';
import { signed, type ReviewCase, type ReviewDetail } from './case';
import { unlessBroken } from './note-case';
import { orderCase } from './order-case';
import { refundCase } from './refund-case';

type View = Pick<ReviewDetail, 'order' | 'refund' | 'refunds' | 'gateway' | 'gateway_refund' | 'account_left'>;

/** 背后的那一笔；不是我们的，或那一行读不懂，就没有。 */
async function behind(k: Kernel, { subject, out_trade_no, out_refund_no }: DifferenceRecord): Promise<View> {
  if (subject === 'refund') {
    const refund = mayBeOurs(out_refund_no) ? await unlessBroken(refundsOf(k).find(out_refund_no)) : undefined;
    if (refund) return (await refundCase(k, refund)).view;
  }
  const order = OUT_TRADE_NO_PATTERN.test(out_trade_no) ? await unlessBroken(ordersOf(k).find(out_trade_no)) : undefined;
  if (!order) return { refunds: [] };
  return (await orderCase(k, isOpen(order) ? (await refresh(k, order)).order : order)).view;
}

export async function differenceCase(k: Kernel, row: DifferenceRecord): Promise<ReviewCase> {
  const { order, refund, refunds, gateway, gateway_refund, account_left } = await behind(k, row);
  const busy = (): PayError => new PayError('BUSY', { detail: '刚刚有人处理了，请重新查看' });
  return {
    fee: Math.max(row.ours?.fee ?? 0, row.theirs?.fee ?? 0),
    choices: row.status === 'OPEN' ? ['write_off'] : [],
    acts: row.acts ?? [],
    proposal: row.proposal,
    view: {
      difference: viewDifference(row),
      refunds,
      ...(order ? { order } : {}),
      ...(refund ? { refund } : {}),
      ...(gateway ? { gateway } : {}),
      ...(gateway_refund ? { gateway_refund } : {}),
      ...(account_left ? { account_left } : {}),
    },
    async propose(proposal) {
      if (!(await billsOf(k).change(row, { proposal }))) throw busy();
    },
    async perform(act, ruling) {
      if (!(await billsOf(k).settle(row, 'staff', signed(k, row, act, ruling)))) throw busy();
      await billsOf(k).recount(row.bill_id);
    },
  };
}
