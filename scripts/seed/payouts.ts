/** 付给用户的钱的经过：谁提的、要不要第二个人点头、到账了没有。还没有结论的几笔总在最近。 */
import { beijingText } from '../../common/contract/beijing-text';
import { manifestOf, TRANSFER_PLATFORM, type ProviderName } from '../../common/contract/channels';
import type { Past, PastOwner, PastTransfer } from '../../local/gateways/kit/past';
import { DEVELOPMENT_TRANSFERS } from '../../local/stack/config-center';
import { DAY_MS, HOUR_MS } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/clock';
import { momentsOf } from './calendar';
import { createDice, type Dice } from './dice';
import { PAYOUTS } from './habits';
import type { Setting } from './story';

/** 多少张订单里有一笔；一天最多几笔，远在一天的限额之内 */
const ORDERS_EACH = 400;
const AT_LEAST = 8;
const DAY_MOST = 12;
/** 收款人过期没有确认 */
const CONFIRM_MS = DAY_MS;

/** waiting 等第二个人 · confirming 等收款人确认 · paid · overdue 没有确认 · rejected 收款账号不对 · declined 第二个人不同意 */
export type PayoutEnding = 'waiting' | 'confirming' | 'paid' | 'overdue' | 'rejected' | 'declined';
const ENDINGS: readonly { readonly name: PayoutEnding; readonly weight: number }[] = [
  { name: 'paid', weight: 88 },
  { name: 'overdue', weight: 4 },
  { name: 'rejected', weight: 4 },
  { name: 'declined', weight: 4 },
];
/** 此刻还没有结论的：几分钟以前提的、付什么 */
const OPEN: readonly { readonly minutesAgo: number; readonly ending: PayoutEnding; readonly remark: string; readonly user?: string }[] = [
  { minutesAgo: 190, ending: 'waiting', remark: '供货商货款' },
  { minutesAgo: 42, ending: 'waiting', remark: '供货商货款' },
  { minutesAgo: 320, ending: 'confirming', remark: '破损补偿' },
  { minutesAgo: 95, ending: 'confirming', remark: '新会员开通有礼', user: 'demo-user' },
];

export interface Payout {
  readonly index: number;
  readonly no: string;
  readonly kind: (typeof PAYOUTS)[number];
  readonly owner: PastOwner;
  readonly user: string;
  readonly payee: { readonly identity: string; readonly identity_type?: string };
  readonly fee: number;
  readonly at: number;
  readonly operator: string;
  /** 要第二个人的才有 */
  readonly approver?: string;
  readonly ending: PayoutEnding;
  /** 去请求网关（或第二个人不同意）的时间 */
  readonly movedAt?: number;
  readonly finishedAt?: number;
  readonly billNo: string;
  readonly failReason?: string;
}

/** 付款的账号用的是哪个端的应用：没有专门配 transfer 一节。 */
export const ownerOf = (provider: ProviderName, past: Past): PastOwner =>
  past.owner(manifestOf(provider).transfer?.sections.find((section) => section !== TRANSFER_PLATFORM) ?? '');

const payeeOf = (provider: ProviderName, person: number): Payout['payee'] =>
  provider === 'wxpay'
    ? { identity: `oSIMpayee${String(person).padStart(19, '0')}` }
    : { identity: `2088${String(person).padStart(12, '0')}`, identity_type: 'ALIPAY_USER_ID' };

interface Plan {
  readonly at: number;
  readonly kind: (typeof PAYOUTS)[number];
  readonly ending: PayoutEnding;
  readonly user?: string;
}

