/** 打开的一件投诉：现读的样子、那张订单与退款、协商历史与图；答复、处理完、退款的决定，每件事先确认一次。 */
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import {
  MAX_IMAGE_BYTES,
  MAX_REPLY,
  MAX_REPLY_IMAGES,
  type ComplaintActName,
  type ComplaintDetailAnswer,
} from '../../contract/complaints/complaint';
import { formatFee } from '../../contract/money';
import type { Trouble } from '../pay/trouble';
import type { Dialog, DialogRequest } from '../shell/dialog';
import { describeFailure, type Failure } from '../shell/errors';
import { formatTime } from '../shell/format';
import { openPage } from '../shell/navigation';
import { useNetwork } from '../shell/network';
import { deskOrderUrl, refundUrl } from '../shell/pages';
import { pickImage } from '../shell/pick-image';
import { callService } from '../shell/services';
import { waysOn } from '../shell/ways-on';
import {
  COMPLAINT_ACT_LABELS,
  COMPLAINT_ACT_STATES,
  COMPLAINT_ACT_TEXTS,
  COMPLAINT_KIND_WORDS,
  COMPLAINT_PROBLEM_WORDS,
  COMPLAINT_WHO_WORDS,
  COMPLAINTS,
} from '../words/complaints';
import { actTrouble } from './act-trouble';
import { lackingText } from './staff-rights';

type Detail = ComplaintDetailAnswer;

export interface ComplaintOwner {
  readonly dialog: Dialog;
  /** 没有登录、没有权限由页面说。@returns 说了 */
  refuse(failure: Failure): boolean;
  /** 变了：名单也跟着变 */
  changed(detail: Detail): void;
}

