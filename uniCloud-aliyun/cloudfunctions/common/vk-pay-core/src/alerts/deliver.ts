/**
 * 把该说的说出去：先占住（别的实例不会同时说），同一个渠道的合成一条，再记下结果。至少一次。
 * 一个渠道送不到：记下原因、按节奏再来，同时由别的渠道说「它送不到」。失败策略：告警送不出去绝不影响支付。
 */
import { beijingText } from '../../../../../../common/contract/beijing-text';
import { exchange } from '../events/send';
import { cleanText } from '../journal/redact';
import { HOUR_MS } from '../kernel/clock';
import type { Kernel } from '../kernel/kernel';
import { contend, LostRace } from '../ledger/conflict';
import { tellByMail } from './email';
import type { AlertRecord, AlertTry, Stage } from './record';
import { prepare, problemOf } from './robots';
import { alertSettings, type AlertSettings, type Channel } from './settings';
import { alertsOf } from './store';

/** 占住多久，毫秒：长过送一次的时限。 */
const HOLD_MS = 60_000;
const BATCH = 50;
/** 一条消息里列这么多件、这么多字节（最短的机器人 2000，留出标题与末行），再多的只说有几件。 */
const MAX_ITEMS = 10;
const MAX_LIST_BYTES = 1800;
const KEPT_TRIES = 20;
const MINUTE_MS = 60_000;
/** 送不到的再来几次、各隔多久；第一次就避开钉钉的十分钟静音。 */
const RETRY_MINUTES: readonly number[] = [2, 11, 30, 60];

/** 「这个渠道送不到」的那一种 */
const CHANNEL_KIND = 'alert-channel';

const RANK = { info: 0, warning: 1, critical: 2 } as const;
const WORDS: Readonly<Record<AlertRecord['level'], string>> = { info: '通知', warning: '警告', critical: '严重' };
const STAGES: Readonly<Record<Stage, string>> = { open: '', escalate: '升级：没有人认领 ', recover: '已恢复 ' };

/** 在免打扰里就是它结束的时间，毫秒；不在为 0。 */
function quietUntil({ quietHours }: AlertSettings, now: number): number {
  if (!quietHours) return 0;
  const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
  const [from, to, at] = [quietHours.from, quietHours.to, beijingText(now, 'HH:mm')].map(minutes) as [number, number, number];
  const inside = from <= to ? at >= from && at < to : at >= from || at < to;
  if (!inside) return 0;
  return now - (now % MINUTE_MS) + ((to - at + 1440) % 1440) * MINUTE_MS;
}

function channelsFor({ channels }: AlertSettings, row: AlertRecord, stage: Stage): string[] {
  const others = channels.filter(({ name }) => name !== row.except);
  const ranked = others.filter(({ level }) => RANK[row.level] >= RANK[level]);
  // 有一个渠道送不到：没有别的肯收这一级的，就由只收严重的来说，不能谁也不知道。
  const fit = ranked.length === 0 && row.kind === CHANNEL_KIND ? others : ranked;
  const higher = stage === 'escalate' ? fit.filter(({ escalation }) => escalation) : [];
  return (higher.length > 0 ? higher : fit).map(({ name }) => name);
}

interface Saying {
  readonly row: AlertRecord;
  readonly stage: Stage;
  readonly channels: readonly string[];
}

function compose(sayings: readonly Saying[]): { title: string; text: string; level: string } {
  // 严重的在前：列不下的只能是轻的。
  const ranked = [...sayings].sort((a, b) => RANK[b.row.level] - RANK[a.row.level]);
  const lines: string[] = [];
  let bytes = 0;
  for (const { row, stage } of ranked) {
    const order = row.out_trade_no ? `（订单 ${row.out_trade_no}）` : '';
    const line = `[${WORDS[row.level]}] ${STAGES[stage]}${cleanText(row.message)}${order} ${beijingText(row.create_date, 'MM-DD HH:mm')}`;
    bytes += Buffer.byteLength(line) + 1;
    if (lines.length === MAX_ITEMS || (lines.length > 0 && bytes > MAX_LIST_BYTES)) break;
    lines.push(line);
  }
  const left = ranked.length - lines.length;
  const more = left > 0 ? [`另有 ${left} 件，见收件箱`] : [];
  return { title: `【支付告警】${ranked.length} 件`, text: [...lines, ...more].join('\n'), level: ranked[0]?.row.level ?? 'info' };
}

async function tell(k: Kernel, { allowLocal }: AlertSettings, channel: Channel, sayings: readonly Saying[]): Promise<string | undefined> {
  try {
    const notice = compose(sayings);
    if (channel.type === 'email') return await tellByMail(channel, notice);
    const { url, headers, body } = prepare(channel, notice, k.now());
    const answer = await exchange({ url, headers, body, allowLocal });
    return problemOf(channel, answer.status, answer.body);
  } catch (error) {
    return cleanText(error instanceof Error ? error.message : String(error), 120);
  }
}

