/** 规范的 sendAlert：商户自己的一条告警，进收件箱，当场送出去；送不到的由定时任务接着送。 */
import { createHash } from 'node:crypto';
import type { AlertLevel } from '../../../../../../common/contract/watch/alerts';
import { sendAlertSchema } from '../../../../../../common/contract/watch/alerts-params';
import { cleanText } from '../journal/redact';
import type { Kernel } from '../kernel/kernel';
import { requireParams } from '../kernel/validate';
import { deliverAlerts } from './deliver';
import { alertSettings } from './settings';
import { alertsOf } from './store';

const MINUTE_MS = 60_000;
const DEFAULT_COOLDOWN = 30;
/** 当场送最多花这么久，毫秒。 */
const SEND_MS = 15_000;

export interface Alert {
  readonly title: string;
  readonly message: string;
  /** 缺省 warning */
  readonly level?: AlertLevel;
}

export interface SentAlert {
  readonly id: string;
  /** 冷却期里同样的一条已经有了，没有再开 */
  readonly repeated: boolean;
}

/** @throws PayError 40001；收件箱写不进去也抛出 */
export async function alertNow(k: Kernel, input: unknown): Promise<SentAlert> {
  const { title, message, level } = requireParams(sendAlertSchema, input);
  const now = k.now();
  const cooldown = (alertSettings(k)?.cooldownMinutes ?? DEFAULT_COOLDOWN) * MINUTE_MS;
  const identity = createHash('sha256').update(`${level}\n${title}\n${message}`).digest('base64url').slice(0, 16);
  const id = `custom:${identity}:${Math.floor(now / cooldown)}`;
  const text = cleanText(`${title}：${message}`);
  const row = {
    kind: 'custom',
    level,
    message: text,
    status: 'OPEN',
    stage: 'open',
    next_date: now,
    version: 1,
    create_date: now,
  } as const;
  const fresh = await alertsOf(k).add({ _id: id, ...row });
  await deliverAlerts(k, now + SEND_MS);
  return { id, repeated: !fresh };
}
