/** 员工的投诉台的话。 */
import type { ComplaintAct, ComplaintActName, ComplaintProblem, ComplaintStatus, ComplaintWord } from '../../contract/complaints/complaint';
import { words } from './words';

export const COMPLAINT_STATUS_WORDS: Readonly<Record<ComplaintStatus, string>> = words({
  UNREAD: ['刚听说', 'Just heard of'],
  PENDING: ['等第一次答复', 'Awaits the first reply'],
  PROCESSING: ['处理中', 'In hand'],
  PROCESSED: ['处理完了', 'Done'],
});
export const COMPLAINT_PROBLEM_WORDS: Readonly<Record<ComplaintProblem, string>> = words({
  refund: ['要退款', 'Wants a refund'],
  service: ['服务没有生效', 'Service did not work'],
  other: ['其它', 'Other'],
});
export const COMPLAINT_KIND_WORDS: Readonly<Record<ComplaintWord['kind'], string>> = words({
  complaint: ['投诉', 'Complained'],
  word: ['说', 'Said'],
  reply: ['答复', 'Replied'],
  complete: ['处理完', 'Marked done'],
  approve: ['同意退款', 'Agreed to refund'],
  reject: ['不同意退款', 'Refused to refund'],
  notice: ['通知', 'Notice'],
});
export const COMPLAINT_WHO_WORDS: Readonly<Record<ComplaintWord['who'], string>> = words({
  payer: ['付款人', 'Payer'],
  merchant: ['商户', 'Merchant'],
  platform: ['平台', 'Platform'],
});
export const COMPLAINT_ACT_STATES: Readonly<Record<ComplaintAct['status'], string>> = words({
  ASKED: ['还不知道到了没有', 'not known to have arrived yet'],
  DONE: ['到了', 'arrived'],
  REFUSED: ['平台没有接受', 'not accepted'],
  LOST: ['没有到', 'did not arrive'],
});

/** 每一种做法在按钮、确认框里的话。 */
export const COMPLAINT_ACT_LABELS: Readonly<Record<ComplaintActName, string>> = words({
  reply: ['答复', 'Reply'],
  complete: ['处理完了', 'Mark as done'],
  approve: ['同意退款', 'Agree to refund'],
  reject: ['不同意退款', 'Refuse the refund'],
});
export const COMPLAINT_ACT_TEXTS: Readonly<Record<ComplaintActName, string>> = words({
  reply: ['付款人马上看得到，收不回来。', 'The payer sees it at once; it cannot be taken back.'],
  complete: [
    '平台会请付款人评价。没有真的办妥的，他可以再投诉，重复投诉会影响商户。',
    'The payer is asked to rate. If it is not really settled they may complain again, which counts against you.',
  ],
  approve: [
    '只是告诉平台同意了，钱还没有退：接着到退款页退。钱到了，投诉自己了结。',
    'It only tells the platform; no money moves yet. Refund it on the refund page next: the complaint closes once the money arrives.',
  ],
  reject: ['这件投诉就此了结，理由付款人看得到。', 'The complaint is closed; the payer sees your reason.'],
});