/** 别的渠道说它送不到；一小时一次，说的这件事不往它那里送。 */
async function reportChannel(k: Kernel, name: string, problem: string): Promise<void> {
  const now = k.now();
  await alertsOf(k).add({
    _id: `alert-channel:${name}:${Math.floor(now / HOUR_MS)}`,
    kind: CHANNEL_KIND,
    level: 'warning',
    message: `告警渠道 ${name} 送不到：${problem}`,
    status: 'OPEN',
    except: name,
    next_date: now,
    stage: 'open',
    version: 1,
    create_date: now,
  });
}

/** 说完之后这一行的样子。 */
function after(k: Kernel, settings: AlertSettings, row: AlertRecord, { stage, channels }: Saying, tries: readonly AlertTry[]) {
  const now = k.now();
  const pending = channels.filter((name) => tries.some(({ channel, problem }) => channel === name && problem !== undefined));
  const kept = { tries: [...(row.tries ?? []), ...tries].slice(-KEPT_TRIES) };
  const reached = pending.length < channels.length;
  const told = reached ? { sent_date: now, ...(stage === 'escalate' ? { escalated_date: now } : {}) } : {};
  // 正说着，它好了：写它的人以为还没有说过；说到了的，「已恢复」也要说。
  if (row.stage !== stage) return { ...kept, ...told, ...(reached && row.stage === 'recover' ? { next_date: now } : {}) };
  const attempts = (row.attempts ?? 0) + 1;
  const wait = pending.length > 0 ? RETRY_MINUTES[attempts - 1] : undefined;
  const retry = wait === undefined ? undefined : now + wait * MINUTE_MS;
  const escalates = stage === 'open' && row.level === 'critical' && row.status === 'OPEN' && settings.escalateMinutes > 0;
  // 从第一次说起算：一个渠道一直送不到，也不拖住升级。
  const escalation = (row.tries?.[0]?.at ?? now) + settings.escalateMinutes * MINUTE_MS;
  if (escalates && escalation <= (retry ?? escalation))
    return { ...kept, ...told, attempts: 0, pending: [], stage: 'escalate' as const, next_date: Math.max(escalation, now) };
  return { ...kept, ...told, pending, ...(retry === undefined ? { attempts: 0, next_date: 0 } : { attempts, next_date: retry }) };
}

/** 轮到谁、该不该说；不该说的当场了结。 */
async function take(k: Kernel, settings: AlertSettings, row: AlertRecord): Promise<Saying | undefined> {
  const alerts = alertsOf(k);
  const stage = row.stage ?? 'open';
  const channels = row.pending && row.pending.length > 0 ? row.pending : channelsFor(settings, row, stage);
  const over = channels.length === 0 || (stage === 'escalate' && row.status !== 'OPEN');
  const quiet = row.level === 'critical' ? 0 : quietUntil(settings, k.now());
  if (over || quiet > 0) {
    await alerts.write(row, { next_date: over ? 0 : quiet });
    return undefined;
  }
  const held = await alerts.write(row, { next_date: k.now() + HOLD_MS, stage });
  return held && { row: held, stage, channels };
}

/** 说到没有到时间的为止。返回说了几件、有几件没有全送到。 */
export async function deliverAlerts(k: Kernel, deadline: number): Promise<{ told: number; failed: number }> {
  const settings = alertSettings(k) ?? { channels: [], allowLocal: false, escalateMinutes: 0, cooldownMinutes: 1, rules: {} };
  const alerts = alertsOf(k);
  let told = 0;
  let failed = 0;
  while (k.now() < deadline) {
    const due = await alerts.due(BATCH);
    const sayings = (await Promise.all(due.map((row) => take(k, settings, row)))).flatMap((one) => one ?? []);
    const problems = new Map<string, string | undefined>();
    for (const channel of settings.channels) {
      const own = sayings.filter(({ channels }) => channels.includes(channel.name));
      if (own.length === 0) continue;
      const problem = await tell(k, settings, channel, own);
      problems.set(channel.name, problem);
      // 说「它送不到」的这件事自己送不到时，不再套一层。
      if (problem !== undefined && own.some(({ row }) => row.kind !== CHANNEL_KIND)) await reportChannel(k, channel.name, problem);
    }
    for (const saying of sayings) {
      const tries = saying.channels.map((channel): AlertTry => {
        const problem = problems.has(channel) ? problems.get(channel) : '没有这个渠道了';
        return { at: k.now(), channel, ...(problem === undefined ? {} : { problem }) };
      });
      if (tries.some(({ problem }) => problem !== undefined)) failed += 1;
      told += 1;
      await contend(k, async (round) => {
        const row = round === 0 ? saying.row : ((await alerts.find(saying.row._id)) ?? saying.row);
        if (!(await alerts.write(row, after(k, settings, row, saying, tries)))) throw new LostRace();
      });
    }
    if (due.length === 0) break;
  }
  return { told, failed };
}
