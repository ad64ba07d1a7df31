/** 转账的话：收款人的「收款」页与员工的转账页。 */
import type { TransferStatus } from '../../contract/transfers/transfer';
import { words } from './words';

const PAYEE_STATUS = words({
  CREATED: ['准备中', 'Being prepared'],
  PENDING: ['到账处理中', 'On its way'],
  WAIT_CONFIRM: ['等你确认收款', 'Waiting for you to confirm'],
  UNKNOWN: ['到账处理中', 'On its way'],
  SUCCESS: ['已到账', 'Received'],
  FAILED: ['没有付成', 'Not paid'],
  CANCELLED: ['商家已撤销', 'Withdrawn by the seller'],
});
const STAFF_STATUS = words({
  CREATED: ['等第二个人点头', 'Waits for a second person'],
  PENDING: ['网关处理中', 'At the gateway'],
  WAIT_CONFIRM: ['等收款人确认', 'Waits for the receiver'],
  UNKNOWN: ['结果不明，正在查询', 'Unclear, being queried'],
  SUCCESS: ['已付', 'Paid'],
  FAILED: ['没有付成', 'Failed'],
  CANCELLED: ['已撤销', 'Cancelled'],
});
export const payeeStatus = (status: TransferStatus): string => PAYEE_STATUS[status];
export const transferStatus = (status: TransferStatus): string => STAFF_STATUS[status];

/** 收款人看的 */
export const RECEIVE = words({
  loading: ['正在读取', 'Loading'],
  failed: ['没有读到付给你的钱', 'What was paid to you could not be loaded'],
  signIn: ['登录之后才看得到付给你的钱。', 'Sign in to see what was paid to you.'],
  none: ['还没有付给你的钱', 'Nothing was paid to you yet'],
  noneHint: ['商家给你转账之后会列在这里。', 'When the seller pays you it is listed here.'],
  confirm: ['确认收款', 'Confirm and receive'],
  confirming: ['正在打开微信…', 'Opening WeChat…'],
  within: ['24 小时内确认，过期的钱会退回商家。', 'Confirm within 24 hours, or the money goes back to the seller.'],
  openInWechat: ['请在微信里打开这一页确认收款', 'Open this page in WeChat to confirm'],
  tooOld: ['请把微信（或 App）更新到最新再确认收款', 'Update WeChat (or the app) and confirm again'],
  notOpened: ['没有打开微信的收款页', 'WeChat did not open the page'],
  unclear: ['还不知道收到没有', 'It is not known yet whether it arrived'],
  asking: ['正在核对到账', 'Checking'],
  consents: ['自动收款', 'Automatic receiving'],
  consentAsked: ['等你同意', 'Waiting for you to agree'],
  consentGiven: ['已同意', 'Agreed'],
  consentText: [
    '同意之后，商家付给你的钱自动到账，不用每次确认；随时可以在微信里关掉。',
    'Once you agree, what the seller pays you arrives without confirming each time; you can turn it off in WeChat at any time.',
  ],
  consentOn: ['付给你的钱自动到账。不想要了，在微信里关掉。', 'What is paid to you arrives by itself. Turn it off in WeChat.'],
  agreeWithin: ['24 小时内有效。', 'Valid for 24 hours.'],
  agree: ['去同意', 'Agree in WeChat'],
  agreeElsewhere: ['请在微信里打开这一页同意', 'Open this page in WeChat to agree'],
  checkingConsent: ['正在核对', 'Checking'],
});

/** 员工看的 */
export const DESK = words({
  staffOnly: ['转账只有员工可以看。', 'Transfers are for staff only.'],
  notAllowed: [
    (who: string): string => `${who || '这个账号'}没有看转账的权限。`,
    (who: string): string => `${who || 'This account'} may not see transfers.`,
  ],
  offlineHint: ['连上网络之后自动再读。', 'It is read again once you are online.'],
  loading: ['正在读取转账', 'Loading'],
  failed: ['没有读到转账', 'Transfers could not be loaded'],
  none: ['没有转账', 'No transfers'],
  noneHint: ['在这里发起，或由商户的云函数发起之后，都列在这里。', 'Whatever was started here or by a cloud function is listed here.'],
  left: [(fee: string): string => `今天还能转 ¥${fee}`, (fee: string): string => `¥${fee} left for today`],
  status: ['状态', 'Status'],
  all: ['全部', 'All'],
  to: ['收款用户', 'Receiver'],
  unnamed: ['没有写', 'Not given'],
  number: ['转账单号', 'Number'],
  amount: ['金额', 'Amount'],
  remark: ['备注', 'Remark'],
  by: [(who: string): string => `${who} 提出`, (who: string): string => `asked by ${who}`],
  approvedBy: [(who: string): string => `${who} 点头`, (who: string): string => `approved by ${who}`],
  gateway: [(state: string): string => `网关：${state}`, (state: string): string => `Gateway: ${state}`],
  cancelling: ['正在撤销', 'Being cancelled'],
  approve: ['同意', 'Approve'],
  approveTitle: ['付出这笔钱？', 'Pay this money?'],
  decline: ['不同意', 'Decline'],
  declineTitle: ['不付这笔钱？', 'Do not pay this?'],
  cancel: ['撤销', 'Cancel transfer'],
  cancelTitle: ['撤销这笔转账？', 'Cancel this transfer?'],
  cancelHint: [
    '收款人已经确认的来不及撤销，以网关的结论为准。',
    'What the receiver confirmed already cannot be cancelled; the gateway decides.',
  ],
  ask: ['查一下', 'Ask the gateway'],
  keep: ['先不', 'Not now'],
  working: ['正在办理…', 'Working…'],
  more: ['再看一些', 'Show more'],
  authorizations: ['收款授权', 'Authorised transfers'],
});
