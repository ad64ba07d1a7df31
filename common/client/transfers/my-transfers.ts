/** 「收款」的一次打开：付给我的每一笔；等我确认的点一下拉起微信，然后以服务端的查询为准。 */
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import type { MyTransfersAnswer } from '../../contract/transfers/services';
import type { PageAction } from '../shell/actions';
import { describeFailure, type Failure } from '../shell/errors';
import { goBack } from '../shell/navigation';
import { useNetwork } from '../shell/network';
import type { PageQuery } from '../shell/pages';
import { callService } from '../shell/services';
import { SHELL } from '../words/shell';
import { RECEIVE } from '../words/transfers';
import { canConfirm, confirmTransfer } from './confirm';

type Row = MyTransfersAnswer['rows'][number];

export function createMyTransfers(_query: PageQuery) {
  const rows = shallowRef<readonly Row[]>();
  const failure = shallowRef<Failure>();
  /** 正在办的那一笔 */
  const busy = ref('');
  /** 说给人听的一句 */
  const said = ref('');
  let round = 0;
  onScopeDispose(() => (round += 1));
  const { offline } = useNetwork(() => failure.value && void load());

  async function load(): Promise<void> {
    const mine = ++round;
    failure.value = undefined;
    try {
      const answer = await callService('listMyTransfers', {});
      if (mine === round) rows.value = answer.rows;
    } catch (thrown) {
      if (mine === round) failure.value = describeFailure(thrown);
    }
  }

  const replace = (row: Row): void => {
    rows.value = (rows.value ?? []).map((one) => (one.out_bill_no === row.out_bill_no ? row : one));
  };

  async function receive({ out_bill_no, options }: Row): Promise<void> {
    if (busy.value !== '' || offline.value) return;
    const mine = round;
    busy.value = out_bill_no;
    said.value = '';
    try {
      if (options && (await confirmTransfer(options)) === 'cancelled') return;
      said.value = RECEIVE.asking;
      replace((await callService('myTransfer', { out_bill_no })).transfer);
      if (mine === round) said.value = '';
    } catch (thrown) {
      if (mine !== round) return;
      const reason = describeFailure(thrown);
      said.value = reason.unknown ? RECEIVE.unclear : reason.msg;
    } finally {
      busy.value = '';
    }
  }

  void load();
  return {
    rows,
    failure,
    said,
    busy,
    offline,
    receive,
    /** 这个端拉不起确认页时，说在哪里确认 */
    elsewhere: computed(() => (canConfirm() ? '' : RECEIVE.openInWechat)),
    waysOn: computed<PageAction[]>(() => [
      { id: 'retry', label: failure.value?.kind === 'login' ? SHELL.signIn : SHELL.retry, online: true, run: load },
      { id: 'back', label: SHELL.back, quiet: true, run: goBack },
    ]),
    refresh: load,
    resume(): void {
      if (busy.value === '' && (failure.value?.kind !== 'login' || uni.vk.checkToken())) void load();
    },
  };
}
