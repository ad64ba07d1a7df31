/** 规范的 monitorPaymentExceptions：最近五分钟的错误率超过一成就告警。样本太少的不算：一次失败的一次操作是 100%，不是故障。 */
import type { Kernel } from '../kernel/kernel';
import { readTail, readTotal } from '../stats/read';
import { callTotals } from '../stats/totals';
import { MINUTE_MS } from '../stats/span';

export interface ExceptionRule {
  readonly windowMinutes: number;
  /** 百分数，超过（不含）就告警 */
  readonly percent: number;
  /** 至少这么多次操作才算数 */
  readonly minimum: number;
}

const EXCEPTION_RULE: ExceptionRule = { windowMinutes: 5, percent: 10, minimum: 20 };

export interface PaymentExceptions {
  readonly total: number;
  readonly errors: number;
  /** 百分数，两位小数；没有操作时为 0 */
  readonly errorRate: number;
  /** 这一次越过了线 */
  readonly alarmed: boolean;
}

export async function paymentExceptions(k: Kernel, rule: ExceptionRule = EXCEPTION_RULE): Promise<PaymentExceptions> {
  const now = k.now();
  const { calls } = await readTotal(k, now - rule.windowMinutes * MINUTE_MS, now + 1, await readTail(k));
  const { count, error, error_rate } = callTotals(calls);
  const errorRate = error_rate ?? 0;
  const alarmed = count >= rule.minimum && errorRate > rule.percent;
  if (alarmed) {
    const window = Math.floor(now / (rule.windowMinutes * MINUTE_MS));
    await k.journal.alert({
      kind: 'error-rate',
      level: 'critical',
      fact: String(window),
      message: `支付错误率异常：最近 ${rule.windowMinutes} 分钟 ${count} 次操作里 ${error} 次失败，${errorRate}%`,
    });
  }
  return { total: count, errors: error, errorRate, alarmed };
}
