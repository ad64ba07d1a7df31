/** 清单的一次打开：让服务端体检一遍，按块分好，重的在前。只看，不改任何东西。 */
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import type { DoctorAnswer, Finding } from '../../contract/doctor/doctor';
import { DOCTOR_AREAS, type DoctorArea, type Severity } from '../../contract/doctor/findings';
import { describeFailure, type Failure } from '../shell/errors';
import { useNetwork } from '../shell/network';
import { callService } from '../shell/services';
import { waysOn } from '../shell/ways-on';
import { areaTitle, CHECKLIST, findingWords } from '../words/checklist';
import { useStaffGate } from './staff-gate';

type Row = Finding & { readonly id: string };
export interface Group {
  readonly area: DoctorArea;
  readonly title: string;
  readonly findings: readonly Row[];
  /** 没有查成的原因，各说一次 */
  readonly skipped: readonly string[];
  /** 查过、没有事 */
  readonly fine: boolean;
}

const WEIGHT: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };
const worst = ({ findings, skipped }: Group): number =>
  Math.min(4, ...findings.map(({ severity }) => WEIGHT[severity]), ...(skipped.length > 0 ? [3] : []));

/** 有错的块在最前；一样重的照表里的次序。 */
export function groupsOf({ findings, checks }: Pick<DoctorAnswer, 'findings' | 'checks'>): Group[] {
  const groups = DOCTOR_AREAS.flatMap((area): Group[] => {
    const own = checks.filter((check) => check.area === area);
    const found = findings.filter((finding) => finding.area === area);
    if (own.length === 0 && found.length === 0) return [];
    const skipped = [...new Set(own.flatMap((check) => check.skipped ?? []))];
    const rows = found.map((finding, index): Row => ({ ...finding, ...findingWords(finding), id: `${area}-${index}` }));
    return [{ area, title: areaTitle(area), findings: rows, skipped, fine: rows.length === 0 && skipped.length === 0 }];
  });
  return groups.sort((a, b) => worst(a) - worst(b));
}

export function createChecklist() {
  const answer = shallowRef<DoctorAnswer>();
  const failure = shallowRef<Failure>();
  const loading = ref(false);
  const gate = useStaffGate(CHECKLIST);
  let round = 0;
  onScopeDispose(() => (round += 1));
  const { offline } = useNetwork(() => void load());

  async function load(): Promise<void> {
    const mine = ++round;
    loading.value = true;
    failure.value = undefined;
    try {
      const examined = await callService('doctor', {});
      if (mine !== round) return;
      answer.value = examined;
    } catch (thrown) {
      if (mine !== round) return;
      const reason = describeFailure(thrown);
      if (!gate.refuse(reason)) failure.value = reason;
    }
    if (mine === round) loading.value = false;
  }
  const count = (severity: Severity): number => answer.value?.findings.filter((finding) => finding.severity === severity).length ?? 0;

  void load();
  return {
    answer,
    groups: computed(() => (answer.value ? groupsOf(answer.value) : [])),
    errors: computed(() => count('error')),
    warnings: computed(() => count('warning')),
    failure,
    loading,
    offline,
    again(): void {
      if (!loading.value && !offline.value) void load();
    },
    waysOn: computed(() => waysOn(failure.value, load, loading.value)),
    ...gate.frame(load),
  };
}
