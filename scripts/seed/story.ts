/**
 * 一张订单的经过：先想好从头到尾发生了什么，再由各处照着写成行（订单、退款、日志、商店、网关的账），因此处处一致。
 * 还没有发生的（晚于 now）就是还没有发生：正等着付的订单、正在处理的退款。
 */
import { beijingText } from '../../common/contract/beijing-text';
import { LADDERS, retryDelay } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/ledger/retry';
import type { BillDay } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/bills/day';
import { DAY_MS, HOUR_MS } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/clock';
import type { Past, PastOwner } from '../../local/gateways/kit/past';
import type { ProviderName } from '../../common/contract/channels';
import { createDice, type Dice } from './dice';
import { ENDINGS, INCIDENTS, ITEMS, REFUND_WORDS, refusalsOf, WAYS, type Ending, type Refusal } from './habits';

/** 与 vk-pay/config.js 的缺省相同 */
const EXPIRE_MS = 30 * 60_000;
const RETRIED = 0.55;
const QUERIED_INSTEAD = 0.03;
const REFUNDED = 0.026;
/** 业务一时没有办成：重试之后办成的，与最近几天里一直没有办成的 */
const SHAKY = 0.004;
const STUCK = 0.0006;
const STUCK_WITHIN_MS = 3 * DAY_MS;
const ABNORMAL = 0.02;
const REFUND_REFUSED = 0.03;
/** 网关受理到退成：微信要等，支付宝当场 */
const REFUND_MS = 5 * 60_000;

export interface RefundStory {
  readonly no: string;
  readonly refundId: string;
  readonly fee: number;
  readonly at: number;
  readonly ms: number;
  /** 退成（或将要退成）的时间 */
  readonly finishAt: number;
  readonly reason: string;
  readonly operator: string;
  /** refused 余额不足，没有受理 */
  readonly outcome: 'done' | 'running' | 'abnormal' | 'refused';
}

export interface Story {
  readonly index: number;
  readonly no: string;
  readonly way: (typeof WAYS)[number];
  readonly owner: PastOwner;
  readonly item: (typeof ITEMS)[number];
  readonly user: string;
  readonly ip: string;
  readonly at: number;
  readonly expireAt: number;
  /** 下单时网关应答用了多久；第一次没有下成的另有 refused */
  readonly ms: number;
  readonly refused?: { readonly why: Refusal; readonly ms: number };
  /** 网关受理的时间；始终没有下成的没有 */
  readonly acceptedAt?: number;
  readonly ending: Ending | 'open';
  readonly transactionId: string;
  readonly paidAt?: number;
  readonly heard?: { readonly at: number; readonly by: 'notify' | 'query'; readonly ms: number };
  /** 没付就关闭（或转人工）的时间 */
  readonly closedAt?: number;
  /** 主动查询网关的时间 */
  readonly queries: readonly number[];
  readonly fulfil: 'done' | 'shaky' | 'stuck';
  readonly refunds: readonly RefundStory[];
}

export interface Setting {
  readonly seed: number;
  readonly now: number;
  readonly days: readonly BillDay[];
  readonly pasts: Readonly<Partial<Record<ProviderName, Past>>>;
}

/** 从 start 起照查单的节奏，直到 end（不含）。 */
function ladder(start: number, end: number): number[] {
  const times: number[] = [];
  for (let at = start + LADDERS.order[0]; at < end; at += retryDelay('order', times.length)) times.push(at);
  return times;
}

function incidentAt(at: number, provider: ProviderName, days: readonly BillDay[]): (typeof INCIDENTS)[number] | undefined {
  return INCIDENTS.find(({ daysAgo, from, to, ...incident }) => {
    const day = days[days.length - 1 - daysAgo];
    return incident.provider === provider && day !== undefined && at >= day.from + from * HOUR_MS && at < day.from + to * HOUR_MS;
  });
}

/** 回头客多，新客也不少：号码越小来得越勤。演示用户自己也买过几次。 */
function userOf(dice: Dice, count: number): string {
  if (dice.chance(Math.min(0.3, 20 / count))) return 'demo-user';
  return `customer-${String(Math.floor(dice.next() ** 2 * Math.max(20, count / 6)) + 1).padStart(5, '0')}`;
}

function refundsOf(
  dice: Dice,
  past: Past,
  provider: ProviderName,
  fee: number,
  heardAt: number,
  index: number,
  now: number,
): RefundStory[] {
  if (fee < 100 || !dice.chance(REFUNDED)) return [];
  const whole = dice.chance(0.6);
  const first = whole ? fee : Math.max(1, Math.round(fee * (0.2 + 0.5 * dice.next())));
  const parts = whole || dice.chance(0.8) ? [first] : [first, dice.between(1, fee - first + 1)];
  let at = heardAt;
  return parts.flatMap((part, order): RefundStory[] => {
    at += Math.round((0.2 + dice.next() * 40) * HOUR_MS);
    const ms = dice.around(240);
    if (at + ms >= now) return [];
    const finishAt = at + (provider === 'wxpay' ? REFUND_MS + dice.between(0, 20_000) : ms);
    const luck = dice.next();
    const story = {
      no: `RF${beijingText(at, 'YYYYMMDDHHmmss')}${String(index).padStart(7, '0')}${order}`,
      refundId: past.refundId(at, index * 2 + order),
      fee: part,
      at,
      ms,
      finishAt,
      reason: dice.pick(REFUND_WORDS).text,
      operator: dice.chance(0.7) ? 'clerk-lin' : 'clerk-zhao',
    };
    if (luck < REFUND_REFUSED) return [{ ...story, outcome: 'refused' }];
    if (provider === 'wxpay' && luck > 1 - ABNORMAL && now - at < 10 * DAY_MS) return [{ ...story, outcome: 'abnormal' }];
    return [{ ...story, outcome: finishAt < now ? 'done' : 'running' }];
  });
}

