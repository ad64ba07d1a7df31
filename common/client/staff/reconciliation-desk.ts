/** 对账的一次打开：每天的账单；打开一份，差异在前。只看，不改任何东西。 */
import { computed, shallowRef } from 'vue';
import { manifestOf, PROVIDERS, type ProviderName } from '../../contract/channels';
import type { BillView, DifferenceView } from '../../contract/reconciliation/reconciliation';
import { wayTitle } from '../orders/order-words';
import { deskOrderUrl, reconciliationUrl, reviewDeskUrl, type PageQuery } from '../shell/pages';
import { useRowList, type Segment } from '../shell/row-list';
import { callService } from '../shell/services';
import { waysOn } from '../shell/ways-on';
import { RECONCILIATION } from '../words/reconciliation';
import { useStaffGate } from './staff-gate';
import { openPage, turnPage } from '../shell/navigation';

const DAYS = 30;
const ROWS = 50;

/** 一份账单还开着几处差异。 */
export const openCount = ({ differences, broken_lines }: Pick<BillView, 'differences' | 'broken_lines'>): number =>
  Object.values(differences).reduce((sum, count) => sum + count, broken_lines);

/** 有账单可对的渠道 */
const BILLED = PROVIDERS.filter((name) => manifestOf(name).can.includes('bill'));

export function createReconciliationDesk(query: PageQuery) {
  const chosen = query['id'];
  const provider = BILLED.find((known) => known === query['provider']);
  const bill = shallowRef<BillView>();
  const gate = useStaffGate(RECONCILIATION);
  const bills = async (from = 1): Promise<Segment<BillView, number>> => {
    const { rows, hasMore } = await callService('listReconciliations', {
      ...(provider ? { provider } : {}),
      pageIndex: from,
      pageSize: DAYS,
    });
    return { rows, next: hasMore ? from + 1 : undefined };
  };
  const differences = async (id: string, from = 1): Promise<Segment<DifferenceView, number>> => {
    const answer = await callService('getReconciliation', { id, pageIndex: from, pageSize: ROWS });
    bill.value = answer.bill;
    return { rows: answer.rows, next: answer.hasMore ? from + 1 : undefined };
  };
  const list = useRowList<BillView | DifferenceView, number>((from) => (chosen === undefined ? bills(from) : differences(chosen, from)), {
    refuse: gate.refuse,
    keyOf: ({ id }) => id,
  });

  void list.load();
  return {
    ...list,
    chosen,
    bills: computed(() => (chosen === undefined ? (list.rows.value as readonly BillView[] | undefined) : undefined)),
    bill,
    rows: computed(() => (chosen === undefined ? [] : ((list.rows.value ?? []) as readonly DifferenceView[]))),
    provider: provider ?? '',
    providers: [{ id: '', label: RECONCILIATION.all }, ...BILLED.map((id) => ({ id: id as string, label: wayTitle({ provider: id }) }))],
    chooseProvider: (id: string): void => turnPage(reconciliationUrl({ provider: id as ProviderName | '' })),
    open: ({ id }: Pick<BillView, 'id'>): void => openPage(reconciliationUrl({ id })),
    openOrder: (out_trade_no: string): void => openPage(deskOrderUrl(out_trade_no)),
    resolve: (difference: string): void => openPage(reviewDeskUrl({ kind: 'difference', difference })),
    toDays: (): void => turnPage(reconciliationUrl()),
    waysOn: computed(() => waysOn(list.failure.value, list.load, list.loading.value !== '')),
    ...gate.frame(list.load),
    resume(): void {
      if (gate.tryAgain()) void list.load();
    },
  };
}