export const COMPLAINTS = words({
  staffOnly: ['投诉只有员工可以看。', 'Complaints are for staff only.'],
  notAllowed: [
    (who: string): string => `${who || '这个账号'}没有看投诉的权限。`,
    (who: string): string => `${who || 'This account'} may not see complaints.`,
  ],
  offlineHint: ['连上网络之后自动再读；答复也要等恢复。', 'They are read again once you are online; replying waits for that too.'],
  filter: ['看哪些', 'Show'],
  waiting: ['在等答复', 'Awaiting a reply'],
  waitingCount: [(count: number): string => `在等答复 ${count}`, (count: number): string => `Awaiting a reply ${count}`],
  all: ['全部', 'All'],
  out_trade_no: ['订单号', 'Order no.'],
  wantedHint: ['不填就列出全部的', 'Leave empty for all'],
  wrong: ['格式不对，请粘贴完整的一串', 'Not in the right form: paste the whole string'],
  search: ['查询', 'Search'],
  searching: ['查询中…', 'Searching…'],
  loading: ['正在读取投诉', 'Loading'],
  failed: ['没有读到投诉', 'Complaints could not be loaded'],
  none: ['没有投诉', 'No complaints'],
  noneWaiting: ['没有在等答复的投诉', 'No complaint awaits a reply'],
  noneHint: [
    '在 vk-pay/config.js 写 complaints: true，微信那里的投诉就会列在这里。支付宝的在支付宝商家平台看。',
    'With complaints: true in vk-pay/config.js, complaints at WeChat are listed here. Those at Alipay are on its merchant platform.',
  ],
  count: [
    (shown: number, more: boolean): string => (more ? `已列出 ${shown} 件，还有更多` : `共 ${shown} 件`),
    (shown: number, more: boolean): string => (more ? `${shown} listed, there are more` : `${shown} in all`),
  ],
  latestFirst: ['新的在前', 'latest first'],
  replyBy: [(time: string): string => `最晚 ${time} 答复`, (time: string): string => `reply by ${time}`],
  replyLate: [(time: string): string => `${time} 就该答复了`, (time: string): string => `a reply was due ${time}`],
  finishBy: [(time: string): string => `最晚 ${time} 处理完`, (time: string): string => `to be done by ${time}`],
  finishLate: [(time: string): string => `${time} 就该处理完了`, (time: string): string => `was to be done by ${time}`],
  urgent: ['要立即答复', 'Wants an answer now'],
  again: [(times: number): string => `第 ${times} 次投诉`, (times: number): string => `complaint no. ${times}`],
  number: [(id: string): string => `投诉单号 ${id}`, (id: string): string => `complaint ${id}`],
  back: ['回到名单', 'Back to the list'],
  refresh: ['再读一遍', 'Read again'],
  reading: ['正在读…', 'Reading…'],
  oneFailed: ['没有读到这件投诉', 'The complaint could not be loaded'],
  notLive: ['没有问到微信，下面是先前记下的', 'WeChat was not reached; below is what was kept'],
  notLiveHint: ['协商历史与能做的要问到了才有。', 'The talk and what may be done need an answer.'],
  problem: ['投诉什么', 'About'],
  wanted: ['要退', 'Wants back'],
  phone: ['电话', 'Phone'],
  phoneHint: ['完整的号码在微信商户平台看。', "The full number is on WeChat's merchant platform."],
  complained: ['投诉时间', 'Complained at'],
  order: ['订单', 'Order'],
  elsewhere: ['这一笔不是从这里收的', 'This payment was not taken here'],
  refundable: ['还能退', 'Can be refunded'],
  openOrder: ['看这张订单', 'Open the order'],
  toRefund: ['去退款', 'Refund'],
  refunds: ['退款', 'Refunds'],
  talk: ['协商历史', 'Talk'],
  talkNone: ['还没有', 'Nothing yet'],
  seeImage: [(index: number): string => `看图 ${index}`, (index: number): string => `See image ${index}`],
  image: [(index: number): string => `图 ${index}`, (index: number): string => `Image ${index}`],
  acts: ['谁做过什么', 'Who did what'],
  answer: ['答复', 'Answer'],
  text: ['说给付款人听', 'To the payer'],
  textHint: [
    (max: number): string => `最多 ${max} 个字；不同意退款时这就是理由`,
    (max: number): string => `at most ${max} characters; also the reason of a refusal`,
  ],
  needsText: ['写点什么', 'Write something'],
  tooLong: [(over: number): string => `多了 ${over} 个字`, (over: number): string => `${over} characters too many`],
  addImage: ['附一张图', 'Attach an image'],
  uploading: ['正在传…', 'Uploading…'],
  attached: [
    (count: number, max: number): string => `附了 ${count} 张，最多 ${max} 张`,
    (count: number, max: number): string => `${count} attached, at most ${max}`,
  ],
  dropImages: ['不附了', 'Remove'],
  tooBig: ['图片不能大于 1.4 MB', 'An image may not be larger than 1.4 MB'],
  working: ['正在办…', 'Working…'],
  keep: ['先不', 'Not now'],
  images: ['附图', 'Images'],
  done: [(act: string): string => `${act}：微信收到了`, (act: string): string => `${act}: received by WeChat`],
  nextRefund: ['接着去退款', 'Go and refund it'],
});
