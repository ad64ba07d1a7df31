/** 对账页的话。 */
import type { BillStatus, DifferenceKind } from '../../contract/reconciliation/reconciliation';
import { words } from './words';

export const DIFFERENCE_WORDS: Readonly<Record<DifferenceKind, string>> = words({
  missing_here: ['账单有、我们没有', 'In the bill, not here'],
  missing_there: ['我们有、账单没有', 'Here, not in the bill'],
  amount: ['金额不同', 'Amount differs'],
  status: ['状态不同', 'Status differs'],
  duplicate: ['账单里重复', 'Twice in the bill'],
  fee: ['手续费不同', 'Fee differs'],
  late: ['跨零点入账', 'Booked on another day'],
});

export const DIFFERENCE_ACTS: Readonly<Record<DifferenceKind, string>> = words({
  missing_here: [
    '按单号向网关查一次：是我们的就补记或退回，不是就标明来源。',
    'Query the number at the platform: ours is settled or given back, anything else is named.',
  ],
  missing_there: [
    '看下一天的账单；还没有就向网关查一次，没付就收回业务。',
    'Look at the next bill; still missing, query the platform and take the business back when unpaid.',
  ],
  amount: ['以网关为准，转人工核对这一笔收了多少、退了多少。', 'The platform is right: check by hand what was taken and given back.'],
  status: ['向网关查一次，让状态跟上；跟不上的转人工。', 'Query the platform so that the status follows; else check by hand.'],
  duplicate: ['同一个单号收了两次就退回多的一次。', 'When the number was paid twice, give one payment back.'],
  fee: ['核对签约的费率；不符就联系支付公司。', 'Check the rate of the contract with the payment company.'],
  late: ['不用处理：两边记在相邻的两天，下一天的账单里对得上。', 'Nothing to do: the two sides booked it on neighbouring days.'],
});

export const BILL_WORDS: Readonly<Record<BillStatus, string>> = words({
  WAITING: ['等账单', 'Waiting for the bill'],
  DONE: ['已核对', 'Compared'],
  FAILED: ['没有核对成', 'Not compared'],
});

export const RECONCILIATION = words({
  staffOnly: ['对账只有员工可以看。', 'Reconciliation is for staff only.'],
  notAllowed: [
    (who: string): string => `${who || '这个账号'}没有看对账的权限。`,
    (who: string): string => `${who || 'This account'} may not see reconciliation.`,
  ],
  loading: ['正在读取对账', 'Loading'],
  failed: ['没有读到对账', 'Reconciliation could not be loaded'],
  offlineHint: ['连上网络之后自动再读。', 'It is read again once you are online.'],
  days: ['每天的账单', 'Bills by day'],
  none: ['还没有账单', 'No bill yet'],
  noneHint: [
    '有了收款账号之后，每天上午核对前一天的账单。',
    'Once there is an account, the bill of the day before is compared every morning.',
  ],
  back: ['回到每天的账单', 'Back to the bills'],
  provider: ['渠道', 'Provider'],
  all: ['全部', 'All'],
  open: [
    (count: number): string => (count === 0 ? '对得上' : `${count} 处要看`),
    (count: number): string => (count === 0 ? 'Agrees' : `${count} to look at`),
  ],
  theirs: ['账单', 'Bill'],
  ours: ['我们', 'Here'],
  payments: ['付款', 'Payments'],
  refunds: ['退款', 'Refunds'],
  serviceFee: ['手续费', 'Fees'],
  fund: ['资金流水', 'Fund flow'],
  wholeDay: ['一整天', 'The whole day'],
  balances: [
    (opening: string, closing: string): string => `结余 ${opening} → ${closing}`,
    (opening: string, closing: string): string => `Balance ${opening} → ${closing}`,
  ],
  late: [(parts: string): string => `其中跨零点：${parts}`, (parts: string): string => `Around midnight: ${parts}`],
  count: [(count: number): string => `${count} 笔`, (count: number): string => `${count}×`],
  differences: ['差异', 'Differences'],
  agrees: ['每一笔都对得上', 'Everything agrees'],
  agreesHint: ['账单与订单、退款逐笔核对过。', 'The bill was compared line by line with orders and refunds.'],
  settled: ['已了结', 'Settled'],
  explained: ['已查清', 'Explained'],
  resolve: ['去处理', 'Resolve'],
  truncated: [
    '差异太多，只记了一部分：先看是不是配错了商户号。',
    'Too many differences, only some are kept: check the merchant number first.',
  ],
  broken: [(count: number): string => `${count} 行读不懂`, (count: number): string => `${count} lines unreadable`],
  nextTry: [(when: string): string => `${when} 再要一次`, (when: string): string => `asked again at ${when}`],
  checked: [(when: string): string => `核对于 ${when}`, (when: string): string => `compared at ${when}`],
  order: ['订单号', 'Order no.'],
  refund: ['退款单号', 'Refund no.'],
  reason: ['原因', 'Reason'],
  openOrder: ['看这张订单', 'Open the order'],
  more: ['再看一些', 'More'],
  missing: ['没有', 'none'],
});
