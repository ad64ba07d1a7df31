/** 体检的结果 → 终端上的一页与退出码。 */
import color from 'picocolors';
import type { Examined, Finding } from '../../common/contract/doctor/doctor';
import { AREA_TITLES, DOCTOR_AREAS, type DoctorArea, type Severity } from '../../common/contract/doctor/findings';

const MARKS: Readonly<Record<Severity, string>> = { error: color.red('✗'), warning: color.yellow('!'), info: color.cyan('i') };
const count = ({ findings }: Examined, severity: Severity): number => findings.filter((one) => one.severity === severity).length;

/** 0 没有要改的（提醒不算） · 1 有错 · 3 只有要留意的；2 是命令行写错了，与别的命令相同。 */
export function exitCodeOf(examined: Examined): 0 | 1 | 3 {
  if (count(examined, 'error') > 0) return 1;
  return count(examined, 'warning') > 0 ? 3 : 0;
}

const findingLines = ({ severity, what, subject, fact, why, todo }: Finding): string[] => [
  `  ${MARKS[severity]} ${color.bold(what)}  ${subject}${fact ? `：${fact}` : ''}`,
  color.dim(`      ${why}`),
  `      → ${todo}`,
];

function areaLines({ checks, findings }: Examined, area: DoctorArea): string[] {
  const own = checks.filter((check) => check.area === area);
  const found = findings.filter((finding) => finding.area === area);
  const skipped = [...new Set(own.flatMap((check) => (check.skipped && check.found === undefined ? [check.skipped] : [])))];
  if (own.length === 0 && found.length === 0) return [];
  const fine = found.length === 0 && skipped.length === 0;
  return [
    fine ? `${color.green('✓')} ${AREA_TITLES[area]}` : color.bold(AREA_TITLES[area]),
    ...found.flatMap(findingLines),
    ...skipped.map((reason) => color.dim(`  – 没有查：${reason}`)),
  ];
}

export function report(examined: Examined): string {
  const [errors, warnings, hints] = (['error', 'warning', 'info'] as const).map((severity) => count(examined, severity));
  const summary = `${errors} 处错误，${warnings} 处要留意，${hints} 条提醒`;
  return [
    color.bold(`体检（${examined.environment}）`),
    ...DOCTOR_AREAS.flatMap((area) => areaLines(examined, area)),
    '',
    errors ? color.red(summary) : warnings ? color.yellow(summary) : color.green(summary),
  ].join('\n');
}
