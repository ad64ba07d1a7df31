/** 柜台收款的话。 */
import type { ChargeOutcome } from '../../contract/counter/services';
import { words } from './words';

export const OUTCOMES: Readonly<Record<ChargeOutcome, string>> = words({
  paid: ['收到了', 'Paid'],
  waiting: ['请顾客输入密码', 'The payer enters the password'],
  withdrawing: ['没有等到，正在撤销', 'Not paid in time, withdrawing'],
  closed: ['没有收到', 'Not paid'],
  refunded: ['已全额退回', 'Given back in full'],
  review: ['说不清，等人处理', 'Unclear, waits for a person'],
});

export const COUNTER = words({
  staffOnly: ['柜台收款只有员工可以用。', 'The counter is for staff only.'],
  notAllowed: [
    (who: string): string => `${who || '这个账号'}没有柜台收款的权限。`,
    (who: string): string => `${who || 'This account'} may not use the counter.`,
  ],
  offlineHint: ['没有网络时不能收款。', 'Nothing can be charged while offline.'],
  amount: ['收多少', 'Amount'],
  amountWrong: ['请先填写正确的金额', 'Enter the amount first'],
  subject: ['收的是什么', 'For what'],
  subjectDefault: ['到店付款', 'Payment at the shop'],
  code: ['付款码', 'Payment code'],
  codeHint: ['用扫码枪扫顾客手机上的付款码，扫完自动收', "Scan the code on the payer's phone; it is charged at once"],
  codeWrong: ['不是微信或支付宝的付款码，请再扫一次', 'Not a code of WeChat or Alipay, scan again'],
  charging: ['正在收款…', 'Charging…'],
  dontScan: ['请不要再扫，正在等结果', 'Do not scan again, waiting for the result'],
  left: [
    (seconds: number): string => `还等 ${seconds} 秒，没有付成就撤销`,
    (seconds: number): string => `${seconds} s left, then it is withdrawn`,
  ],
  unclear: ['还不知道收到没有，正在查', 'Not known yet, asking'],
  unclearHint: ['同一笔只收一次，请不要另外收。', 'It is charged once only: do not charge it another way.'],
  neverCame: ['没有收到过这一笔，请重新出示付款码', 'It never arrived: ask for a new code'],
  refused: [(why: string): string => `支付平台没有收：${why}`, (why: string): string => `Refused: ${why}`],
  closedHint: ['顾客没有被扣款，可以再收一次。', 'The payer was not charged; charge again.'],
  refundedHint: ['钱已退回顾客，可以再收一次。', 'The money went back; charge again.'],
  number: ['单号', 'Number'],
  next: ['收下一笔', 'Next'],
  again: ['再收一次', 'Charge again'],
  openOrder: ['看这张订单', 'Open the order'],
  withdraw: ['撤销', 'Withdraw'],
  withdrawTitle: ['撤销这一笔？', 'Withdraw this charge?'],
  withdrawText: ['没付的关闭，已经付了的全额退回。', 'If unpaid it is closed; if paid, all of it is given back.'],
  keep: ['继续等', 'Keep waiting'],
});
