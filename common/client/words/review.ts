/** 复核台的话。 */
import type { ReviewKind } from '../../contract/review/review';
import type { ReviewAct } from '../../contract/review/acts';
import { words } from './words';

export const KIND_WORDS: Readonly<Record<ReviewKind, string>> = words({
  review: ['转人工', 'In review'],
  late: ['迟到的付款', 'Late payment'],
  surplus: ['付了两次', 'Paid twice'],
  return: ['退不回去', 'Return refused'],
  fulfil: ['业务办不成', 'Fulfilment failing'],
  abnormal: ['退款异常', 'Refund abnormal'],
  stuck: ['退款没有结论', 'Refund unclear'],
  revoke: ['权益收不回', 'Revoke failing'],
  unknown_order: ['没有这张单', 'Unknown order'],
  unknown_refund: ['没有这笔退款', 'Unknown refund'],
  anomaly: ['说法对不上', 'Contradiction'],
  uncertain: ['权益说不清', 'Entitlement unclear'],
  difference: ['对账差异', 'Bill difference'],
  bill: ['账单读不懂', 'Bill unreadable'],
  unreadable: ['数据读不懂', 'Unreadable row'],
});

/** 这一种是怎么回事、怎样才算完。 */
export const KIND_HINTS: Readonly<Record<ReviewKind, string>> = words({
  review: [
    '网关的说法与订单对不上，或一直问不清楚；查清后入账、退回或关闭。',
    'The platform contradicts the order or stays unclear: settle it, give it back or close it.',
  ],
  late: ['订单关闭之后才付的款；还要的就处理业务，不要的退回。', 'Paid after the order was closed: fulfil it, or give it back.'],
  surplus: [
    '同一笔业务已经由另一张单付过；退回这一张，或另作处理。',
    'Another order paid for the same business: give this one back, or decide otherwise.',
  ],
  return: [
    '该自动退回的款被网关拒绝；补足余额后会自动再退。',
    'An automatic return was refused: top up the balance and it is tried again.',
  ],
  fulfil: ['款已到账，业务一直办不成；修好之后会自动再办。', 'Paid, but the business keeps failing: once mended it is tried again.'],
  abnormal: [
    '退不到付款人的账户：在这里退到另一张卡或退回商户；在商户平台处理过的，自己会离开。',
    'The payer cannot be reached: send it to another card or to the merchant here; done on the merchant platform, it leaves by itself.',
  ],
  stuck: ['退款超过一天没有结论。', 'The refund has had no conclusion for a day.'],
  revoke: ['款已退回，给出去的权益一直收不回。', 'Refunded, but what was granted cannot be taken back.'],
  unknown_order: [
    '网关说有人付了一张我们没有的单；核对后到商户平台处理。',
    'The platform speaks of a paid order we do not have: check, and handle it on the merchant platform.',
  ],
  unknown_refund: [
    '网关说退了一笔我们没有的款，多半是在商户平台手工退的；核对后销掉。',
    'A refund we do not have, most likely made on the merchant platform: check and write it off.',
  ],
  anomaly: [
    '网关的说法与记录矛盾，没有改变任何东西；查清原因后销掉。',
    'The platform contradicts our record; nothing was changed. Find out why, then write it off.',
  ],
  uncertain: [
    '业务处理失败过、随后退了款：核对权益有没有给出去一部分。',
    'The business failed and the money went back: check whether part of it was granted.',
  ],
  difference: ['账单与记录在这一笔上不一致；查清后写明原因销掉。', 'The bill and our record differ here: find out why, then write it off.'],
  bill: ['账单里有读不懂的行，或差异太多没有全记下来。', 'Lines of the bill could not be read, or there were too many differences.'],
  unreadable: [
    '这一行数据不完整，已从自动补漏里拿开；修好之后自己会回去。',
    'The row is incomplete and was set aside; once mended it goes back to work.',
  ],
});

type Shown = ReviewAct | 'reopen';

