/** 「收款」的一次打开：付给我的每一笔；等我确认的点一下拉起微信，然后以服务端的查询为准。 */
import { computed, onScopeDispose, ref } from 'vue';
import type { MyTransfersAnswer } from '../../contract/transfers/services';
import { describeFailure } from '../shell/errors';
import type { PageQuery } from '../shell/pages';
import { useRowList } from '../shell/row-list';
import { callService } from '../shell/services';
import { waysOn } from '../shell/ways-on';
import { RECEIVE } from '../words/transfers';
import { canConfirm, confirmTransfer } from './confirm';

type Row = MyTransfersAnswer['rows'][number];

export function createMyTransfers(_query: PageQuery) {
  /** 正在办的那一笔 */
  const busy = ref('');
  /** 说给人听的一句 */
  const said = ref('');
  let over = false;
  onScopeDispose(() => (over = true));
  const list = useRowList<Row, never>(async () => ({ rows: (await callService('listMyTransfers', {})).rows }));

  const replace = (row: Row): void => {
    list.change((rows) => rows.map((one) => (one.out_bill_no === row.out_bill_no ? row : one)));
  };

  async function receive({ out_bill_no, options }: Row): Promise<void> {
    if (busy.value !== '' || list.offline.value) return;
    busy.value = out_bill_no;
    said.value = '';
    try {
      if (options && (await confirmTransfer(options)) === 'cancelled') return;
      said.value = RECEIVE.asking;
      replace((await callService('myTransfer', { out_bill_no })).transfer);
      if (!over) said.value = '';
    } catch (thrown) {
      if (over) return;
      const reason = describeFailure(thrown);
      said.value = reason.unknown ? RECEIVE.unclear : reason.msg;
    } finally {
      busy.value = '';
    }
  }

  void list.load();
  return {
    ...list,
    said,
    busy,
    receive,
    /** 这个端拉不起确认页时，说在哪里确认 */
    elsewhere: computed(() => (canConfirm() ? '' : RECEIVE.openInWechat)),
    waysOn: computed(() => waysOn(list.failure.value, list.load, list.loading.value !== '')),
    refresh: list.load,
    resume(): void {
      if (busy.value === '' && (list.failure.value?.kind !== 'login' || uni.vk.checkToken())) void list.load();
    },
  };
}
