/** 看一遍全部规则。一条规则看不成（数据库出错），不影响别的。 */
import { ALERT_RULES, type AlertRule } from '../../../../../../common/contract/watch/alerts';
import { cleanText } from '../journal/redact';
import { printFailure } from '../kernel/console-line';
import type { Kernel } from '../kernel/kernel';
import { readTail } from '../stats/read';
import { raise, recover } from './episode';
import { RULES, sightOf, type Finding, type Sight } from './rules';
import { alertSettings, type AlertSettings } from './settings';
import { alertsOf } from './store';

const MAX_STANDING = 200;

/** 关掉的、看不成的返回 undefined：那时不知道好了没有。 */
async function findingsOf(kind: AlertRule, sight: Sight, { rules }: AlertSettings): Promise<readonly Finding[] | undefined> {
  const own = rules[kind];
  if (own === false) return [];
  try {
    return await RULES[kind].find(sight, { ...RULES[kind].defaults, ...own });
  } catch (error) {
    printFailure(`告警规则 ${kind} 看不成：${cleanText(error instanceof Error ? error.message : String(error))}`, sight.k.requestId);
    return undefined;
  }
}

/** @returns 有几条规则成立、几条看不成；没有写 alerts 的什么也不看 */
export async function watchRules(k: Kernel): Promise<{ raised: number; failed: number }> {
  const settings = alertSettings(k);
  if (!settings) return { raised: 0, failed: 0 };
  const sight = sightOf(k, await readTail(k));
  const standing = await alertsOf(k).standing(MAX_STANDING);
  let raised = 0;
  let failed = 0;
  for (const kind of ALERT_RULES) {
    const findings = await findingsOf(kind, sight, settings);
    if (findings === undefined) {
      failed += 1;
      continue;
    }
    for (const finding of findings) {
      await raise(k, kind, finding, settings.cooldownMinutes, standing);
      raised += 1;
    }
    const gone = standing.filter((row) => row.kind === kind && !findings.some(({ subject }) => subject === (row.subject ?? '')));
    for (const row of gone) await recover(k, row);
  }
  return { raised, failed };
}
