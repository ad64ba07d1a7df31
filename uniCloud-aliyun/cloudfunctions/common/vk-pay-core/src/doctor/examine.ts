/** 一项项查过去；哪一项出了错，只是那一项没有查成。 */
import { bySeverity, findingOf, type CheckView, type Examined, type Finding } from '../../../../../../common/contract/doctor/doctor';
import { cleanText } from '../journal/redact';
import { CONFIG_CHECKS } from './config-checks';
import type { Check, Examination } from './examination';
import { GATEWAY_CHECKS } from './gateway-checks';
import { SPACE_CHECKS } from './space-checks';

/** 全部检查，一张表；命令另有看文件的几项。 */
export const CHECKS: readonly Check[] = [...CONFIG_CHECKS, ...GATEWAY_CHECKS, ...SPACE_CHECKS];

/** 为什么查不了；查得了为 undefined。 */
function whySkipped({ needs, id }: Check, { config, http, kernel, list }: Examination): string | undefined {
  if (needs === undefined || (id === 'indexes' && list)) return undefined;
  if (!config) return '配置改好之后再查';
  if (needs === 'network' && !http) return '没有联网';
  return needs === 'database' && !kernel ? '从这里看不到空间的数据库，请在员工的清单页看' : undefined;
}

/** 从不抛出，从不写下任何东西。@param more 只有命令才查得了的 */
export async function examine(about: Examination, more: readonly Check[] = []): Promise<Examined> {
  const findings: Finding[] = [];
  const checks: CheckView[] = [];
  for (const check of [...CHECKS, ...more]) {
    const { id, area } = check;
    const skipped = whySkipped(check, about);
    if (skipped !== undefined) {
      checks.push({ id, area, skipped });
      continue;
    }
    try {
      const found = await check.run(about);
      findings.push(...found.map(({ kind, subject, fact }) => findingOf(kind, subject, fact)));
      checks.push({ id, area, found: found.length });
    } catch (error) {
      const fact = cleanText(error instanceof Error ? error.message : String(error));
      findings.push({ ...findingOf('check-failed', id, fact), area });
      checks.push({ id, area, skipped: fact });
    }
  }
  return { environment: about.environment ?? '', checks, findings: findings.sort(bySeverity), server_date: about.now() };
}
