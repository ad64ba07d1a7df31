/** 订单台上一张订单的分账：分到哪里了，不再分、要回来从这里办。不会办两次：钱占着的时候再来一次会被拒绝。 */
import { computed, ref, shallowRef, type Ref } from 'vue';
import type { ProviderName } from '../../contract/channels';
import { formatFee } from '../../contract/money';
import type { OrderSharing } from '../../contract/desk/order-detail';
import type { SharingPartView, SharingView } from '../../contract/sharing/services';
import type { Trouble } from '../pay/trouble';
import type { PageAction } from '../shell/actions';
import type { Dialog } from '../shell/dialog';
import { describeFailure, type Failure } from '../shell/errors';
import { formatTime, type Tone } from '../shell/format';
import { openPage } from '../shell/navigation';
import { receiversUrl } from '../shell/pages';
import { recordFailure } from '../shell/report';
import { callService } from '../shell/services';
import { SHARING } from '../words/sharing';
import { serverWords } from './said-by-server';
import { lackingText } from './staff-rights';

const TONES: Readonly<Record<SharingView['status'], Tone>> = {
  PENDING: 'warning',
  UNKNOWN: 'warning',
  SUCCESS: 'success',
  PARTIAL: 'warning',
  FAILED: 'danger',
};

export interface SharingLine {
  readonly id: string;
  readonly title: string;
  readonly word: string;
  readonly tone: Tone;
  readonly text: string;
  readonly aside: string;
}

const leftOf = ({ result, sharing_fee, returned_fee, returning_fee }: SharingPartView): number =>
  result === 'SUCCESS' ? sharing_fee - returned_fee - returning_fee : 0;

/** 分账的一方一行；解冻的一行。 */
export function sharingLines(rows: readonly SharingView[]): SharingLine[] {
  return rows.flatMap((row): SharingLine[] => {
    const { out_sharing_no, kind, status, receivers, create_date } = row;
    const line = (id: string, title: string, part?: SharingPartView): SharingLine => {
      // 网关没有受理的，各方还写着没有结论
      const state = part && status !== 'UNKNOWN' && part.result !== 'PENDING' ? part.result : status;
      const notes = [
        part?.fail_reason ?? '',
        part && part.returned_fee > 0 ? SHARING.returned(formatFee(part.returned_fee)) : '',
        part && part.returning_fee > 0 ? SHARING.returning(formatFee(part.returning_fee)) : '',
      ];
      return {
        id,
        title,
        word: SHARING[state],
        tone: TONES[state],
        text: notes.filter(Boolean).join(' · '),
        aside: `${formatTime(create_date)} · ${out_sharing_no}`,
      };
    };
    if (kind === 'unfreeze') return [line(out_sharing_no, SHARING.unfreeze)];
    return receivers.map((part) =>
      line(`${out_sharing_no}-${part.receiver_no}`, `${SHARING[kind]} ${part.receiver_no} ¥${formatFee(part.sharing_fee)}`, part),
    );
  });
}

interface Around {
  readonly number: string;
  readonly dialog: Dialog;
  readonly provider: Ref<ProviderName | undefined>;
  /** 这张订单的分账；没有说要分账的没有 */
  readonly sharing: Ref<OrderSharing | undefined>;
  /** 没有权限：整页换成说明 */
  refuse(reason: Failure): boolean;
  load(): Promise<void>;
}

export function createOrderSharing({ number, dialog, provider, sharing, refuse, load }: Around) {
  const said = shallowRef<Trouble>();
  const busy = ref('');
  /** 填分给谁的那一张开着 */
  const writing = ref(false);

  async function run(id: string, ask: Parameters<Dialog['ask']>[0], call: () => Promise<unknown>): Promise<void> {
    if (busy.value || !(await dialog.ask(ask))) return;
    busy.value = id;
    said.value = undefined;
    try {
      await call();
      said.value = { tone: 'info', text: SHARING.asked };
    } catch (thrown) {
      const reason = describeFailure(thrown);
      if (!refuse(reason))
        said.value = {
          tone: 'warning',
          text: SHARING.notDone(reason.unknown ? reason.msg : serverWords(reason)),
          detail: SHARING.notDoneHint,
        };
      void recordFailure(reason, { stage: 'refund', out_trade_no: number });
    } finally {
      busy.value = '';
    }
    await load();
  }

  const takeBack = (share_no: string, part: SharingPartView): PageAction => {
    const id = `take-back-${share_no}-${part.receiver_no}`;
    const fee = leftOf(part);
    const rows = [{ name: SHARING.receiver, value: part.receiver_no }];
    const ask = { title: SHARING.takeBackTitle, fee, rows, text: SHARING.takeBackText, cancel: SHARING.keep, tone: 'danger' } as const;
    const label = SHARING.takeBack(part.receiver_no, formatFee(fee));
    return {
      id,
      label: busy.value === id ? SHARING.working : label,
      online: true,
      busy: busy.value === id,
      quiet: true,
      run: () =>
        run(id, { ...ask, confirm: label }, () =>
          callService('returnSharing', { share_no, receiver_no: part.receiver_no, sharing_fee: fee }),
        ),
    };
  };
  const release = (): PageAction => ({
    id: 'release',
    label: busy.value === 'release' ? SHARING.working : SHARING.release,
    online: true,
    busy: busy.value === 'release',
    quiet: true,
    run: () =>
      run(
        'release',
        {
          title: SHARING.releaseTitle,
          fee: sharing.value?.standing.left_fee ?? 0,
          rows: [],
          text: SHARING.releaseText,
          confirm: SHARING.release,
          cancel: SHARING.keep,
          tone: 'danger',
        },
        () => callService('unfreezeOrder', { out_trade_no: number }),
      ),
  });

  const toReceivers = (): PageAction => ({
    id: 'receivers',
    label: SHARING.toReceivers,
    link: true,
    quiet: true,
    run: () => openPage(receiversUrl({ provider: provider.value })),
  });
  const opener = (): PageAction => ({
    id: 'share',
    label: writing.value ? SHARING.closeForm : SHARING.open,
    quiet: true,
    run: () => void (writing.value = !writing.value),
  });

  return {
    said,
    writing,
    /** 分到哪里了；没有说要分账的没有 */
    summary: computed(() => {
      const { standing } = sharing.value ?? {};
      if (!standing) return '';
      const { shared_fee, sharing_fee, left_fee, closed } = standing;
      return [SHARING.standing(formatFee(shared_fee), formatFee(sharing_fee), formatFee(left_fee)), closed ? SHARING.closed : '']
        .filter(Boolean)
        .join(' · ');
    }),
    lines: computed(() => sharingLines(sharing.value?.rows ?? [])),
    actions: computed((): PageAction[] => {
      const now = sharing.value;
      if (!now) return [];
      if (lackingText('returnSharing') !== undefined) return [toReceivers()];
      const backs = now.rows
        .filter(({ kind }) => kind === 'share')
        .flatMap(({ out_sharing_no, receivers }) =>
          receivers.filter((part) => leftOf(part) > 0).map((part) => takeBack(out_sharing_no, part)),
        );
      const { left_fee, sharing_fee } = now.standing;
      return [
        ...(left_fee > 0 || writing.value ? [opener()] : []),
        ...backs,
        ...(left_fee > 0 && sharing_fee === 0 ? [release()] : []),
        toReceivers(),
      ];
    }),
  };
}
