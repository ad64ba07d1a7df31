/**
 * 分账的一次填写：分给谁、各多少，确认一次，分一次。
 * 单号由前端先定好、先记下；没有等到答复的锁住表单，只能用同一个单号与同样的内容再问，刷新之后也用那个单号，所以不会分两次。
 */
import { computed, onScopeDispose, reactive, ref, shallowRef } from 'vue';
import type { ProviderName } from '../../contract/channels';
import { formatFee } from '../../contract/money';
import type { ShareOrderInput } from '../../contract/sharing/params';
import type { SharingReceiverView } from '../../contract/sharing/services';
import { newSharingNumber } from '../pay/order-number';
import type { Trouble } from '../pay/trouble';
import { parseYuan } from '../refunds/yuan-input';
import { DEVICE_KEYS, rememberedList } from '../shell/device-memory';
import type { Dialog } from '../shell/dialog';
import { describeFailure, type Failure } from '../shell/errors';
import { recordFailure } from '../shell/report';
import { callService } from '../shell/services';
import { DESK } from '../words/desk';
import { SHARE_FORM } from '../words/sharing';
import { actTrouble } from './act-trouble';
import { attemptEnd } from './refund-attempt';

const MAX_DESCRIPTION = 80;
/** 多于这么多个接收方，先给找的那一栏 */
const MANY = 6;

const remembered = rememberedList<{ readonly out_trade_no: string; readonly out_sharing_no: string }>(DEVICE_KEYS.sharings, 20);
const forget = (out_trade_no: string): void => remembered.replace(remembered.all().filter((row) => row.out_trade_no !== out_trade_no));
/** 这张订单这一次分账的单号：没有等到答复的那一次还是它。 */
async function numberFor(out_trade_no: string): Promise<string> {
  const known = remembered.all().find((row) => row.out_trade_no === out_trade_no)?.out_sharing_no;
  const out_sharing_no = known ?? (await newSharingNumber());
  remembered.replace([{ out_trade_no, out_sharing_no }, ...remembered.all().filter((row) => row.out_trade_no !== out_trade_no)]);
  return out_sharing_no;
}

export interface ShareProblems {
  readonly amounts: Readonly<Partial<Record<string, string>>>;
  readonly description?: string;
  /** 合起来的 */
  readonly total?: string;
}
type Wish = Omit<ShareOrderInput, 'out_trade_no' | 'out_sharing_no'>;

/**
 * @param amounts 接收方 → 人输入的元；空着的不分
 * @param left_fee 还可以分的，分
 */
export function checkShares(
  amounts: Readonly<Partial<Record<string, string>>>,
  description: string,
  finish: boolean,
  left_fee: number,
): { readonly wish: Wish; readonly fee: number } | { readonly problems: ShareProblems } {
  const filled = Object.entries(amounts).filter(([, text = '']) => text.trim() !== '');
  const parts = filled.map(([receiver_no, text = '']) => ({ receiver_no, fee: parseYuan(text) }));
  const wrong = parts.filter(({ fee }) => fee === undefined).map(({ receiver_no }) => [receiver_no, SHARE_FORM.wrongAmount] as const);
  const fee = parts.reduce((sum, part) => sum + (part.fee ?? 0), 0);
  const said = description.trim();
  const total =
    parts.length === 0 ? SHARE_FORM.nobody : fee > left_fee ? SHARE_FORM.tooMuch(formatFee(fee), formatFee(left_fee)) : undefined;
  const unsaid = said === '' ? SHARE_FORM.needed : [...said].length > MAX_DESCRIPTION ? SHARE_FORM.long(MAX_DESCRIPTION) : undefined;
  if (wrong.length > 0 || total !== undefined || unsaid !== undefined)
    return {
      problems: {
        amounts: Object.fromEntries(wrong),
        ...(unsaid === undefined ? {} : { description: unsaid }),
        // 一格也读不懂的先改那一格
        ...(total === undefined || wrong.length > 0 ? {} : { total }),
      },
    };
  const receivers = parts.map((part) => ({ receiver_no: part.receiver_no, sharing_fee: part.fee ?? 0, description: said }));
  return { fee, wish: { receivers, ...(finish ? { finish } : {}) } };
}

export interface ShareFormOwner {
  readonly dialog: Dialog;
  refuse(failure: Failure): boolean;
  /** 分过了：订单变了 */
  done(): void;
}

