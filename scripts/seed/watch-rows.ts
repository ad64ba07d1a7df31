/** 看着它的人看到的：出事那几段里规则告的警、网关说起的陌生单子，与每一条告警告诉过谁、谁认领了。 */
import { PROVIDER_TITLES, type ProviderName } from '../../common/contract/channels';
import type { Document } from '../../local/unicloud';
import type { AlertRecord, AlertTry } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/alerts/record';
import { RULES } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/alerts/rules';
import { DAY_MS, HOUR_MS } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/clock';
import { createDice, type Dice } from './dice';
import { ALERT_NOTES, INCIDENTS, STRANGERS } from './habits';
import type { Logbook } from './logbook';
import { PID, SEEDED } from './order-row';
import { addRow, type Rows } from './rows';
import type { Setting, Story } from './story';

const MINUTE_MS = 60_000;
/** 出事之后多久规则才成立，好了之后多久才算好了 */
const NOTICED_MS = 6 * MINUTE_MS;
const RECOVERED_MS = 4 * MINUTE_MS;
/** 新到的还没有轮到往外说 */
const TOLD_AFTER_MS = 2 * MINUTE_MS;
const CHANNELS = ['wecom', 'dingtalk'] as const;

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** 那一段里，那一家的通话；单子少的店也到得了规则说话的那条线。 */
function callsIn(
  stories: readonly Story[],
  provider: ProviderName,
  from: number,
  to: number,
): { count: number; failed: number; p95: number } {
  const own = stories.filter(({ way, at }) => way.provider === provider && at >= from && at < to);
  const ms = own.map((story) => story.refused?.ms ?? story.ms).sort((a, b) => a - b);
  const { minimum = 0, p95 = 0 } = RULES['slow-gateway'].defaults;
  const failed = own.filter(({ refused }) => refused).length;
  return {
    count: Math.max(own.length, minimum),
    failed: Math.max(failed, Math.ceil(minimum / 4)),
    p95: Math.max(percentile(ms, 0.95), p95 + 240),
  };
}

function ruleAlerts(stories: readonly Story[], { days, now }: Setting, rows: Rows): void {
  for (const { provider, daysAgo, from, to } of INCIDENTS) {
    const day = days[days.length - 1 - daysAgo];
    if (!day) continue;
    const [begins, ends] = [day.from + from * HOUR_MS + NOTICED_MS, day.from + to * HOUR_MS];
    const { count, failed, p95 } = callsIn(stories, provider, day.from + from * HOUR_MS, ends);
    if (ends + RECOVERED_MS >= now) continue;
    const alert = (kind: 'slow-gateway' | 'error-rate', subject: string, message: string, figures: AlertRecord['figures'] & object): void =>
      addRow(rows, 'payment_alerts', {
        _id: `${kind}:${subject}:${begins}`,
        kind,
        level: RULES[kind].level,
        message,
        figures,
        subject,
        status: 'RECOVERED',
        create_date: begins,
        last_date: ends,
        seen: Math.round((ends - begins) / MINUTE_MS),
        next_date: 0,
        stage: 'recover',
        recovered_date: ends + RECOVERED_MS,
        version: 2,
      });
    alert('slow-gateway', provider, `${PROVIDER_TITLES[provider]}变慢：最近 ${count} 次通话的 p95 是 ${p95} 毫秒`, {
      provider,
      calls: count,
      p95,
    });
    const percent = Math.round((failed / count) * 1000) / 10;
    if (failed > 0)
      alert('error-rate', '', `支付错误率异常：最近 5 分钟 ${count} 次操作里 ${failed} 次失败，${percent}%`, {
        minutes: 5,
        count,
        errors: failed,
        percent,
      });
  }
}

/** 同一个商户号另有系统在收款：通知来到这里，单子不是我们的。 */
async function strangers({ days, now, pasts }: Setting, book: Logbook, rows: Rows): Promise<void> {
  for (const [index, { provider, hoursAgo, fee, no, settled }] of STRANGERS.entries()) {
    const past = pasts[provider];
    const at = now - hoursAgo * HOUR_MS;
    if (!past || at < (days[0]?.from ?? now)) continue;
    const { mchid } = past.owner('h5');
    await book.open(at, `${SEEDED}st${index}`).alert({
      kind: 'unknown-order-paid',
      level: 'critical',
      out_trade_no: no,
      fact: `${provider} ${mchid} ${past.transactionId(at, 900_000_000 + index)}`,
      message: '网关通知一张本地没有的订单已支付',
      review: { kind: 'unknown_order', provider, platform: 'h5', pid: PID, fee, evidence: `SUCCESS ${fee}` },
    });
    const note = rows.get('payment_reviews')?.at(-1);
    if (settled === undefined || !note) continue;
    const act = { act: 'write_off', operator: 'clerk-zhao', reason: settled, at: at + 2 * HOUR_MS, requestId: `${SEEDED}st${index}` };
    Object.assign(note, { status: 'DONE', acts: [act], version: 2 });
  }
}

/** 往外说过、有人认领过：旧的都有人看过，今天的还等着。 */
function told(dice: Dice, row: AlertRecord, now: number): AlertRecord {
  const age = now - row.create_date;
  if (age < TOLD_AFTER_MS) return row;
  const at = row.create_date + dice.between(5000, 50_000);
  const missed = dice.chance(0.08);
  const tries: AlertTry[] = CHANNELS.flatMap((channel, index): AlertTry[] =>
    missed && index === 1
      ? [
          { at, channel, problem: 'HTTP 502' },
          { at: at + 2 * MINUTE_MS, channel },
        ]
      : [{ at, channel }],
  );
  const taken = row.status === 'OPEN' && age > DAY_MS && dice.chance(0.75);
  return {
    ...row,
    next_date: 0,
    stage: row.stage ?? 'open',
    attempts: 0,
    pending: [],
    tries,
    sent_date: at,
    version: (row.version ?? 0) + 2,
    ...(taken
      ? {
          status: 'ACKNOWLEDGED',
          acknowledged: {
            by: dice.chance(0.6) ? 'clerk-zhao' : 'clerk-lin',
            at: at + dice.around(25 * MINUTE_MS, 0.8),
            note: dice.pick(ALERT_NOTES).text,
          },
        }
      : {}),
  };
}

export async function watchRows(stories: readonly Story[], setting: Setting, book: Logbook, rows: Rows): Promise<void> {
  ruleAlerts(stories, setting, rows);
  await strangers(setting, book, rows);
  const dice = createDice(setting.seed, 'watch');
  const alerts = (rows.get('payment_alerts') ?? []) as unknown as readonly AlertRecord[];
  rows.set(
    'payment_alerts',
    alerts.map((row) => told(dice, row, setting.now) as unknown as Document),
  );
}
