/** 灰度的一次打开：每个功能开到哪里，改一个要写原因、确认一次。 */
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import { MAX_LISTED, type ChangeReleaseInput, type FeatureName, type ReleaseView } from '../../contract/release/release';
import type { StatGroupView } from '../../contract/watch/statistics';
import type { Trouble } from '../pay/trouble';
import type { Dialog } from '../shell/dialog';
import { describeFailure } from '../shell/errors';
import type { PageQuery } from '../shell/pages';
import { useRowList } from '../shell/row-list';
import { callService } from '../shell/services';
import { waysOn } from '../shell/ways-on';
import { featureWords, reachOf, RELEASE } from '../words/release';
import { actTrouble } from './act-trouble';
import { SIDES_DAYS, sidesOf, type ReleaseSides } from './release-sides';
import { useStaffGate } from './staff-gate';

/** 人填的。 */
export interface ReleaseForm {
  readonly feature: FeatureName;
  readonly version: number;
  readonly enabled: 'on' | 'off';
  readonly percentage: string;
  readonly allow: string;
  readonly deny: string;
  readonly reason: string;
}
type Problems = Readonly<Partial<Record<'percentage' | 'allow' | 'deny' | 'reason', string>>>;

const DAY_MS = 86_400_000;
const USER = /^[0-9A-Za-z_-]{1,64}$/;
/** 全角的逗号、顿号、分号与换行都认。 */
const usersIn = (text: string): string[] =>
  text
    .normalize('NFKC')
    .split(/[\s,;、，；]+/)
    .filter(Boolean);
const areUsers = (users: readonly string[]): boolean => users.length <= MAX_LISTED && users.every((user) => USER.test(user));

/** 填的 → 要的；填得不对的说在哪一栏。 */
export function checkRelease(form: ReleaseForm): { readonly wish: ChangeReleaseInput } | { readonly problems: Problems } {
  const percentage = form.percentage.normalize('NFKC').trim();
  const [allow, deny] = [usersIn(form.allow), usersIn(form.deny)];
  const reason = form.reason.trim();
  const problems: Problems = {
    ...(/^\d{1,3}$/.test(percentage) && Number(percentage) <= 100 ? {} : { percentage: RELEASE.wrongPercentage }),
    ...(areUsers(allow) ? {} : { allow: RELEASE.wrongUsers }),
    ...(areUsers(deny) ? {} : { deny: RELEASE.wrongUsers }),
    ...(reason.length >= 2 ? {} : { reason: RELEASE.wrongReason }),
  };
  if (Object.keys(problems).length > 0) return { problems };
  const { feature, version } = form;
  return { wish: { feature, version, enabled: form.enabled === 'on', percentage: Number(percentage), allow, deny, reason } };
}

/** @param dialog 页面的确认框 */
export function createReleaseDesk(_query: PageQuery, dialog: Dialog) {
  const form = shallowRef<ReleaseForm>();
  const problems = shallowRef<Problems>({});
  const said = shallowRef<Trouble>();
  const saving = ref(false);
  const gate = useStaffGate(RELEASE);
  let over = false;
  onScopeDispose(() => (over = true));
  /** 最近几天各支的数字；没有取到为 undefined，不挡着看与改 */
  const groups = shallowRef<readonly StatGroupView[]>();
  const readGroups = async (): Promise<void> => {
    try {
      const wish = { from: Date.now() - SIDES_DAYS * DAY_MS, granularity: 'day', by: 'variant' } as const;
      groups.value = (await callService('getStatistics', wish)).groups;
    } catch {
      groups.value = undefined;
    }
  };
  const list = useRowList<ReleaseView, never>(async () => {
    const [{ rows }] = await Promise.all([callService('listReleases', {}), readGroups()]);
    return { rows };
  }, gate);

  function open({ feature, version, enabled, percentage, allow, deny }: ReleaseView): void {
    said.value = undefined;
    problems.value = {};
    form.value = {
      feature,
      version,
      enabled: enabled ? 'on' : 'off',
      percentage: String(percentage),
      allow: allow.join(' '),
      deny: deny.join(' '),
      reason: '',
    };
  }

  async function save(): Promise<void> {
    if (!form.value || saving.value || list.offline.value) return;
    const checked = checkRelease(form.value);
    problems.value = 'problems' in checked ? checked.problems : {};
    if (!('wish' in checked)) return;
    const { wish } = checked;
    const sure = await dialog.ask({
      title: RELEASE.confirmTitle,
      text: RELEASE.confirmHint,
      rows: [
        { name: RELEASE.feature, value: featureWords(wish.feature).title },
        { name: RELEASE.becomes, value: `${reachOf(wish)} · ${RELEASE.lists(wish.allow.length, wish.deny.length)}` },
        { name: RELEASE.reason, value: wish.reason },
      ],
      confirm: RELEASE.save,
      cancel: RELEASE.cancel,
      ...(wish.enabled ? {} : { tone: 'danger' as const }),
    });
    if (!sure) return;
    saving.value = true;
    try {
      const { release } = await callService('changeRelease', wish);
      if (over) return;
      list.change((rows) => rows.map((row) => (row.feature === release.feature ? release : row)));
      form.value = undefined;
      said.value = { tone: 'info', text: RELEASE.saved };
    } catch (thrown) {
      const reason = describeFailure(thrown);
      if (over || gate.refuse(reason)) return;
      said.value = actTrouble(reason);
      await list.load();
      // 别人刚刚改过的，看到了新的样子才能再保存
      const fresh = list.rows.value?.find(({ feature }) => feature === wish.feature);
      if (form.value && fresh) form.value = { ...form.value, version: fresh.version };
    } finally {
      saving.value = false;
    }
  }

  void list.load();
  return {
    ...list,
    form,
    problems,
    said,
    saving,
    open,
    sidesOf: (feature: FeatureName): ReleaseSides | undefined => groups.value && sidesOf(groups.value, feature),
    close: (): void => void (form.value = undefined),
    write(change: Partial<ReleaseForm>): void {
      if (form.value) form.value = { ...form.value, ...change };
      problems.value = {};
    },
    save: (): void => void save(),
    waysOn: computed(() => waysOn(list.failure.value, list.load, list.loading.value !== '')),
    ...gate.frame(list.load),
  };
}