const LABELS = {
  settle: ['入账并处理业务', 'Settle and fulfil'],
  fulfil: ['处理业务', 'Fulfil'],
  refund: ['退回付款', 'Give it back'],
  close: ['关闭订单', 'Close the order'],
  revoke: ['再收回一次权益', 'Revoke again'],
  write_off: ['销掉', 'Write off'],
  to_card: ['退到付款人的另一张卡', 'Refund to another card of the payer'],
  to_merchant: ['退回商户账户', 'Refund to the merchant account'],
  reopen: ['又有新的证据，重新打开', 'New evidence, opened again'],
} as const;
export const ACT_LABELS: Readonly<Record<Shown, string>> = words(LABELS);

/** 一笔没有结论的退款，它的收款账号已从配置里拿掉。 */
export const REFUND_GONE_LABELS: Readonly<Record<Shown, string>> = words({
  ...LABELS,
  write_off: ['商户平台上已退', 'Refunded on the merchant platform'],
  close: ['商户平台上没有退', 'Not refunded on the merchant platform'],
});

/** 确认时说清楚会发生什么。 */
const CONSEQUENCES = {
  settle: ['记为已付款，随后发货或开通。', 'Booked as paid, then delivered.'],
  fulfil: ['款已到账，现在发货或开通。', 'The money is in: deliver now.'],
  refund: ['款项原路退回，提交后不能撤销。', 'The money goes back to the payer; this cannot be undone.'],
  close: ['支付平台确认没有付款，关闭后不能再付。', 'The platform confirms that nothing was paid; it cannot be paid afterwards.'],
  revoke: ['款已退回，现在再收回一次给出去的权益。', 'The money went back: take back what was granted.'],
  write_off: ['已在别处办妥：不再处理，只记下谁、为什么。', 'Done elsewhere: nothing more happens, only who and why is kept.'],
  to_card: [
    '款项退到填写的这张借记卡，提交后不能撤销；卡号与姓名加密交给微信，不保存。',
    'The money goes to this debit card and this cannot be undone; number and name are sent encrypted and not kept.',
  ],
  to_merchant: [
    '款项退回商户自己的账户，要在微信之外还给付款人；提交后不能撤销。',
    'The money goes to the merchant account; pay the payer back outside WeChat. This cannot be undone.',
  ],
} as const;
export const ACT_CONSEQUENCES: Readonly<Record<ReviewAct, string>> = words(CONSEQUENCES);

const GONE_CLOSE = [
  '收款账号已拿掉，没有再问支付平台。请先在商户平台查过确实没有人付。',
  'The account left the configuration and the platform was not asked: make sure on the merchant platform that nothing was paid.',
] as const;
export const ORDER_GONE_CONSEQUENCES: Readonly<Record<ReviewAct, string>> = words({
  ...CONSEQUENCES,
  close: GONE_CLOSE,
  write_off: [
    '收款账号已拿掉，这里不再动钱。转人工的记为已退回，等着办业务的记为已办。',
    'The account left the configuration; no money is moved here. An order in review is booked as given back, waiting business as done.',
  ],
});
export const REFUND_GONE_CONSEQUENCES: Readonly<Record<ReviewAct, string>> = words({
  ...CONSEQUENCES,
  write_off: ['记为已退成，随后收回给出去的权益。', 'Booked as refunded; what was granted is then taken back.'],
  close: ['记为没有退成，占着的金额放开。', 'Booked as not refunded; the amount held is released.'],
});

export const DIFFERENCE_CONSEQUENCES: Readonly<Record<ReviewAct, string>> = words({
  ...CONSEQUENCES,
  write_off: [
    '这一处差异记为查清：不动订单与退款，只记下谁、为什么。',
    'The difference is booked as explained: orders and refunds stay as they are, only who and why is kept.',
  ],
});

export const CARD = words({
  title: ['付款人的借记卡', "The payer's debit card"],
  bank: ['开户银行', 'Bank'],
  number: ['卡号', 'Card number'],
  name: ['持卡人姓名', 'Name on the card'],
  noBank: ['请选开户银行', 'Choose the bank'],
  wrongNumber: ['请填写 8–30 位数字的卡号', 'Enter the card number, 8 to 30 digits'],
  noName: ['请填写持卡人姓名', 'Enter the name on the card'],
});

