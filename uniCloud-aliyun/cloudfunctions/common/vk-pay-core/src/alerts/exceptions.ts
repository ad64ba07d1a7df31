/** 规范的 monitorPaymentExceptions：最近五分钟的错误率超过一成就告警。样本太少的不算：一次失败的一次操作是 100%，不是故障。 */
import type { Kernel } from '../kernel/kernel';
import { readTail, readTotal } from '../stats/read';
import { callTotals } from '../stats/totals';
import { MINUTE_MS } from '../stats/span';
import { deliverAlerts } from './deliver';
import { raise } from './episode';
import { RULES, sightOf } from './rules';
import { alertSettings } from './settings';
import { alertsOf } from './store';

const KIND = 'error-rate';
const DEFAULT_COOLDOWN = 30;
/** 当场送最多花这么久，毫秒。 */
const SEND_MS = 15_000;

export interface PaymentExceptions {
  readonly total: number;
  readonly errors: number;
  /** 百分数，两位小数；没有操作时为 0 */
  readonly errorRate: number;
  /** 这一次越过了线 */
  readonly alarmed: boolean;
}

/** 数在 vk-pay/config.js 的 alerts.rules['error-rate'] 里改；写 false 就只数、不告警。 */
export async function paymentExceptions(k: Kernel): Promise<PaymentExceptions> {
  const settings = alertSettings(k);
  const own = settings?.rules[KIND];
  const limits = { ...RULES[KIND].defaults, ...(own === false ? {} : own) };
  const tail = await readTail(k);
  const { calls } = await readTotal(k, k.now() - (limits['minutes'] ?? 0) * MINUTE_MS, k.now() + 1, tail);
  const { count, error, error_rate } = callTotals(calls);
  const [finding] = own === false ? [] : await RULES[KIND].find(sightOf(k, tail), limits);
  if (finding) {
    await raise(k, KIND, finding, settings?.cooldownMinutes ?? DEFAULT_COOLDOWN, await alertsOf(k).standing(100));
    await deliverAlerts(k, k.now() + SEND_MS);
  }
  return { total: count, errors: error, errorRate: error_rate ?? 0, alarmed: finding !== undefined };
}
