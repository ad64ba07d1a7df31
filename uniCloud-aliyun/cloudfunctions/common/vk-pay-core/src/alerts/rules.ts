/**
 * 告警的规则，一张表：看什么、多严重、缺省的数。数都可以在 vk-pay/config.js 的 alerts.rules 里改，写 false 关掉。
 * 一条规则可以同时说几个对象（渠道……）；样本太少的不说。
 */
import type { AlertFigures, AlertLevel, AlertRule } from '../../../../../../common/contract/watch/alerts';
import { beijingText } from '../../../../../../common/contract/beijing-text';
import { PROVIDER_TITLES, type ProviderName } from '../../../../../../common/contract/channels';
import { billsOf } from '../bills/store';
import { complaintListOf } from '../complaints/listing/store';
import { FINISH_WITHIN_MS, REPLY_WITHIN_MS } from '../complaints/view';
import { DAY_MS, HOUR_MS } from '../kernel/clock';
import type { Kernel } from '../kernel/kernel';
import { orderListOf } from '../orders/listing/store';
import { listReviews } from '../review/queue';
import type { Content } from '../stats/cell';
import { viewLatency } from '../stats/histogram';
import { readTotal, type Tail } from '../stats/read';
import { MINUTE_MS } from '../stats/span';
import { byProvider, callbacksOf, callTotals, gatewayCalls, latencyOfCells, orderTotals } from '../stats/totals';

export interface Finding {
  /** 说的是谁；没有就是全部 */
  readonly subject: string;
  readonly message: string;
  /** message 里的数 */
  readonly figures?: AlertFigures;
}

/** 规则看得到的。 */
export interface Sight {
  readonly k: Kernel;
  /** 从 from 到 to 分钟以前的统计 */
  between(from: number, to: number): Promise<Content>;
  /** 同样的钟点，几天以前的 */
  onDay(daysAgo: number, from: number, to: number): Promise<Content>;
}

export function sightOf(k: Kernel, tail: Tail): Sight {
  const now = k.now();
  const read = (at: number, from: number, to: number): Promise<Content> =>
    readTotal(k, at - from * MINUTE_MS, at - to * MINUTE_MS + (to === 0 ? 1 : 0), tail);
  return { k, between: (from, to) => read(now, from, to), onDay: (daysAgo, from, to) => read(now - daysAgo * DAY_MS, from, to) };
}

export interface Rule {
  readonly level: AlertLevel;
  /** 缺省的数；名字就是设置里的名字 */
  readonly defaults: Readonly<Record<string, number>>;
  find(sight: Sight, limits: Readonly<Record<string, number>>): Promise<readonly Finding[]>;
}

const MAX_LATE_BILLS = 20;
/** 一次最多点名几件投诉 */
const MOST_COMPLAINTS = 20;
const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const titleOf = (provider: string): string => PROVIDER_TITLES[provider as ProviderName] ?? provider;
const one = (yes: boolean, message: string, figures: AlertFigures): Finding[] => (yes ? [{ subject: '', message, figures }] : []);
const of = (limits: Readonly<Record<string, number>>, name: string): number => limits[name] ?? 0;