function payoutOf(dice: Dice, { at, kind, ending, user }: Plan, index: number, past: Past): Payout {
  const person = dice.between(1, 400);
  const fee = kind.fees[dice.between(0, kind.fees.length)] as number;
  const needsApproval = fee > DEVELOPMENT_TRANSFERS.approvalFee;
  const movedAt = at + (needsApproval || ending === 'declined' ? dice.around(40 * 60_000, 0.7) : dice.around(180));
  const confirmed = past.packageInfo !== undefined;
  const took = ending === 'overdue' ? CONFIRM_MS : confirmed ? dice.around(6 * 60_000, 1) : dice.around(260);
  const open = ending === 'waiting' || ending === 'confirming';
  return {
    index,
    no: `TR${beijingText(at, 'YYYYMMDDHHmmss')}${String(index).padStart(8, '0')}`,
    kind,
    owner: ownerOf(kind.provider, past),
    user: user ?? `customer-${String(person).padStart(5, '0')}`,
    payee: payeeOf(kind.provider, person),
    fee,
    at,
    operator: 'clerk-lin',
    ...(needsApproval && ending !== 'waiting' ? { approver: 'clerk-zhao' } : {}),
    ending,
    ...(ending === 'waiting' ? {} : { movedAt }),
    ...(open ? {} : { finishedAt: ending === 'declined' ? movedAt : movedAt + took }),
    billNo: past.transferNo(movedAt, index),
    ...(ending === 'overdue' ? { failReason: 'OVERDUE_CLOSE' } : {}),
    ...(ending === 'rejected' ? { failReason: confirmed ? 'PAYEE_ACCOUNT_ABNORMAL' : 'PAYEE_ACCOUNT_NOT_EXSIT' } : {}),
  };
}

/** 合不合这一家、这一笔：过期只有要确认的会，不同意只有要点头的会。 */
function fits(ending: PayoutEnding, { provider, fees }: (typeof PAYOUTS)[number], past: Past): boolean {
  if (ending === 'overdue') return past.packageInfo !== undefined;
  if (ending === 'declined') return provider === 'alipay' && Math.min(...fees) > DEVELOPMENT_TRANSFERS.approvalFee;
  return true;
}

export function tellPayouts(orders: number, { seed, now, days, pasts }: Setting): Payout[] {
  const dice = createDice(seed, 'payouts');
  const kinds = PAYOUTS.filter(({ provider }) => pasts[provider]);
  const count = Math.min(Math.max(AT_LEAST, Math.round(orders / ORDERS_EACH)), days.length * DAY_MOST);
  const past = momentsOf(count, days, now, seed + 1).flatMap((at): Plan[] => {
    const kind = dice.pick(kinds);
    const drawn = dice.pick(ENDINGS).name;
    const ending = fits(drawn, kind, pasts[kind.provider] as Past) ? drawn : 'paid';
    // 来不及有结论的不算在内：此刻开着的另有几笔
    return now - at > (ending === 'overdue' ? CONFIRM_MS + HOUR_MS : 6 * HOUR_MS) ? [{ at, kind, ending }] : [];
  });
  const first = days[0]?.from ?? now;
  const open = OPEN.flatMap(({ minutesAgo, remark, ...rest }): Plan[] => {
    const kind = kinds.find((one) => one.remark === remark);
    const at = now - minutesAgo * 60_000;
    return kind && at >= first ? [{ at, kind, ...rest }] : [];
  });
  const plans = [...past, ...open].sort((a, b) => a.at - b.at);
  return plans.map((plan, index) => payoutOf(dice, plan, index, pasts[plan.kind.provider] as Past));
}

/** 网关自己账上的一笔；没有去请求过的没有。 */
export function pastTransfer({ no, kind, owner, payee, fee, ending, movedAt, finishedAt, billNo, failReason }: Payout): PastTransfer[] {
  if (movedAt === undefined || ending === 'declined') return [];
  return [
    {
      no,
      billNo,
      appid: owner.appid,
      payee: payee.identity,
      fee,
      remark: kind.remark,
      createdAt: movedAt,
      ...(finishedAt === undefined ? {} : { finishedAt }),
      state: finishedAt === undefined ? 'OPEN' : failReason === undefined ? 'PAID' : 'FAILED',
      ...(failReason === undefined ? {} : { failReason }),
    },
  ];
}
