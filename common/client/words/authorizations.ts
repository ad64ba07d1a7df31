/** 员工的收款授权页的话。 */
import type { AuthorizationStatus } from '../../contract/transfers/authorization';
import { words } from './words';

const STATUS = words({
  PENDING: ['结果不明，正在查询', 'Unclear, being queried'],
  WAIT_CONFIRM: ['等收款人答应', 'Waits for the receiver'],
  TAKING_EFFECT: ['生效中', 'In effect'],
  CLOSED: ['已关', 'Closed'],
  FAILED: ['没有受理', 'Not accepted'],
});
export const authorizationStatus = (status: AuthorizationStatus): string => STATUS[status];

const REASONS: Readonly<Record<string, string>> = words({
  CLOSE_VIA_MCH_API: ['商户关的', 'closed by the merchant'],
  USER_CLOSE: ['收款人自己关的', 'closed by the receiver'],
  USER_OVERDUE_UNCONFIRMED: ['24 小时没有答应', 'not agreed to within 24 hours'],
  TRANSFER_RISK: ['微信因风险关的', 'closed by WeChat for risk'],
  USER_ACCOUNT_ABNORMAL: ['收款人的账户异常', 'the receiver’s account is abnormal'],
});
export const closeReason = (reason: string): string => REASONS[reason] ?? reason;

export const CONSENT = words({
  staffOnly: ['收款授权只有员工可以看。', 'Authorised transfers are for staff only.'],
  notAllowed: [
    (who: string): string => `${who || '这个账号'}没有看收款授权的权限。`,
    (who: string): string => `${who || 'This account'} may not see authorised transfers.`,
  ],
  offlineHint: ['连上网络之后自动再读。', 'It is read again once you are online.'],
  intro: [
    '收款人在微信里答应一次，此后付给他的钱当场到账，不用他每次确认。一个人在一个场景只有一张；限额、第二个人与普通的转账一样。',
    'The receiver agrees once in WeChat; what is paid afterwards arrives at once without asking. One per person and scene; limits and the second person are those of any transfer.',
  ],
  off: [
    '没有开通转账：在 vk-pay/config.js 里写上 transfers 的限额与 encryption 之后才能用。',
    'Transfers are not set up: write the limits of transfers and encryption in vk-pay/config.js first.',
  ],
  status: ['状态', 'Status'],
  all: ['全部', 'All'],
  loading: ['正在读取收款授权', 'Loading'],
  failed: ['没有读到收款授权', 'Authorised transfers could not be loaded'],
  none: ['没有收款授权', 'No authorised transfers'],
  noneHint: [
    '在这里请收款人答应，或由商户的云函数发起之后，都列在这里。',
    'Whatever was asked here or by a cloud function is listed here.',
  ],
  open: ['请收款人答应', 'Ask a receiver'],
  close: ['收起', 'Close'],
  kind: ['收款人', 'Receiver'],
  user: ['本站的用户', 'User of this site'],
  openid: ['微信 openid', 'WeChat openid'],
  userHint: ['用户 id；他在「收款」页里会看到', 'The user id; it shows on their receiving page'],
  openidHint: ['付款的应用里的 openid；要由你的页面请他答应', 'The openid within the paying app; your own page has to ask them'],
  name: ['开通账号', 'Account shown'],
  nameHint: ['收款人看到的：他在你这里叫什么，最多 32 个字', 'What the receiver sees: their name with you, at most 32 characters'],
  scene: ['转账场景', 'Scene'],
  sceneHint: ['只能付这个场景的钱', 'Only money of this scene can be paid'],
  sceneEmpty: ['请选择一个场景', 'Choose a scene'],
  empty: ['请填写', 'Fill this in'],
  long: [(max: number): string => `不能超过 ${max} 个字`, (max: number): string => `At most ${max} characters`],
  wrong: ['只能是字母、数字、下划线与短横', 'Only letters, digits, _ and -'],
  ask: ['请他答应', 'Ask to agree'],
  asking: ['正在请求…', 'Asking…'],
  sureTitle: ['请这个人答应自动收款？', 'Ask this person to agree?'],
  sureText: ['他答应之后，凭这张授权的转账不再问他，提交就付。', 'Once they agree, transfers by it are paid at once without asking them.'],
  keep: ['再看看', 'Not yet'],
  lost: [
    '还不知道收到没有：不要改内容，再按一次，用的是同一个单号。',
    'Not known yet: press again without changes, the same number is used.',
  ],
  asked: ['已请求，等收款人在微信里答应，24 小时内有效', 'Asked; the receiver has 24 hours to agree in WeChat'],
  unclear: ['已提交，结果稍后出来', 'Submitted; the result follows'],
  already: ['收款人已经答应', 'The receiver has agreed'],
  closedNow: ['这张收款授权已经关了', 'It is closed'],
  to: ['收款用户', 'Receiver'],
  unnamed: ['没有写', 'Not given'],
  number: ['授权单号', 'Number'],
  by: [(who: string): string => `${who} 提出`, (who: string): string => `asked by ${who}`],
  agreedAt: [(time: string): string => `${time} 答应`, (time: string): string => `agreed ${time}`],
  closedAt: [
    (time: string, why: string): string => (why ? `${time} 关，${why}` : `${time} 关`),
    (time: string, why: string): string => (why ? `closed ${time}, ${why}` : `closed ${time}`),
  ],
  gateway: [(code: string): string => `网关：${code}`, (code: string): string => `Gateway: ${code}`],
  closing: ['正在关', 'Being closed'],
  pay: ['凭它转账', 'Pay by it'],
  look: ['查一下', 'Ask the gateway'],
  end: ['关掉', 'Close it'],
  endTitle: ['关掉这张收款授权？', 'Close this authorisation?'],
  endText: [
    '关掉之后付给他的钱又要他每次确认；要再用得请他重新答应。已经付的不受影响。',
    'Afterwards the receiver confirms each payment again; using it again needs a new one. What is paid stays paid.',
  ],
  working: ['正在办理…', 'Working…'],
});
