/** 分账的接收方那一页的一次打开：看、添加、删掉。账号与姓名只写不读，个人的只看得到末四位。 */
import { computed, reactive, ref, shallowRef } from 'vue';
import { CHANNEL_PLATFORMS, manifestOf, PROVIDERS, type Platform, type ProviderName } from '../../contract/channels';
import type { AddReceiverInput, ReceiverType } from '../../contract/sharing/params';
import type { SharingReceiverView } from '../../contract/sharing/services';
import type { Trouble } from '../pay/trouble';
import type { Dialog } from '../shell/dialog';
import { describeFailure } from '../shell/errors';
import type { PageQuery } from '../shell/pages';
import { providerTitle } from '../shell/provider-names';
import { useRowList } from '../shell/row-list';
import { callService } from '../shell/services';
import { waysOn } from '../shell/ways-on';
import { platformTitle } from '../words/merchants';
import { receiverTypeTitle, RECEIVERS, RELATION_WORDS } from '../words/receivers';
import { actTrouble } from './act-trouble';
import { useStaffGate } from './staff-gate';
import { lackingText } from './staff-rights';

/** 服务端一次最多列这么多 */
const LISTED = 200;
const TYPES: Readonly<Partial<Record<ProviderName, readonly ReceiverType[]>>> = {
  wxpay: ['MERCHANT_ID', 'PERSONAL_OPENID', 'PERSONAL_SUB_OPENID'],
  alipay: ['loginName', 'userId', 'openId'],
};
export const receiverTypesOf = (provider: ProviderName): readonly ReceiverType[] => TYPES[provider] ?? [];
/** 能分账的渠道。 */
export const SHARING_PROVIDERS = PROVIDERS.filter((provider) => manifestOf(provider).can.includes('sharing') && TYPES[provider]);
const NAMED: readonly ReceiverType[] = ['MERCHANT_ID', 'loginName'];

export interface ReceiverForm {
  readonly provider: ProviderName;
  readonly type: ReceiverType;
  readonly receiver_no: string;
  readonly account: string;
  readonly name: string;
  readonly title: string;
  readonly relation: string;
  readonly custom: string;
  /** 空 = 这个商户在这个渠道的第一个账号 */
  readonly platform: string;
  readonly pid: string;
}
export type ReceiverProblems = Readonly<Partial<Record<keyof ReceiverForm, string>>>;

const emptyForm = (provider: ProviderName): ReceiverForm => ({
  provider,
  type: receiverTypesOf(provider)[0] ?? 'MERCHANT_ID',
  receiver_no: '',
  account: '',
  name: '',
  title: '',
  relation: 'STORE',
  custom: '',
  platform: '',
  pid: '',
});

function accountProblem(type: ReceiverType, account: string): string | undefined {
  if (account === '') return RECEIVERS.needed;
  if (type === 'MERCHANT_ID' && !/^\d{6,32}$/.test(account)) return RECEIVERS.wrongMerchant;
  if (type === 'userId' && !/^2088\d{12}$/.test(account)) return RECEIVERS.wrongUserId;
  return /^\S{1,64}$/.test(account) ? undefined : RECEIVERS.wrongAccount;
}

/** 填的 → 要的；填得不对的说在哪一栏。 */
export function checkReceiver(form: ReceiverForm): { readonly wish: AddReceiverInput } | { readonly problems: ReceiverProblems } {
  const [receiver_no, account, name, title, custom, pid] = [
    form.receiver_no,
    form.account,
    form.name,
    form.title,
    form.custom,
    form.pid,
  ].map((text) => text.normalize('NFKC').trim()) as [string, string, string, string, string, string];
  const wechat = form.provider === 'wxpay';
  const found: readonly (readonly [keyof ReceiverForm, string | undefined])[] = [
    ['receiver_no', /^[0-9A-Za-z_-]{1,64}$/.test(receiver_no) ? undefined : RECEIVERS.wrongReceiverNo],
    ['account', accountProblem(form.type, account)],
    ['name', NAMED.includes(form.type) && name === '' ? RECEIVERS.needed : undefined],
    ['custom', wechat && form.relation === 'CUSTOM' && custom === '' ? RECEIVERS.needed : undefined],
  ];
  const problems = Object.fromEntries(found.filter(([, problem]) => problem !== undefined)) as ReceiverProblems;
  if (Object.keys(problems).length > 0) return { problems };
  return {
    wish: {
      receiver_no,
      provider: form.provider,
      type: form.type,
      account,
      ...(name === '' ? {} : { name }),
      ...(title === '' ? {} : { title }),
      ...(wechat ? { relation_type: form.relation as NonNullable<AddReceiverInput['relation_type']> } : {}),
      ...(wechat && form.relation === 'CUSTOM' ? { custom_relation: custom } : {}),
      ...(form.platform === '' ? {} : { platform: form.platform as Platform }),
      ...(pid === '' ? {} : { pid }),
    },
  };
}

