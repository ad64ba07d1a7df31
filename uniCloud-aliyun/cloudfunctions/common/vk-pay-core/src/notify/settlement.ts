/**
 * 过了门的那一半：真实的通知 → settle → 业务处理；验不过签而像是说某张单的 → 早一点去查。
 * 门（receive）用到时才装载它：验不过签的请求连结算的代码都碰不到，冷启动也轻一截。
 */
import { OPEN_STATUSES } from '../../../../../../common/contract/payments/order';
import { OUT_TRADE_NO_PATTERN } from '../../../../../../common/contract/payments/order-number';
import { hearComplaint } from '../complaints/heard/store';
import type { ReceivingKernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { settle } from '../orders/settle';
import { ordersOf } from '../orders/store';
import type { Account, ComplaintNotice, NotifyEvent, RefundFacts, TradeFacts } from '../providers/provider';
import type { TransferFacts } from '../providers/transfers';
import { settleRefund } from '../refunds/settle';
import { mayBeOurs, refundsOf } from '../refunds/store';
import { settleTransfer } from '../transfers/settle';
import { mayBeTransfer, transfersOf } from '../transfers/store';
import { notOurs, unknownOrder } from './not-ours';
import { ownerOf } from './owner';

async function applyPayment(k: ReceivingKernel, account: Account, facts: TradeFacts, logSince: number): Promise<void> {
  const order = OUT_TRADE_NO_PATTERN.test(facts.out_trade_no) ? await ordersOf(k).find(facts.out_trade_no) : undefined;
  if (!order) throw await unknownOrder(k, account, facts);
  const settled = await settle(k, order, facts, { source: 'notify', speaker: account, logSince });
  if (settled.foreign) throw notOurs(settled.foreign);
}

async function applyRefund(k: ReceivingKernel, account: Account, facts: RefundFacts, logSince: number): Promise<void> {
  const refund = mayBeOurs(facts.out_refund_no) ? await refundsOf(k).find(facts.out_refund_no) : undefined;
  const about = { type: 'notify', ...ownerOf(account), out_trade_no: facts.out_trade_no, startedAt: logSince };
  if (!refund) {
    // 在商户平台上手工发起的退款：本地没有退款单，不能擅自改账，告警请人处理。
    await k.journal.alert({
      kind: 'unknown-refund',
      level: 'critical',
      out_trade_no: facts.out_trade_no,
      fact: facts.out_refund_no,
      message: `网关通知一笔本地没有的退款 ${facts.out_refund_no}`,
      figures: { out_refund_no: facts.out_refund_no, ...(facts.refund_fee === undefined ? {} : { fee: facts.refund_fee }) },
      review: {
        kind: 'unknown_refund',
        ...ownerOf(account),
        out_refund_no: facts.out_refund_no,
        ...(facts.refund_fee === undefined ? {} : { fee: facts.refund_fee }),
        evidence: `${facts.state} ${facts.refund_id ?? ''} ${facts.refund_fee ?? ''}`,
      },
    });
    k.journal.log({ ...about, status: 'IGNORED', note: '本地没有的退款' });
    return;
  }
  const after = await settleRefund(k, refund, facts, { source: 'notify', speaker: account });
  if (after.foreign) throw notOurs(after.foreign);
  // 重复的通知什么也没改，不必再记一行日志。
  if (after.refund.status !== refund.status)
    k.journal.log({ ...about, status: 'SUCCESS', amount: refund.refund_fee, note: after.refund.status });
}

async function applyTransfer(k: ReceivingKernel, account: Account, facts: TransferFacts, logSince: number): Promise<void> {
  const { out_bill_no } = facts;
  const transfer = mayBeTransfer(out_bill_no) ? await transfersOf(k).find(out_bill_no) : undefined;
  const about = { type: 'notify', ...ownerOf(account), out_trade_no: out_bill_no, startedAt: logSince };
  if (!transfer) {
    // 不是从这里发起的转账：没有账可改，请人看一眼。
    await k.journal.alert({
      kind: 'unknown-transfer',
      level: 'critical',
      out_trade_no: out_bill_no,
      fact: `${account.provider} ${account.mchid} ${facts.transfer_bill_no ?? ''}`,
      message: `网关通知一笔本地没有的转账 ${out_bill_no}`,
      review: { kind: 'anomaly', provider: account.provider, pid: account.pid },
    });
    k.journal.log({ ...about, status: 'IGNORED', note: '本地没有的转账' });
    return;
  }
  const after = await settleTransfer(k, transfer, facts, { source: 'notify', speaker: account });
  if (after.foreign) throw notOurs(after.foreign);
  if (after.transfer.status !== transfer.status)
    k.journal.log({ ...about, status: 'SUCCESS', amount: transfer.transfer_fee, note: after.transfer.status });
}

/** 投诉只当提示：记下就答成功，说了什么由定时任务去读。 */
async function applyComplaint(k: ReceivingKernel, account: Account, facts: ComplaintNotice, startedAt: number): Promise<void> {
  const { complaint_id, action } = facts;
  const sound = /^[\w-]{6,64}$/.test(complaint_id);
  if (sound) await hearComplaint(k, account, complaint_id);
  k.journal.log({
    type: 'notify',
    status: sound ? 'SUCCESS' : 'IGNORED',
    ...ownerOf(account),
    startedAt,
    note: `${action} ${complaint_id}`,
  });
}

/** 签名真实而用不上的也要有踪迹：没见过的事件也许正是该处理的。 */
function noteIgnored(k: ReceivingKernel, account: Account, event: Extract<NotifyEvent, { kind: 'ignored' }>, startedAt: number): void {
  const about = event.out_trade_no ? { out_trade_no: event.out_trade_no } : {};
  k.journal.log({ type: 'notify', status: 'IGNORED', ...ownerOf(account), startedAt, note: event.eventType, ...about });
}

/** 让一件真实的事生效；变化已落盘才返回。@throws PayError 没有生效，请网关稍后再发 */
export async function apply(k: ReceivingKernel, account: Account, event: NotifyEvent, startedAt: number): Promise<void> {
  if (event.kind === 'payment') return applyPayment(k, account, event.facts, startedAt);
  if (event.kind === 'refund') return applyRefund(k, account, event.facts, startedAt);
  if (event.kind === 'transfer') return applyTransfer(k, account, event.facts, startedAt);
  if (event.kind === 'complaint') return applyComplaint(k, account, event.facts, startedAt);
  if (event.kind === 'authorization') return (await import('./authorization')).applyAuthorization(k, account, event.facts, startedAt);
  if (event.kind === 'look') throw new PayError('SYSTEM', { outcome: 'unknown', detail: '这个函数不能主动查询' });
  return noteIgnored(k, account, event, startedAt);
}

/** 一张还没有结论的单，下一次查询提前到现在；不是这个渠道、这个商户的不动。 */
export async function lookSooner(k: ReceivingKernel, account: Account, out_trade_no: string): Promise<void> {
  const order = await ordersOf(k).find(out_trade_no);
  if (!order || !OPEN_STATUSES.includes(order.status)) return;
  if (order.provider !== account.provider || order.pid !== account.pid) return;
  if (order.next_query_date > 0 && order.next_query_date <= k.now()) return;
  const startedAt = k.now();
  const written = await ordersOf(k).write(order, { set: { next_query_date: startedAt } });
  if (written) k.journal.log({ type: 'notify-hint', status: 'IGNORED', provider: account.provider, out_trade_no, startedAt });
}
