/** 商户账号的一次打开：看、新建、改、停用。密钥只写不读：留空就是不改。 */
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import { accountPlatformsOf, PROVIDERS, type AccountPlatform, type ProviderName } from '../../contract/channels';
import {
  MERCHANT_FIELDS,
  type MerchantField,
  type MerchantSection,
  type MerchantStatus,
  type MerchantView,
  type SaveMerchantInput,
} from '../../contract/merchants/merchants';
import type { Trouble } from '../pay/trouble';
import type { Dialog } from '../shell/dialog';
import { describeFailure } from '../shell/errors';
import type { PageQuery } from '../shell/pages';
import { BETWEEN_FIELDS, PARAM_PREFIX } from '../shell/server-phrases';
import { providerTitle } from '../shell/provider-names';
import { useRowList } from '../shell/row-list';
import { callService } from '../shell/services';
import { waysOn } from '../shell/ways-on';
import { problemText } from '../words/config-problems';
import { fieldTitle, MERCHANTS, platformTitle, statusTitle } from '../words/merchants';
import { actTrouble } from './act-trouble';
import { useStaffGate } from './staff-gate';

/** 人填的。 */
export interface MerchantForm {
  readonly isNew: boolean;
  readonly pid: string;
  readonly version?: number;
  readonly name: string;
  readonly status: MerchantStatus;
  /** `<渠道>.<端>`；空 = 这次不改账号 */
  readonly target: string;
  /** 账号的键 → 填的 */
  readonly values: Readonly<Record<string, string>>;
  readonly reason: string;
}
type Problems = Readonly<Record<string, string>>;

export const sectionTitle = (provider: ProviderName, platform: AccountPlatform): string =>
  `${providerTitle(provider)} · ${platformTitle(platform)}`;

const PID = /^[0-9A-Za-z_-]{1,32}$/;

interface Target {
  readonly provider: ProviderName;
  readonly platform: AccountPlatform;
}
/** 能填的账号：写明了填什么的渠道的各端。 */
export const TARGETS: ReadonlyMap<string, Target> = new Map(
  PROVIDERS.filter((provider) => MERCHANT_FIELDS[provider]).flatMap((provider) =>
    accountPlatformsOf(provider).map((platform): [string, Target] => [`${provider}.${platform}`, { provider, platform }]),
  ),
);

const keysOf = (target: string): readonly string[] => {
  const { plain = [], flags = [], secret = [] } = MERCHANT_FIELDS[TARGETS.get(target)?.provider as ProviderName] ?? {};
  return [...plain, ...flags, ...secret];
};
export const isSecret = (target: string, name: string): boolean =>
  MERCHANT_FIELDS[TARGETS.get(target)?.provider as ProviderName]?.secret.includes(name) === true;

const sectionIn = (row: MerchantView | undefined, target: string): MerchantSection | undefined =>
  row?.sections.find(({ provider, platform }) => `${provider}.${platform}` === target);

/** 填的 → 要的；填得不对的说在哪一栏。 */
export function checkMerchant(
  form: MerchantForm,
  row: MerchantView | undefined,
): { readonly wish: SaveMerchantInput } | { readonly problems: Problems } {
  const [pid, name, reason] = [form.pid.trim(), form.name.trim(), form.reason.trim()];
  const target = TARGETS.get(form.target);
  const known = sectionIn(row, form.target)?.fields ?? [];
  const before = (key: string): string => known.find((field) => field.name === key)?.value ?? '';
  const fields = keysOf(form.target).flatMap((key) => {
    const value = (form.values[key] ?? '').trim();
    return (isSecret(form.target, key) ? value === '' : value === before(key)) ? [] : [{ name: key, value }];
  });
  const problems: Problems = {
    ...(PID.test(pid) ? {} : { pid: MERCHANTS.wrongPid }),
    ...(name !== '' ? {} : { name: MERCHANTS.wrongName }),
    ...(form.isNew && !target ? { target: MERCHANTS.wrongTarget } : {}),
    ...(reason.length >= 2 ? {} : { reason: MERCHANTS.wrongReason }),
  };
  if (Object.keys(problems).length > 0) return { problems };
  const section = target && fields.length > 0 ? { section: { ...target, fields } } : {};
  return { wish: { pid, ...(form.version === undefined ? {} : { version: form.version }), name, status: form.status, ...section, reason } };
}

/** 服务端说账号的哪一栏不对（`section.v3Key 不能为空`）→ 那一栏下面的话；有一处不是说账号的就没有。 */
export function accountProblems(said: string): Problems | undefined {
  const found = said
    .replace(PARAM_PREFIX, '')
    .split(BETWEEN_FIELDS)
    .map((part) => /^section\.(\w+) (.+)$/.exec(part));
  if (found.some((one) => one === null)) return undefined;
  return Object.fromEntries(found.map((one) => [`field-${one?.[1] ?? ''}`, problemText(one?.[2] ?? '')]));
}

