/** 一条规则成立的一段时间是一条告警：成立就开，一直成立只更新，不再成立就是好了。同一段不论几个实例看见都是一条。 */
import type { AlertRule } from '../../../../../../common/contract/watch/alerts';
import { cleanText } from '../journal/redact';
import type { Kernel } from '../kernel/kernel';
import { claim } from '../ledger/claim';
import type { AlertRecord } from './record';
import { RULES, type Finding } from './rules';
import { alertsOf } from './store';

const MINUTE_MS = 60_000;
/** 不再成立这么久才算好了：在线上下抖的不来回说。 */
const RECOVER_AFTER_MS = 3 * MINUTE_MS;

/** 成立：开一条，或更新已经开着的。开过不久又来的，冷却期里不再开。 */
export async function raise(
  k: Kernel,
  kind: AlertRule,
  { subject, message, figures }: Finding,
  cooldownMinutes: number,
  standing: readonly AlertRecord[],
): Promise<void> {
  const now = k.now();
  const open = standing.find((row) => row.kind === kind && (row.subject ?? '') === subject);
  if (open) {
    await alertsOf(k).write(open, {
      message: cleanText(message),
      ...(figures ? { figures } : {}),
      last_date: now,
      seen: (open.seen ?? 1) + 1,
    });
    return;
  }
  if (!(await claim(k, `alert:${kind}:${subject}`, cooldownMinutes * MINUTE_MS))) return;
  await alertsOf(k).add({
    _id: `${kind}:${subject}:${now}`,
    kind,
    level: RULES[kind].level,
    message: cleanText(message),
    ...(figures ? { figures } : {}),
    subject,
    status: 'OPEN',
    last_date: now,
    seen: 1,
    next_date: now,
    stage: 'open',
    version: 1,
    create_date: now,
  });
}

/** 好了：说过的再说一声「已恢复」，没有来得及说的就不说了。 */
export async function recover(k: Kernel, row: AlertRecord): Promise<void> {
  const now = k.now();
  if (now - (row.last_date ?? now) < RECOVER_AFTER_MS) return;
  await alertsOf(k).write(row, {
    status: 'RECOVERED',
    recovered_date: now,
    stage: 'recover',
    pending: [],
    attempts: 0,
    next_date: row.sent_date === undefined ? 0 : now,
  });
}
