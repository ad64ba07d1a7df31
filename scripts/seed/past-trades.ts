/** 一张订单的经过 → 网关自己账上的一笔。没有下成的，网关那里什么也没有。 */
import type { PastTrade } from '../../local/gateways/kit/past';
import type { Story } from './story';

const STATES = { done: 'SUCCESS', running: 'PROCESSING', abnormal: 'ABNORMAL' } as const;

export function pastTrade(story: Story): PastTrade | undefined {
  const { no, transactionId, way, item, at, acceptedAt, expireAt, heard, paidAt, closedAt, ending, refunds } = story;
  if (acceptedAt === undefined) return undefined;
  return {
    outTradeNo: no,
    transactionId,
    platform: way.platform,
    subject: item.subject,
    fee: item.fee,
    ...(item.profitSharing ? { profitSharing: true } : {}),
    createdAt: at,
    payUntil: expireAt,
    ...(heard && paidAt !== undefined ? { paidAt } : {}),
    ...(closedAt === undefined || heard || ending === 'unresolved' ? {} : { closedAt }),
    refunds: refunds.flatMap(({ no: refundNo, refundId, fee, at: asked, finishAt, outcome }) =>
      outcome === 'refused' ? [] : [{ no: refundNo, refundId, fee, at: asked, finishAt, state: STATES[outcome] }],
    ),
  };
}