export function createComplaintDetail(complaint_id: string, { dialog, refuse, changed }: ComplaintOwner) {
  const found = shallowRef<Detail>();
  const failure = shallowRef<Failure>();
  const said = shallowRef<Trouble>();
  /** 刚同意了退款：钱还没有退 */
  const agreed = ref(false);
  const text = ref('');
  const problem = ref('');
  const images = shallowRef<readonly string[]>([]);
  /** 看过的图：编号 → data 地址 */
  const seen = shallowRef<Readonly<Record<string, string>>>({});
  const working = ref<'' | ComplaintActName | 'read' | 'upload' | 'image'>('');
  let over = false;
  onScopeDispose(() => (over = true));
  const { offline } = useNetwork(() => void load());

  function keep(answer: Detail): void {
    found.value = answer;
    failure.value = undefined;
    changed(answer);
  }

  /** 办一件事：同一时刻只有一件；没有办成的照实说。 */
  async function doing(what: typeof working.value, work: () => Promise<void>, say: (failure: Failure) => void): Promise<void> {
    if (working.value !== '') return;
    working.value = what;
    try {
      await work();
    } catch (thrown) {
      const reason = describeFailure(thrown);
      if (!over && !refuse(reason)) say(reason);
    } finally {
      working.value = '';
    }
  }
  const trouble = (reason: Failure): void => void (said.value = actTrouble(reason));

  const load = (): Promise<void> =>
    doing(
      'read',
      async () => {
        const answer = await callService('complaintDetail', { complaint_id });
        if (!over) keep(answer);
      },
      (reason) => (failure.value = reason),
    );

  const wordsOf = (): string => text.value.trim();
  function checked(act: ComplaintActName): boolean {
    const long = [...wordsOf()].length - MAX_REPLY;
    const needed = act === 'reply' || act === 'reject';
    problem.value = needed && wordsOf() === '' ? COMPLAINTS.needsText : act !== 'complete' && long > 0 ? COMPLAINTS.tooLong(long) : '';
    return problem.value === '';
  }

  function question(act: ComplaintActName): DialogRequest {
    const complaint = found.value?.complaint;
    const fee = act === 'approve' || act === 'reject' ? (complaint?.apply_refund_fee ?? complaint?.total_fee) : undefined;
    const spoken = act === 'reply' || act === 'reject';
    return {
      title: `${COMPLAINT_ACT_LABELS[act]}?`,
      ...(fee === undefined ? {} : { fee }),
      rows: [
        { name: COMPLAINTS.out_trade_no, value: complaint?.out_trade_no ?? '—' },
        ...(spoken ? [{ name: COMPLAINTS.text, value: wordsOf() }] : []),
        ...(act === 'reply' && images.value.length > 0 ? [{ name: COMPLAINTS.images, value: String(images.value.length) }] : []),
      ],
      text: COMPLAINT_ACT_TEXTS[act],
      confirm: COMPLAINT_ACT_LABELS[act],
      cancel: COMPLAINTS.keep,
      tone: act === 'reject' || act === 'complete' ? 'danger' : 'plain',
    };
  }

  function ask(act: ComplaintActName): Promise<Detail> {
    if (act === 'complete') return callService('completeComplaint', { complaint_id });
    if (act === 'reply') return callService('replyComplaint', { complaint_id, text: wordsOf(), images: images.value });
    return callService('answerComplaintRefund', { complaint_id, act, ...(wordsOf() === '' ? {} : { reason: wordsOf() }) });
  }

  async function act(wanted: ComplaintActName): Promise<void> {
    if (working.value !== '' || offline.value || !checked(wanted) || !(await dialog.ask(question(wanted)))) return;
    said.value = undefined;
    agreed.value = false;
    await doing(
      wanted,
      async () => {
        const answer = await ask(wanted);
        if (over) return;
        keep(answer);
        said.value = { tone: 'info', text: COMPLAINTS.done(COMPLAINT_ACT_LABELS[wanted]) };
        agreed.value = wanted === 'approve';
        if (wanted !== 'complete') text.value = '';
        if (wanted === 'reply') images.value = [];
      },
      trouble,
    );
  }

  const attach = (): Promise<void> =>
    doing(
      'upload',
      async () => {
        said.value = undefined;
        const file = await pickImage();
        if (file === undefined) return;
        if (Math.floor((file.length * 3) / 4) > MAX_IMAGE_BYTES) {
          said.value = { tone: 'warning', text: COMPLAINTS.tooBig };
          return;
        }
        const { image } = await callService('uploadComplaintImage', { complaint_id, file });
        images.value = [...images.value, image];
      },
      trouble,
    );

  const see = (image: string): Promise<void> =>
    doing(
      'image',
      async () => {
        const { type, file } = await callService('readComplaintImage', { complaint_id, image });
        seen.value = { ...seen.value, [image]: `data:${type};base64,${file}` };
      },
      trouble,
    );

  const rows = computed(() => {
    const detail = found.value;
    if (!detail) return [];
    const { complaint, phone, payment } = detail;
    const fee = (name: string, value: number | undefined): { name: string; value: string }[] =>
      value === undefined ? [] : [{ name, value: `¥${formatFee(value)}` }];
    return [
      { name: COMPLAINTS.problem, value: COMPLAINT_PROBLEM_WORDS[complaint.problem] },
      ...fee(COMPLAINTS.wanted, complaint.problem === 'refund' ? complaint.apply_refund_fee : undefined),
      ...(phone === undefined ? [] : [{ name: COMPLAINTS.phone, value: phone }]),
      { name: COMPLAINTS.complained, value: formatTime(complaint.complaint_date) },
      ...(complaint.out_trade_no === undefined ? [] : [{ name: COMPLAINTS.out_trade_no, value: complaint.out_trade_no }]),
      ...fee(COMPLAINTS.refundable, payment?.refundable_fee),
    ];
  });

  void load();
  return {
    found,
    failure: computed(() => (found.value ? undefined : failure.value)),
    stale: computed(() => (found.value ? failure.value : undefined)),
    said,
    agreed,
    text,
    problem,
    images,
    seen,
    working,
    /** 正在答复：写好的已经发出去了，办完会清空，这之间不能再写 */
    acting: computed(() => !['', 'read', 'upload', 'image'].includes(working.value)),
    offline,
    rows,
    talk: computed(() =>
      (found.value?.talk ?? []).map((word) => ({
        ...word,
        title: `${COMPLAINT_WHO_WORDS[word.who]} · ${COMPLAINT_KIND_WORDS[word.kind]}`,
        time: formatTime(word.at),
      })),
    ),
    acts: computed(() =>
      [...(found.value?.complaint.acts ?? [])].reverse().map((one) => ({
        key: `${one.at}${one.act}`,
        title: `${one.operator} · ${COMPLAINT_ACT_LABELS[one.act]} · ${COMPLAINT_ACT_STATES[one.status]}`,
        bad: one.status === 'REFUSED' || one.status === 'LOST',
        text: one.text ?? '',
        time: formatTime(one.at),
      })),
    ),
    /** 此刻可以做的；这个人做不了的不摆出来 */
    mayDo: computed(() => (lackingText('replyComplaint') === undefined ? (found.value?.acts ?? []) : [])),
    lacking: computed(() => ((found.value?.acts.length ?? 0) > 0 ? lackingText('replyComplaint') : undefined)),
    mayAttach: computed(() => images.value.length < MAX_REPLY_IMAGES),
    mayRefund: computed(() => (found.value?.payment?.refundable_fee ?? 0) > 0 && lackingText('refund') === undefined),
    write(value: string): void {
      text.value = value;
      problem.value = '';
    },
    load,
    act,
    attach,
    see,
    dropImages: (): void => void (images.value = []),
    openOrder: (): void => openPage(deskOrderUrl(found.value?.complaint.out_trade_no ?? '')),
    toRefund: (): void => openPage(refundUrl(found.value?.complaint.out_trade_no)),
    waysOn: computed(() => waysOn(failure.value, load, working.value === 'read')),
  };
}
