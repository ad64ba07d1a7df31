/** 订单台上「分账」那一块的话。 */
import { words } from './words';

export const SHARING = words({
  title: ['分账', 'Profit sharing'],
  standing: [
    (away: string, held: string, left: string): string => `在别人手里 ¥${away} · 正在分 ¥${held} · 还可以分 ¥${left}`,
    (away: string, held: string, left: string): string => `With others ¥${away} · being shared ¥${held} · left to share ¥${left}`,
  ],
  closed: ['已经（或正在）解冻，不能再分', 'Released (or being released): nothing more is shared'],
  none: [
    '还没有分过。分给谁由商户的云函数或 pay/sys/shareOrder 说。',
    'Not shared yet. Your functions, or pay/sys/shareOrder, say who receives.',
  ],
  share: ['分给', 'To'],
  return: ['要回来：', 'Taken back from'],
  unfreeze: ['剩下的解冻给商户', 'The rest released to the merchant'],
  PENDING: ['处理中', 'In progress'],
  UNKNOWN: ['结果不明', 'Unclear'],
  SUCCESS: ['已完成', 'Done'],
  PARTIAL: ['一部分', 'In part'],
  FAILED: ['没有成', 'Failed'],
  returned: [(fee: string): string => `已要回 ¥${fee}`, (fee: string): string => `¥${fee} taken back`],
  returning: [(fee: string): string => `正在要回 ¥${fee}`, (fee: string): string => `¥${fee} being taken back`],
  release: ['不再分了，解冻剩下的', 'Stop sharing, release the rest'],
  releaseTitle: ['解冻剩下的钱？', 'Release the rest?'],
  releaseText: [
    '解冻之后这张订单不能再分账；分出去的仍可以要回来。',
    'Nothing more of this order can be shared afterwards; what was shared can still be taken back.',
  ],
  takeBack: [
    (who: string, fee: string): string => `从 ${who} 要回 ¥${fee}`,
    (who: string, fee: string): string => `Take ¥${fee} back from ${who}`,
  ],
  takeBackTitle: ['从接收方要回来？', 'Take it back?'],
  takeBackText: [
    '钱从接收方的账户退回商户，之后才退得了给付款人。',
    "The money returns from the receiver's account to the merchant; then it can be refunded to the payer.",
  ],
  receiver: ['接收方', 'Receiver'],
  amount: ['金额', 'Amount'],
  keep: ['先不动', 'Leave it'],
  working: ['办理中…', 'Working…'],
  asked: ['已提交，过一会儿刷新看结果', 'Submitted; refresh in a while for the outcome'],
  notDone: [(why: string): string => `还没有办成：${why}`, (why: string): string => `Not done yet: ${why}`],
  notDoneHint: ['可以刷新看走到哪一步；不会办两次。', 'Refresh to see where it stands; it is never done twice.'],
});