export const RULES: Readonly<Record<AlertRule, Rule>> = {
  'error-rate': {
    level: 'critical',
    defaults: { minutes: 5, percent: 10, minimum: 20 },
    async find({ between }, limits) {
      const { count, error, error_rate } = callTotals((await between(of(limits, 'minutes'), 0)).calls);
      return one(
        count >= of(limits, 'minimum') && (error_rate ?? 0) > of(limits, 'percent'),
        `支付错误率异常：最近 ${of(limits, 'minutes')} 分钟 ${count} 次操作里 ${error} 次失败，${error_rate ?? 0}%`,
        { minutes: of(limits, 'minutes'), count, errors: error, percent: error_rate ?? 0 },
      );
    },
  },
  'success-drop': {
    level: 'critical',
    // 最近一刻钟下的单还来不及付，不看
    defaults: { from: 75, to: 15, percent: 40, minimum: 20 },
    async find({ between, onDay }, limits) {
      const [from, to] = [of(limits, 'from'), of(limits, 'to')];
      const current = orderTotals((await between(from, to)).orders);
      if (current.created < of(limits, 'minimum')) return [];
      const days = await Promise.all(DAYS.map(async (day) => orderTotals((await onDay(day, from, to)).orders)));
      const [created, paid] = days.reduce(([a, b], day) => [a + day.created, b + day.paid], [0, 0] as [number, number]);
      if (created < of(limits, 'minimum')) return [];
      const [usual, rate] = [(paid / created) * 100, current.conversion_rate ?? 0];
      return one(
        rate < usual * (1 - of(limits, 'percent') / 100),
        `支付成功率下降：最近 ${current.created} 张订单付成 ${rate}%，过去七天同一时段是 ${usual.toFixed(1)}%`,
        { orders: current.created, percent: rate, usual: usual.toFixed(1) },
      );
    },
  },
  'slow-gateway': {
    level: 'warning',
    defaults: { minutes: 15, p95: 3000, minimum: 20 },
    async find({ between }, limits) {
      return byProvider(gatewayCalls((await between(of(limits, 'minutes'), 0)).calls)).flatMap(([provider, calls]) => {
        const { count, p95 } = viewLatency(latencyOfCells(calls));
        const slow = count >= of(limits, 'minimum') && (p95 ?? 0) > of(limits, 'p95');
        const message = `${titleOf(provider)}变慢：最近 ${count} 次通话的 p95 是 ${p95 ?? 0} 毫秒`;
        return slow ? [{ subject: provider, message, figures: { provider, calls: count, p95: p95 ?? 0 } }] : [];
      });
    },
  },
  'no-payments': {
    level: 'critical',
    defaults: { minutes: 30, usual: 5, days: 3 },
    async find({ between, onDay }, limits) {
      const minutes = of(limits, 'minutes');
      if (orderTotals((await between(minutes, 0)).orders).paid > 0) return [];
      const days = await Promise.all(DAYS.map(async (day) => orderTotals((await onDay(day, minutes, 0)).orders).paid));
      const busy = days.filter((paid) => paid >= of(limits, 'usual')).length;
      return one(
        busy >= of(limits, 'days'),
        `${minutes} 分钟没有一笔付款；过去七天里有 ${busy} 天，这个时段都有 ${of(limits, 'usual')} 笔以上`,
        { minutes, days: busy, usual: of(limits, 'usual') },
      );
    },
  },
  'callbacks-rejected': {
    level: 'warning',
    defaults: { minutes: 10, count: 5 },
    async find({ between }, limits) {
      const { rejected, probes } = callbacksOf(await between(of(limits, 'minutes'), 0));
      const count = rejected - probes;
      return one(count >= of(limits, 'count'), `最近 ${of(limits, 'minutes')} 分钟至少 ${count} 个回调验不过签：密钥配错了，或有人在伪造`, {
        minutes: of(limits, 'minutes'),
        count,
      });
    },
  },
  'signature-probes': {
    level: 'info',
    defaults: { minutes: 60, count: 10 },
    async find({ between }, limits) {
      const { probes } = callbacksOf(await between(of(limits, 'minutes'), 0));
      return one(probes >= of(limits, 'count'), `网关最近一小时探测了 ${probes} 次验签；都拒绝了，不用处理`, { count: probes });
    },
  },
  'fulfilment-failing': {
    level: 'critical',
    defaults: { count: 10 },
    async find({ k }, limits) {
      const waiting = await orderListOf(k).countAwaiting();
      return one(waiting >= of(limits, 'count'), `${waiting} 张订单付了钱而业务没有办完`, { count: waiting });
    },
  },
  'review-queue': {
    level: 'warning',
    defaults: { count: 20, hours: 24, grown: 8 },
    async find({ k }, limits) {
      const { rows, counts } = await listReviews(k, { pageSize: 50 });
      const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
      const oldest = rows[0] ? (k.now() - rows[0].since) / HOUR_MS : 0;
      // 一页装不下的，件数早就过线了。
      const grown = rows.filter(({ since }) => since > k.now() - HOUR_MS).length;
      return one(
        total >= of(limits, 'count') || oldest > of(limits, 'hours') || grown >= of(limits, 'grown'),
        `复核台上有 ${total} 件，其中 ${grown} 件是一小时之内来的，最早的一件等了 ${Math.floor(oldest)} 小时`,
        { count: total, grown, hours: Math.floor(oldest) },
      );
    },
  },
  'refund-stuck-long': {
    level: 'warning',
    defaults: { count: 1 },
    async find({ k }, limits) {
      const { stuck = 0, abnormal = 0 } = (await listReviews(k, { pageSize: 1 })).counts;
      return one(stuck + abnormal >= of(limits, 'count'), `${stuck} 笔退款一天没有结论，${abnormal} 笔退款异常`, { stuck, abnormal });
    },
  },
  'bills-failing': {
    level: 'warning',
    defaults: { days: 2 },
    async find({ k }, limits) {
      const late = await billsOf(k).lateBills(k.now() - of(limits, 'days') * DAY_MS, MAX_LATE_BILLS);
      return late.map((bill) => ({
        subject: bill._id,
        message: `${titleOf(bill.provider)} ${bill.bill_date} 的账单 ${of(limits, 'days')} 天没有核对成`,
        figures: { provider: bill.provider, bill_date: bill.bill_date, days: of(limits, 'days') },
      }));
    },
  },
  'complaint-due': {
    level: 'critical',
    // 期限之前这么多小时还没有答复、没有处理完
    defaults: { reply: 6, finish: 12 },
    async find({ k }, limits) {
      const before = (within: number, hours: number): number => k.now() - within + hours * HOUR_MS;
      const [unanswered, unfinished] = await Promise.all([
        complaintListOf(k).waitingSince(before(REPLY_WITHIN_MS, of(limits, 'reply')), MOST_COMPLAINTS),
        complaintListOf(k).openSince(before(FINISH_WITHIN_MS, of(limits, 'finish')), MOST_COMPLAINTS),
      ]);
      const say = (at: number): string => `${at < k.now() ? '已经过了期限' : '最晚'} ${beijingText(at, 'MM-DD HH:mm')}（北京时间）`;
      const found = new Map<string, Finding>();
      const name = (subject: string, wanted: 'finish' | 'reply', what: string, by: number): unknown =>
        found.set(subject, {
          subject,
          message: `投诉 ${subject} ${what}，${say(by)}`,
          figures: { wanted, by, late: by < k.now() ? 1 : 0 },
        });
      for (const { complaint_id, opened_date } of unfinished) name(complaint_id, 'finish', '还没有处理完', opened_date + FINISH_WITHIN_MS);
      for (const { complaint_id, asked_date } of unanswered) name(complaint_id, 'reply', '的付款人在等答复', asked_date + REPLY_WITHIN_MS);
      return [...found.values()];
    },
  },
  // 停了的定时任务说不出自己停了：由路由那一边看（alerts/heartbeat.ts）。定时任务又跑起来时，这里没有发现，就是好了。
  'timer-silent': { level: 'critical', defaults: { minutes: 10 }, find: async () => [] },
};
