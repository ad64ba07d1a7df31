/** 员工看对外的事件：告诉商户自己系统的每一件事，送到哪一步。 */
import type { EventKind, EventStatus } from '../../contract/events/events';
import { words } from './words';

export const EVENT_KIND_WORDS: Readonly<Record<EventKind, string>> = words({
  paid: ['付了', 'Paid'],
  refunded: ['退了', 'Refunded'],
  closed: ['关了', 'Closed'],
  transfer_paid: ['转账付了', 'Transfer paid'],
  transfer_failed: ['转账没有付成', 'Transfer failed'],
  transfer_cancelled: ['转账撤销了', 'Transfer cancelled'],
});
export const EVENT_STATUS_WORDS: Readonly<Record<EventStatus, string>> = words({
  PENDING: ['还在送', 'Being sent'],
  DELIVERED: ['送到了', 'Delivered'],
  FAILED: ['没有送到，已停下', 'Not delivered, stopped'],
});

export const EVENTS = words({
  staffOnly: ['事件只有员工可以看。', 'Events are for staff only.'],
  notAllowed: [
    (who: string): string => `${who || '这个账号'}没有看事件的权限。`,
    (who: string): string => `${who || 'This account'} may not see events.`,
  ],
  offlineHint: ['连上网络之后自动再读。', 'They are read again once you are online.'],
  status: ['状态', 'Status'],
  all: ['全部', 'All'],
  out_trade_no: ['订单号', 'Order no.'],
  wantedHint: ['不填就列出最近的', 'Leave empty for the latest'],
  wrong: ['格式不对，请粘贴完整的一串', 'Not in the right form: paste the whole string'],
  search: ['查询', 'Search'],
  searching: ['查询中…', 'Searching…'],
  clear: ['看全部订单的', 'Of all orders'],
  count: [
    (shown: number, more: boolean): string => (more ? `已列出 ${shown} 件，还有更多` : `共 ${shown} 件`),
    (shown: number, more: boolean): string => (more ? `${shown} listed, there are more` : `${shown} in all`),
  ],
  latestFirst: ['新的在前', 'latest first'],
  loading: ['正在读取事件', 'Loading'],
  failed: ['没有读到事件', 'Events could not be loaded'],
  none: ['没有事件', 'No events'],
  noneHint: [
    '在 vk-pay/config.js 的 events.endpoints 写上自己系统的地址，付了、退了、关了就会列在这里。',
    'Name the address of your system in events.endpoints of vk-pay/config.js; what was paid, refunded and closed is then listed here.',
  ],
  noneHere: ['换一个状态或订单号再查。', 'Try another status or order number.'],
  refund: [(no: string): string => `退款单号 ${no}`, (no: string): string => `refund ${no}`],
  number: [(id: string): string => `编号 ${id}`, (id: string): string => `id ${id}`],
  tried: [(count: number): string => `送过 ${count} 次`, (count: number): string => (count === 1 ? '1 try' : `${count} tries`)],
  notTried: ['还没有送过', 'Not tried yet'],
  next: [(time: string): string => `下一次 ${time}`, (time: string): string => `next ${time}`],
  deliveredAt: [(time: string): string => `送到 ${time}`, (time: string): string => `delivered ${time}`],
  last: ['最近一次', 'Last try'],
  accepted: ['对方收下了', 'Accepted'],
  redirected: ['对方要我们去别处，我们不跟', 'Redirected, which is not followed'],
  refused: ['对方不收', 'Refused'],
  broken: ['对方出错了', 'Their error'],
  unreached: ['没有连上对方', 'Not reached'],
  resentBy: [
    (who: string, time: string): string => `${who} 在 ${time} 重发`,
    (who: string, time: string): string => `sent again by ${who} at ${time}`,
  ],
  resend: ['再送一次', 'Send again'],
  resending: ['正在送…', 'Sending…'],
  resendTitle: ['再送一次？', 'Send it again?'],
  resendText: [
    '编号与内容不变，收的系统按编号去重。谁重发的会记下来。',
    'Id and content stay the same; the receiver deduplicates by the id. Who sent it again is recorded.',
  ],
  resendKeep: ['先不送', 'Not now'],
  what: ['事情', 'What'],
  delivered: ['送到了', 'Delivered'],
  undelivered: [(why: string): string => `还没有送到：${why}`, (why: string): string => `Not delivered yet: ${why}`],
  undeliveredHint: ['系统会接着送，三天里最多十次。', 'It is tried again, up to ten times over three days.'],
  transferNumber: ['转账单号', 'Transfer no.'],
  openTransfer: ['看这笔转账', 'Open the transfer'],
  openOrder: ['看这张订单', 'Open the order'],
  more: ['再看一些', 'More'],
});