/** @param moments 下单的时刻，升序 */
export function tell(moments: readonly number[], setting: Setting): Story[] {
  const { seed, now, days, pasts } = setting;
  const dice = createDice(seed, 'stories');
  const ways = WAYS.filter(({ provider }) => pasts[provider]);
  return moments.map((at, index): Story => {
    const way = dice.pick(ways);
    const past = pasts[way.provider] as Past;
    const item = dice.pick(ITEMS);
    const incident = incidentAt(at, way.provider, days);
    const slower = incident ? 1 + dice.next() * incident.slower : 1;
    const ms = Math.round(dice.around(way.ms) * slower);
    const user = userOf(dice, moments.length);
    const ip = `10.${dice.between(0, 256)}.${dice.between(0, 256)}.${dice.between(1, 255)}`;
    const drawn = dice.pick(ENDINGS).name;
    const fails = drawn === 'refused' || dice.chance(incident ? incident.refused : 0.006);
    const retried = fails && drawn !== 'refused' && dice.chance(RETRIED);
    const why = fails ? dice.pick(refusalsOf(way.provider)) : undefined;
    const failedMs = why?.kind === 'NETWORK' ? 10_000 : Math.round(dice.around(way.ms * 2) * slower);
    const decided: Ending = fails && !retried ? 'refused' : drawn;
    const expireAt = at + EXPIRE_MS;
    const createdMs = (fails ? failedMs : 0) + (retried ? dice.between(4000, 30_000) : 0) + ms;
    const acceptedAt = decided === 'refused' ? undefined : at + createdMs;
    const paidAt = payTime(dice, decided, acceptedAt ?? at, expireAt);
    const byQuery = dice.chance(QUERIED_INSTEAD);
    const heard = paidAt === undefined ? undefined : hear(dice, decided, paidAt, acceptedAt ?? at, byQuery);
    const closes = closeTime(dice, decided, at, expireAt);
    const steady = dice.next();
    const base = {
      index,
      no: `VP${beijingText(at, 'YYYYMMDDHHmmss')}${String(index).padStart(8, '0')}`,
      way,
      owner: past.owner(way.platform),
      item,
      user,
      ip,
      at,
      expireAt,
      ms,
      ...(why ? { refused: { why, ms: failedMs } } : {}),
      ...(acceptedAt === undefined || acceptedAt >= now ? {} : { acceptedAt }),
      transactionId: past.transactionId(paidAt ?? at, index),
    };
    const settledAt = heard?.at ?? closes ?? Infinity;
    // 结局还没有到：此刻正等着付；晚到的那一种先已关闭。
    if (settledAt >= now) {
      if (decided === 'late' && closes !== undefined && closes < now)
        return { ...base, ending: 'lost', closedAt: closes, queries: ladder(at, closes), fulfil: 'done', refunds: [] };
      return { ...base, ending: 'open', queries: ladder(at, now), fulfil: 'done', refunds: [] };
    }
    const fulfil =
      steady < STUCK && now - settledAt < STUCK_WITHIN_MS
        ? 'stuck'
        : steady < STUCK + SHAKY && settledAt < now - HOUR_MS
          ? 'shaky'
          : 'done';
    const refunds = heard && fulfil !== 'stuck' ? refundsOf(dice, past, way.provider, item.fee, heard.at, index, now) : [];
    return {
      ...base,
      ending: decided,
      ...(paidAt === undefined ? {} : { paidAt }),
      ...(heard ? { heard } : {}),
      ...(closes === undefined ? {} : { closedAt: closes }),
      queries: ladder(at, decided === 'late' && closes !== undefined ? closes : heard?.by === 'query' ? heard.at + 1 : settledAt),
      fulfil,
      refunds,
    };
  });
}

function payTime(dice: Dice, ending: Ending, acceptedAt: number, expireAt: number): number | undefined {
  if (ending === 'late') return expireAt + dice.between(3 * 60_000, 40 * 60_000);
  if (ending !== 'paid') return undefined;
  return Math.min(acceptedAt + 3000 + dice.around(14_000, 0.8), expireAt - 60_000);
}

function hear(dice: Dice, ending: Ending, paidAt: number, acceptedAt: number, byQuery: boolean): NonNullable<Story['heard']> {
  if (ending === 'paid' && byQuery) {
    const next = ladder(acceptedAt, paidAt + HOUR_MS).find((at) => at > paidAt) ?? paidAt + 60_000;
    return { at: next, by: 'query', ms: dice.around(90) };
  }
  return { at: paidAt + dice.around(700, 0.7), by: 'notify', ms: dice.around(38, 0.6) };
}

function closeTime(dice: Dice, ending: Ending, at: number, expireAt: number): number | undefined {
  if (ending === 'lost' || ending === 'late' || ending === 'refused') return expireAt + dice.between(1000, 60_000);
  if (ending === 'left') return at + dice.between(20_000, 10 * 60_000);
  return ending === 'unresolved' ? at + 25 * HOUR_MS + dice.between(0, 60_000) : undefined;
}