export const REVIEW = words({
  needsPerson: ['需要人处理', 'Needs a person'],
  asking: ['正在问支付平台', 'Asking the platform'],
  notAsked: ['没有问到支付平台', 'The platform could not be asked'],
  notAskedHint: ['问到之前什么也不能做，请稍后再看。', 'Nothing can be done until it answers; look again later.'],
  accountLeft: ['收款账号已从配置里拿掉', 'The account left the configuration'],
  accountLeftHint: [
    '再也问不到支付平台：到商户平台查清楚，写明查到了什么；账号放回来就又问得到。',
    'The platform cannot be asked any more: look at the merchant platform and say what you found. Put back, it can be asked again.',
  ],
  why: ['处理原因', 'Reason'],
  whyHint: ['写进履历，付款人看不到', 'For the history only'],
  noWhy: ['请写明原因', 'Say why'],
  tooLong: [(bytes: number): string => `不能超过 ${bytes} 字节`, (bytes: number): string => `At most ${bytes} bytes`],
  noChoice: [
    '此刻没有可以做的处理：等支付平台有结论，或到商户平台处理。',
    'Nothing can be done right now: wait for the platform, or handle it on the merchant platform.',
  ],
  handled: ['处理过了', 'Handled'],
  handedOver: [
    '已经交给支付平台，结果出来会自己更新，不用再做什么。',
    'Handed to the platform; the result appears by itself, nothing more to do.',
  ],
  lookAgain: ['重新查看', 'Look again'],
  number: ['订单号', 'Order no.'],
  refundNumber: ['退款单号', 'Refund no.'],
  cancel: ['取消', 'Cancel'],
  second: [
    '金额较大，要两个人：第一个人的决定只是提议，另一个人做同样的决定才办。',
    'A large amount takes two: the first decision is a proposal, the same decision by another person carries it out.',
  ],
  proposed: [
    (who: string, act: string, why: string): string => `${who} 提议「${act}」：${why}`,
    (who: string, act: string, why: string): string => `${who} proposes "${act}": ${why}`,
  ],
  actWhy: [(act: string, why: string): string => `${act}：${why}`, (act: string, why: string): string => `${act}: ${why}`],
  waitsSecond: ['等第二个人', 'Waits for a second person'],
  done: ['做过的', 'What was done'],
  with: [
    (who: string, other: string): string => `${who}，${other} 点头`,
    (who: string, other: string): string => `${who}, agreed by ${other}`,
  ],
  system: ['系统', 'system'],
  revokeState: ['权益收回', 'Taken back'],
  noRefund: ['没有这笔退款', 'No such refund'],
  revokeNONE: ['还没有开始', 'Not started'],
  revokePENDING: ['正在收回', 'In progress'],
  revokeDONE: ['已收回', 'Done'],
  revokeFAILED: ['收不回', 'Failed'],
  state: ['状态', 'State'],
  bookedAt: ['入账时间', 'Booked at'],
  amount: ['金额', 'Amount'],
  platformNo: ['平台退款号', 'Platform refund no.'],
  queue: ['等人处理', 'Waiting for a person'],
  kind: ['种类', 'Kind'],
  all: ['全部', 'All'],
  many: [
    (count: number): string => (count >= 100 ? '100 以上' : `${count}`),
    (count: number): string => (count >= 100 ? '100+' : `${count}`),
  ],
  total: [(count: number): string => `${count} 件等人处理，最早的在前`, (count: number): string => `${count} waiting, oldest first`],
  none: ['没有等人处理的', 'Nothing is waiting'],
  noneHint: [
    '需要人的单、退款与说不清的事会自己出现在这里，处理完自己离开。',
    'What needs a person appears here by itself and leaves when it is dealt with.',
  ],
  failed: ['队列没有加载出来', 'The queue could not be loaded'],
  loading: ['正在加载队列', 'Loading the queue'],
  more: ['下一页', 'Next page'],
  since: [(time: string): string => `${time} 起`, (time: string): string => `since ${time}`],
  back: ['回到队列', 'Back to the queue'],
  staffOnly: ['复核台只给员工用，请用员工账号登录。', 'The review desk is for staff: sign in with a staff account.'],
  notAllowed: [
    (who: string): string => `复核台只给员工用，${who ? `「${who}」` : '当前用户'}没有这个权限。`,
    (who: string): string => `The review desk is for staff; ${who ? `"${who}"` : 'this user'} may not use it.`,
  ],
  offlineHint: ['恢复前看到的可能不是最新的，也不能处理。', 'What you see may be out of date; nothing can be done until it is back.'],
});