/** 改过的一样：`name 新名字`、`status inactive`、`wxpay.h5 appId mchId`，都不用代号说。 */
export function changedWords(what: string): string {
  const [first = '', ...rest] = what.split(' ');
  const value = rest.join(' ');
  if (first === 'name') return `${MERCHANTS.name} ${value}`;
  if (first === 'status') return `${MERCHANTS.status} ${statusTitle(value)}`;
  const target = TARGETS.get(first);
  if (!target) return what;
  return `${sectionTitle(target.provider, target.platform)}${MERCHANTS.colon}${rest.map(fieldTitle).join(MERCHANTS.comma)}`;
}

/** @param dialog 页面的确认框 */
export function createMerchantDesk(_query: PageQuery, dialog: Dialog) {
  const isCut = ref(false);
  const canEncrypt = ref(true);
  const form = shallowRef<MerchantForm>();
  const problems = shallowRef<Problems>({});
  const said = shallowRef<Trouble>();
  const saving = ref(false);
  const gate = useStaffGate(MERCHANTS);
  let over = false;
  onScopeDispose(() => (over = true));
  const list = useRowList<MerchantView, never>(async () => {
    const { rows, more, can_encrypt } = await callService('listMerchants', {});
    isCut.value = more;
    canEncrypt.value = can_encrypt;
    return { rows };
  }, gate);

  const rowOf = (pid: string | undefined): MerchantView | undefined => list.rows.value?.find((row) => row.pid === pid);

  function open(row?: MerchantView): void {
    said.value = undefined;
    problems.value = {};
    form.value = {
      isNew: row === undefined,
      pid: row?.pid ?? '',
      ...(row ? { version: row.version } : {}),
      name: row?.name ?? '',
      status: row?.status === 'inactive' ? 'inactive' : 'active',
      target: '',
      values: {},
      reason: '',
    };
  }

  /** 换一个账号来填：看得到的先填上现在的。 */
  function aim(target: string): void {
    if (!form.value) return;
    const known = sectionIn(rowOf(form.value.pid), target)?.fields ?? [];
    problems.value = {};
    const values = Object.fromEntries(known.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])));
    form.value = { ...form.value, target, values };
  }

  async function save(): Promise<void> {
    if (!form.value || saving.value || list.offline.value) return;
    const checked = checkMerchant(form.value, form.value.isNew ? undefined : rowOf(form.value.pid));
    problems.value = 'problems' in checked ? checked.problems : {};
    if (!('wish' in checked)) return;
    const { wish } = checked;
    const touched = wish.section?.fields.map(({ name }) => fieldTitle(name)).join(MERCHANTS.comma);
    const sure = await dialog.ask({
      title: form.value.isNew ? MERCHANTS.confirmAdd : MERCHANTS.confirmChange,
      text: MERCHANTS.confirmHint,
      rows: [
        { name: MERCHANTS.pid, value: wish.pid },
        { name: MERCHANTS.status, value: statusTitle(wish.status) },
        ...(wish.section ? [{ name: sectionTitle(wish.section.provider, wish.section.platform), value: touched ?? '' }] : []),
        { name: MERCHANTS.reason, value: wish.reason },
      ],
      confirm: MERCHANTS.save,
      cancel: MERCHANTS.cancel,
      ...(wish.status === 'active' ? {} : { tone: 'danger' as const }),
    });
    if (!sure) return;
    saving.value = true;
    said.value = undefined;
    try {
      const { merchant } = await callService('saveMerchant', wish);
      if (over) return;
      list.change((rows) => [...rows.filter(({ pid }) => pid !== merchant.pid), merchant].sort((a, b) => (a.pid < b.pid ? -1 : 1)));
      form.value = undefined;
      said.value = { tone: 'info', text: MERCHANTS.saved };
    } catch (thrown) {
      const reason = describeFailure(thrown);
      if (over || gate.refuse(reason)) return;
      const fields = reason.unknown ? undefined : accountProblems(reason.said);
      problems.value = fields ?? {};
      said.value = fields ? { tone: 'warning', text: MERCHANTS.wrongFields } : actTrouble(reason);
    } finally {
      saving.value = false;
    }
  }

  void list.load();
  return {
    ...list,
    isCut,
    canEncrypt,
    form,
    problems,
    said,
    saving,
    open,
    aim,
    close: (): void => void (form.value = undefined),
    write(change: Partial<MerchantForm>): void {
      if (form.value) form.value = { ...form.value, ...change };
      problems.value = {};
    },
    enter(name: string, value: string): void {
      if (form.value) form.value = { ...form.value, values: { ...form.value.values, [name]: value } };
      const { [`field-${name}`]: _mended, ...others } = problems.value;
      problems.value = others;
    },
    save: (): void => void save(),
    /** 正在填的账号的各栏，连同现在填着什么 */
    fields: computed<readonly MerchantField[]>(() => {
      const { target = '', pid, isNew = true } = form.value ?? {};
      const known = isNew ? undefined : sectionIn(rowOf(pid), target);
      return keysOf(target).map((name) => known?.fields.find((field) => field.name === name) ?? { name, filled: false });
    }),
    waysOn: computed(() => waysOn(list.failure.value, list.load, list.loading.value !== '')),
    ...gate.frame(list.load),
  };
}