/** @param dialog 页面的确认框 */
export function createReceiversDesk(query: PageQuery, dialog: Dialog) {
  const asked = SHARING_PROVIDERS.find((provider) => provider === query['provider']);
  const filter = ref<ProviderName | ''>(asked ?? '');
  const form = reactive<{ -readonly [Name in keyof ReceiverForm]: ReceiverForm[Name] }>(
    emptyForm(asked ?? (SHARING_PROVIDERS[0] as ProviderName)),
  );
  const problems = shallowRef<ReceiverProblems>({});
  const writing = ref(false);
  const busy = ref('');
  const said = shallowRef<Trouble>();
  const gate = useStaffGate(RECEIVERS);
  const list = useRowList<SharingReceiverView, never>(
    () => callService('listSharingReceivers', filter.value === '' ? {} : { provider: filter.value }),
    gate,
  );

  async function act(id: string, ask: Parameters<Dialog['ask']>[0], work: () => Promise<string>): Promise<void> {
    if (busy.value !== '' || list.offline.value || !(await dialog.ask(ask)) || busy.value !== '') return;
    busy.value = id;
    said.value = undefined;
    try {
      said.value = { tone: 'info', text: await work() };
    } catch (thrown) {
      const reason = describeFailure(thrown);
      if (!gate.refuse(reason)) said.value = actTrouble(reason);
    } finally {
      busy.value = '';
    }
    await list.load();
  }

  async function save(): Promise<void> {
    const checked = checkReceiver({ ...form });
    problems.value = 'problems' in checked ? checked.problems : {};
    if (!('wish' in checked)) return;
    const { wish } = checked;
    const ask = {
      title: RECEIVERS.confirmAdd,
      text: RECEIVERS.confirmAddText,
      rows: [
        { name: RECEIVERS.receiverNo, value: wish.receiver_no },
        { name: `${providerTitle(wish.provider)} · ${receiverTypeTitle(wish.type)}`, value: wish.account },
        ...(wish.name === undefined ? [] : [{ name: RECEIVERS.name, value: wish.name }]),
      ],
      confirm: RECEIVERS.save,
      cancel: RECEIVERS.close,
      tone: 'danger',
    } as const;
    await act('add', ask, async () => {
      const { receiver } = await callService('addSharingReceiver', wish);
      Object.assign(form, emptyForm(form.provider));
      writing.value = false;
      return RECEIVERS.added(receiver.title);
    });
  }

  void list.load();
  return {
    ...list,
    filter,
    form,
    problems,
    writing,
    busy,
    said,
    isFull: computed(() => (list.rows.value?.length ?? 0) >= LISTED),
    /** 这个人不能添加、删掉时的一句话 */
    lacking: computed(() => lackingText('addSharingReceiver')),
    filters: computed(() => [{ id: '', label: RECEIVERS.all }, ...SHARING_PROVIDERS.map((id) => ({ id, label: providerTitle(id) }))]),
    types: computed(() => receiverTypesOf(form.provider).map((id) => ({ id, label: receiverTypeTitle(id) }))),
    relations: computed(() => Object.entries(RELATION_WORDS).map(([id, label]) => ({ id, label }))),
    /** openid 属于一个应用：说得出是哪一个 */
    platforms: computed(() =>
      NAMED.includes(form.type)
        ? []
        : [{ id: '', label: RECEIVERS.anyPlatform }, ...CHANNEL_PLATFORMS[form.provider].map((id) => ({ id, label: platformTitle(id) }))],
    ),
    choose(wanted: string): void {
      filter.value = SHARING_PROVIDERS.find((one) => one === wanted) ?? '';
      list.restart();
    },
    open(): void {
      writing.value = !writing.value;
      said.value = undefined;
      problems.value = {};
    },
    chooseProvider(wanted: string): void {
      const provider = SHARING_PROVIDERS.find((one) => one === wanted);
      if (!provider) return;
      Object.assign(form, { provider, type: receiverTypesOf(provider)[0], platform: '' });
      problems.value = {};
    },
    write(name: keyof ReceiverForm, text: string): void {
      Object.assign(form, { [name]: text });
      const { [name]: _mended, ...rest } = problems.value;
      problems.value = rest;
    },
    save,
    remove: ({ receiver_no, title, account, type }: SharingReceiverView): Promise<void> =>
      act(
        receiver_no,
        {
          title: RECEIVERS.confirmRemove,
          text: RECEIVERS.confirmRemoveText,
          rows: [
            { name: RECEIVERS.receiverNo, value: receiver_no },
            { name: receiverTypeTitle(type), value: account },
          ],
          confirm: RECEIVERS.remove,
          cancel: RECEIVERS.close,
          tone: 'danger',
        },
        async () => {
          await callService('removeSharingReceiver', { receiver_no });
          return RECEIVERS.removed(title);
        },
      ),
    waysOn: computed(() => waysOn(list.failure.value, list.load, list.loading.value !== '')),
    ...gate.frame(list.load),
  };
}
