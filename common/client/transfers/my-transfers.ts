/** 「收款」的一次打开：付给我的每一笔、请我答应的自动收款；等我确认的点一下拉起微信，然后以服务端的查询为准。 */
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import type { MyAuthorizationsAnswer, MyTransfersAnswer } from '../../contract/transfers/services';
import { describeFailure } from '../shell/errors';
import type { PageQuery } from '../shell/pages';
import { useRowList } from '../shell/row-list';
import { callService } from '../shell/services';
import { waysOn } from '../shell/ways-on';
import { RECEIVE } from '../words/transfers';
import { canConfirm, confirmTransfer } from './confirm';

type Row = MyTransfersAnswer['rows'][number];
type Consent = MyAuthorizationsAnswer['rows'][number];

const isWanted = ({ status }: Consent): boolean => status === 'WAIT_CONFIRM' || status === 'TAKING_EFFECT';

export function createMyTransfers(_query: PageQuery) {
  /** 正在办的那一笔、那一张 */
  const busy = ref('');
  /** 说给人听的一句 */
  const said = ref('');
  /** 请我答应的，与我答应着的 */
  const consents = shallowRef<readonly Consent[]>([]);
  let over = false;
  onScopeDispose(() => (over = true));
  const list = useRowList<Row, never>(async () => {
    const [transfers, mine] = await Promise.all([callService('listMyTransfers', {}), callService('listMyTransferAuthorizations', {})]);
    consents.value = mine.rows;
    return { rows: transfers.rows };
  });

  async function attend(id: string, work: () => Promise<void>): Promise<void> {
    if (busy.value !== '' || list.offline.value) return;
    busy.value = id;
    said.value = '';
    try {
      await work();
      if (!over) said.value = '';
    } catch (thrown) {
      if (over) return;
      const reason = describeFailure(thrown);
      said.value = reason.unknown ? RECEIVE.unclear : reason.msg;
    } finally {
      busy.value = '';
    }
  }

  const receive = ({ out_bill_no, options }: Row): Promise<void> =>
    attend(out_bill_no, async () => {
      if (options && (await confirmTransfer(options)) === 'cancelled') return;
      said.value = RECEIVE.asking;
      const { transfer } = await callService('myTransfer', { out_bill_no });
      list.change((rows) => rows.map((one) => (one.out_bill_no === out_bill_no ? transfer : one)));
    });

  const agree = ({ out_authorization_no, options: known }: Consent): Promise<void> =>
    attend(out_authorization_no, async () => {
      const look = async (): Promise<Consent> => (await callService('myTransferAuthorization', { out_authorization_no })).authorization;
      // 列出来的时候也许还没有凭据：问一次就有
      const options = known ?? (await look()).options;
      if (options && (await confirmTransfer(options)) === 'cancelled') return;
      said.value = RECEIVE.checkingConsent;
      const latest = await look();
      consents.value = consents.value.map((one) => (one.out_authorization_no === out_authorization_no ? latest : one)).filter(isWanted);
    });

  void list.load();
  return {
    ...list,
    consents,
    said,
    busy,
    receive,
    agree,
    /** 这个端拉不起确认页时，说在哪里确认 */
    elsewhere: computed(() => (canConfirm() ? '' : RECEIVE.openInWechat)),
    agreeElsewhere: computed(() => (canConfirm() ? '' : RECEIVE.agreeElsewhere)),
    waysOn: computed(() => waysOn(list.failure.value, list.load, list.loading.value !== '')),
    refresh: list.load,
    resume(): void {
      if (busy.value === '' && (list.failure.value?.kind !== 'login' || uni.vk.checkToken())) void list.load();
    },
  };
}
