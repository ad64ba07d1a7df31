/** 对账的一次打开：每天的账单；打开一份，差异在前。只看，不改任何东西。 */
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import { PROVIDERS, type ProviderName } from '../../contract/channels';
import type { BillView, DifferenceView } from '../../contract/reconciliation/reconciliation';
import { wayTitle } from '../orders/order-words';
import { describeFailure, type Failure } from '../shell/errors';
import { useNetwork } from '../shell/network';
import { deskOrderUrl, reconciliationUrl, reviewDeskUrl, type PageQuery } from '../shell/pages';
import { callService } from '../shell/services';
import { waysOn } from '../shell/ways-on';
import { RECONCILIATION } from '../words/reconciliation';
import { useStaffGate } from './staff-gate';

const DAYS = 30;
const ROWS = 50;

/** 一份账单还开着几处差异。 */
export const openCount = ({ differences, broken_lines }: Pick<BillView, 'differences' | 'broken_lines'>): number =>
  Object.values(differences).reduce((sum, count) => sum + count, broken_lines);

export function createReconciliationDesk(query: PageQuery) {
  const chosen = query['id'];
  const provider = PROVIDERS.find((known) => known === query['provider']);
  const bills = shallowRef<readonly BillView[]>();
  const bill = shallowRef<BillView>();
  const rows = shallowRef<readonly DifferenceView[]>([]);
  const page = ref(1);
  const hasMore = ref(false);
  const loading = ref(false);
  const failure = shallowRef<Failure>();
  const gate = useStaffGate(RECONCILIATION);
  let round = 0;
  onScopeDispose(() => (round += 1));
  const { offline } = useNetwork(() => void load());

  async function read(mine: number, wanted: number): Promise<void> {
    if (chosen === undefined) {
      const answer = await callService('listReconciliations', { ...(provider ? { provider } : {}), pageIndex: wanted, pageSize: DAYS });
      if (mine !== round) return;
      bills.value = wanted === 1 ? answer.rows : [...(bills.value ?? []), ...answer.rows];
      hasMore.value = answer.hasMore;
    } else {
      const answer = await callService('getReconciliation', { id: chosen, pageIndex: wanted, pageSize: ROWS });
      if (mine !== round) return;
      bill.value = answer.bill;
      rows.value = wanted === 1 ? answer.rows : [...rows.value, ...answer.rows];
      hasMore.value = answer.hasMore;
    }
    page.value = wanted;
  }

  async function load(wanted = 1): Promise<void> {
    const mine = ++round;
    loading.value = true;
    failure.value = undefined;
    try {
      await read(mine, wanted);
    } catch (thrown) {
      if (mine !== round) return;
      const reason = describeFailure(thrown);
      if (!gate.refuse(reason)) failure.value = reason;
    }
    if (mine === round) loading.value = false;
  }

  void load();
  return {
    chosen,
    bills,
    bill,
    rows,
    loading,
    failure,
    offline,
    hasMore,
    provider: provider ?? '',
    providers: [{ id: '', label: RECONCILIATION.all }, ...PROVIDERS.map((id) => ({ id: id as string, label: wayTitle({ provider: id }) }))],
    chooseProvider: (id: string): void => void uni.redirectTo({ url: reconciliationUrl({ provider: id as ProviderName | '' }) }),
    open: ({ id }: Pick<BillView, 'id'>): void => void uni.navigateTo({ url: reconciliationUrl({ id }) }),
    openOrder: (out_trade_no: string): void => void uni.navigateTo({ url: deskOrderUrl(out_trade_no) }),
    resolve: (difference: string): void => void uni.navigateTo({ url: reviewDeskUrl({ kind: 'difference', difference }) }),
    toDays: (): void => void uni.redirectTo({ url: reconciliationUrl() }),
    next: (): void => void load(page.value + 1),
    waysOn: computed(() => waysOn(failure.value, () => load(), loading.value)),
    denied: gate.denied,
    deniedTitle: gate.title,
    deniedText: gate.text,
    deniedActions: gate.actions,
    refresh: (): Promise<void> => load(),
    resume(): void {
      if (gate.tryAgain()) void load();
    },
  };
}