/** @param leftFee 这张订单还可以分的，分 */
export function createShareForm(
  { out_trade_no, provider, pid }: { readonly out_trade_no: string; readonly provider: ProviderName; readonly pid: string },
  leftFee: () => number,
  { dialog, refuse, done }: ShareFormOwner,
) {
  const receivers = shallowRef<readonly SharingReceiverView[]>();
  const failure = shallowRef<Failure>();
  const amounts = reactive<Record<string, string>>({});
  const description = ref('');
  const finish = ref(false);
  const search = ref('');
  const problems = shallowRef<ShareProblems>({ amounts: {} });
  const busy = ref(false);
  const said = shallowRef<Trouble>();
  /** 没有等到答复的那一次：内容不能改 */
  const lost = shallowRef<{ readonly wish: Wish; readonly fee: number }>();
  // 不是响应式的：连点两下的第二下可能在下一次渲染之前到
  let working = false;
  let over = false;
  onScopeDispose(() => (over = true));

  async function read(): Promise<void> {
    failure.value = undefined;
    try {
      const { rows } = await callService('listSharingReceivers', { provider, pid });
      if (!over) receivers.value = rows.filter(({ active }) => active);
    } catch (thrown) {
      const reason = describeFailure(thrown);
      if (!over && !refuse(reason)) failure.value = reason;
    }
  }

  const shown = computed(() => {
    const wanted = search.value.normalize('NFKC').trim().toLowerCase();
    return (receivers.value ?? []).filter(
      ({ receiver_no, title, account }) =>
        wanted === '' ||
        (amounts[receiver_no] ?? '') !== '' ||
        [receiver_no, title, account].some((text) => text.toLowerCase().includes(wanted)),
    );
  });
  const fee = computed(() => Object.values(amounts).reduce((sum, text) => sum + (parseYuan(text) ?? 0), 0));

  /** 人认得的称呼；没有写的是名字 */
  const titleOf = (no: string): string => receivers.value?.find(({ receiver_no }) => receiver_no === no)?.title || no;
  const sure = (wish: Wish, total: number): Promise<boolean> =>
    dialog.ask({
      title: SHARE_FORM.ask,
      fee: total,
      rows: [
        ...wish.receivers.map(({ receiver_no, sharing_fee }) => ({ name: titleOf(receiver_no), value: `¥${formatFee(sharing_fee)}` })),
        { name: SHARE_FORM.description, value: wish.receivers[0]?.description ?? '' },
        { name: DESK.out_trade_no, value: out_trade_no },
      ],
      text: wish.finish ? SHARE_FORM.askFinish : SHARE_FORM.askText,
      confirm: SHARE_FORM.shareFee(formatFee(total)),
      cancel: SHARE_FORM.keep,
      tone: 'danger',
    });

  async function ask(wish: Wish, total: number): Promise<void> {
    busy.value = true;
    said.value = undefined;
    try {
      await callService('shareOrder', { out_trade_no, out_sharing_no: await numberFor(out_trade_no), ...wish });
      forget(out_trade_no);
      lost.value = undefined;
      for (const name of Object.keys(amounts)) amounts[name] = '';
      said.value = { tone: 'info', text: SHARE_FORM.done };
    } catch (thrown) {
      const reason = describeFailure(thrown);
      // 在门口被拦下的没有发生过；先前没有等到答复的那一次仍然不明
      const end = attemptEnd(reason);
      if (end === 'refused' || (end === 'turned-away' && !lost.value)) forget(out_trade_no);
      lost.value = end === 'lost' || (end === 'turned-away' && lost.value) ? { wish, fee: total } : undefined;
      if (!refuse(reason))
        said.value = end === 'lost' ? { tone: 'warning', text: SHARE_FORM.lost, detail: SHARE_FORM.lostText } : actTrouble(reason);
      void recordFailure(reason, { stage: 'refund', out_trade_no });
    } finally {
      busy.value = false;
    }
    done();
  }

  async function send(): Promise<void> {
    if (working) return;
    working = true;
    try {
      const checked = lost.value ?? checkShares(amounts, description.value, finish.value, leftFee());
      problems.value = 'problems' in checked ? checked.problems : { amounts: {} };
      if ('wish' in checked && (await sure(checked.wish, checked.fee))) await ask(checked.wish, checked.fee);
    } finally {
      working = false;
    }
  }

  void read();
  return {
    receivers,
    failure,
    shown,
    many: computed(() => (receivers.value?.length ?? 0) > MANY),
    search,
    amounts,
    description,
    finish,
    fee: computed(() => lost.value?.fee ?? fee.value),
    problems,
    busy,
    locked: computed(() => busy.value || lost.value !== undefined),
    lost,
    said,
    read,
    send,
    write(receiver_no: string, text: string): void {
      if (busy.value || lost.value) return;
      amounts[receiver_no] = text;
      const { [receiver_no]: _mended, ...rest } = problems.value.amounts;
      problems.value = { ...(problems.value.description === undefined ? {} : { description: problems.value.description }), amounts: rest };
    },
    say(text: string): void {
      if (busy.value || lost.value) return;
      description.value = text;
      problems.value = { amounts: problems.value.amounts, ...(problems.value.total === undefined ? {} : { total: problems.value.total }) };
    },
    find: (text: string): void => void (search.value = text),
    chooseFinish(id: string): void {
      if (!busy.value && !lost.value) finish.value = id === 'finish';
    },
  };
}
