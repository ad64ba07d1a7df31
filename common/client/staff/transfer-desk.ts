/** 员工的转账页的一次打开：列表、查一笔、第二个人点头或不同意、撤销；动钱的都先确认一次。 */
import { computed, ref, shallowRef } from 'vue';
import { formatFee } from '../../contract/money';
import { TRANSFER_STATUSES, type TransferStatus } from '../../contract/transfers/transfer';
import type { StaffTransferView, TransferLimits } from '../../contract/transfers/services';
import type { Trouble } from '../pay/trouble';
import type { Dialog } from '../shell/dialog';
import { describeFailure } from '../shell/errors';
import type { PageQuery } from '../shell/pages';
import { useRowList } from '../shell/row-list';
import { signedInUser } from '../shell/signed-in';
import { callService } from '../shell/services';
import { waysOn } from '../shell/ways-on';
import { DESK } from '../words/transfers';
import { actTrouble } from './act-trouble';
import { useStaffGate } from './staff-gate';
import { lackingText } from './staff-rights';

/** 列哪一种；`all` 是全部。 */
export type TransferFilter = TransferStatus | 'all';
export const TRANSFER_FILTERS: readonly TransferFilter[] = ['all', ...TRANSFER_STATUSES];

const OPEN: readonly TransferStatus[] = ['PENDING', 'WAIT_CONFIRM', 'UNKNOWN'];
export const isOpen = ({ status }: StaffTransferView): boolean => OPEN.includes(status);
/** 这个人能点头；不能的、自己提的只看得到等谁。 */
export const canAnswer = (row: StaffTransferView): boolean =>
  row.needs_approval && row.operator !== signedInUser()?._id && lackingText('answerTransfer') === undefined;
/** 等点头的由提的人撤回（能点头的用「不同意」）；提交了的微信能撤，支付宝不能。 */
export const canCancel = (row: StaffTransferView): boolean =>
  lackingText('cancelTransfer') === undefined &&
  row.cancel_date === undefined &&
  ((row.status === 'CREATED' && !canAnswer(row)) || (isOpen(row) && row.provider === 'wxpay'));

/** @param dialog 页面的确认框 */
export function createTransferDesk(query: PageQuery, dialog: Dialog) {
  const filter = ref<TransferFilter>(TRANSFER_FILTERS.find((one) => one === query['status']) ?? 'all');
  /** 只看这一笔（从事件来的） */
  const only = query['out_bill_no'];
  const leftFee = ref(0);
  const limits = shallowRef<TransferLimits>();
  /** 凭这张收款授权（从授权那一页来） */
  const consent = query['authorization'] === undefined ? undefined : { no: query['authorization'], scene: query['scene'] ?? '' };
  /** 正在填新的一笔 */
  const writing = ref(consent !== undefined);
  const done = ref('');
  const said = shallowRef<Trouble>();
  const busy = ref('');
  const gate = useStaffGate(DESK);
  const list = useRowList<StaffTransferView, string>(async (after) => {
    const answer = await callService('listTransfers', {
      ...(filter.value === 'all' ? {} : { status: filter.value }),
      ...(only === undefined ? {} : { out_bill_no: only }),
      ...(after === undefined ? {} : { after }),
    });
    leftFee.value = answer.left_fee;
    limits.value = answer.limits;
    return answer;
  }, gate);

  async function act(row: StaffTransferView, work: () => Promise<{ readonly transfer: StaffTransferView }>): Promise<void> {
    if (busy.value !== '' || list.offline.value) return;
    busy.value = row.out_bill_no;
    said.value = undefined;
    try {
      const { transfer } = await work();
      list.change((rows) => rows.map((one) => (one.out_bill_no === transfer.out_bill_no ? transfer : one)));
    } catch (thrown) {
      const reason = describeFailure(thrown);
      if (gate.refuse(reason)) return;
      said.value = actTrouble(reason);
      void list.load();
    } finally {
      busy.value = '';
    }
  }

  const sure = (
    { out_bill_no, transfer_fee, user_id, remark }: StaffTransferView,
    title: string,
    confirm: string,
    danger: boolean,
    text?: string,
  ) =>
    dialog.ask({
      title,
      ...(text === undefined ? {} : { text }),
      fee: transfer_fee,
      rows: [
        { name: DESK.to, value: user_id || DESK.unnamed },
        { name: DESK.remark, value: remark },
        { name: DESK.number, value: out_bill_no },
      ],
      confirm,
      cancel: DESK.keep,
      ...(danger ? { tone: 'danger' as const } : {}),
    });

  void list.load();
  return {
    ...list,
    filter,
    said,
    done,
    limits,
    writing,
    consent,
    refuse: gate.refuse,
    /** 这个人不能发起时的一句话 */
    lacking: computed(() => lackingText('transfer')),
    busy,
    left: computed(() => DESK.left(formatFee(leftFee.value))),
    ...gate.frame(list.load),
    waysOn: computed(() => waysOn(list.failure.value, list.load, list.loading.value !== '')),
    choose(wanted: TransferFilter): void {
      filter.value = wanted;
      list.restart();
    },
    write(): void {
      writing.value = !writing.value;
      done.value = '';
    },
    say(text: string): void {
      done.value = text;
    },
    /** 新的一笔有了答复：列在最前 */
    took(transfer: StaffTransferView): void {
      writing.value = false;
      list.change((rows) => [transfer, ...rows.filter((one) => one.out_bill_no !== transfer.out_bill_no)]);
      void list.load();
    },
    ask: (row: StaffTransferView) => act(row, () => callService('queryTransfer', { out_bill_no: row.out_bill_no })),
    async approve(row: StaffTransferView): Promise<void> {
      if (!(await sure(row, DESK.approveTitle, DESK.approve, true))) return;
      await act(row, () => callService('answerTransfer', { out_bill_no: row.out_bill_no, act: 'approve' }));
    },
    async decline(row: StaffTransferView): Promise<void> {
      if (!(await sure(row, DESK.declineTitle, DESK.decline, false))) return;
      await act(row, () => callService('answerTransfer', { out_bill_no: row.out_bill_no, act: 'decline' }));
    },
    async cancel(row: StaffTransferView): Promise<void> {
      if (!(await sure(row, DESK.cancelTitle, DESK.cancel, true, DESK.cancelHint))) return;
      await act(row, () => callService('cancelTransfer', { out_bill_no: row.out_bill_no }));
    },
    resume(): void {
      // 正在填的不能因为回到这一页就没了
      if (gate.tryAgain() && busy.value === '' && !writing.value) void list.load();
    },
  };
}
