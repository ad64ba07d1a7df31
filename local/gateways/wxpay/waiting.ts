/** 微信那里等收款人的（../kit/waiting.ts）：要确认的转账、要答应的收款授权。收款人的标识与姓名不在里面。 */
import type { WaitLine } from '../kit/waiting';
import type { Authorization } from './authorization-book';
import type { Transfer } from './model';

/** 收款人不收、账户收不了，银行那边的原因 */
const NOT_TAKEN = 'PAYEE_ACCOUNT_ABNORMAL';

const transferLine = ({ outBillNo, remark, amount, state, createdAt, nextAt }: Transfer): WaitLine => ({
  what: '转账',
  no: outBillNo,
  title: remark,
  fee: amount,
  state,
  created_at: createdAt,
  ...(nextAt === null ? {} : { until: nextAt }),
  acts: [
    { path: 'transfer-confirm', input: { out_bill_no: outBillNo }, label: '收下', done: '收款人点了确认' },
    {
      path: 'transfer-confirm',
      input: { out_bill_no: outBillNo, outcome: 'FAIL', fail_reason: NOT_TAKEN },
      label: '收不了',
      done: '收款人点了确认，账户收不了',
    },
  ],
});

const authorizationLine = ({ outNo, displayName, state, createdAt }: Authorization, within: number): WaitLine => ({
  what: '收款授权',
  no: outNo,
  title: displayName,
  state,
  created_at: createdAt,
  until: createdAt + within,
  acts: [
    { path: 'authorization-confirm', input: { out_authorization_no: outNo }, label: '同意', done: '收款人同意了自动收款' },
    {
      path: 'authorization-close',
      input: { out_authorization_no: outNo, reason: 'USER_OVERDUE_UNCONFIRMED' },
      label: '不同意',
      done: '收款人没有同意，过期关了',
    },
  ],
});

/** @param within 授权等多久，毫秒 */
export const waitLines = (
  transfers: readonly Transfer[],
  authorizations: readonly Authorization[],
  within: number,
): readonly WaitLine[] => [
  ...transfers.filter(({ state }) => state === 'WAIT_USER_CONFIRM').map(transferLine),
  ...authorizations.filter(({ state }) => state === 'WAIT_USER_CONFIRM').map((one) => authorizationLine(one, within)),
];
