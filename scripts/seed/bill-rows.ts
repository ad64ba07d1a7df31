/** 已经出了的账单：每家每天一份，两边的合计都从同样的经过里数出来，所以一致。 */
import { chargeOf } from '../../local/gateways/kit/bill-faults';
import { CHANNEL_PLATFORMS, manifestOf, PROVIDERS, type Platform, type ProviderName } from '../../common/contract/channels';
import type { BillDay } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/bills/day';
import { billId, type BillRecord } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/bills/record';
import { HOUR_MS } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/clock';
import type { Document } from '../../local/unicloud';
import { formatOf } from '../reconcile';
import { addRow, type Rows } from './rows';
import type { Setting, Story } from './story';

/** 出账之后多久去核对的，毫秒 */
const CHECKED_AFTER_MS = 90_000;

interface Total {
  payments: number;
  payment_fee: number;
  refunds: number;
  refund_fee: number;
  service_fee: number;
}
const zero = (): Total => ({ payments: 0, payment_fee: 0, refunds: 0, refund_fee: 0, service_fee: 0 });

function totalsOf(stories: readonly Story[], days: readonly BillDay[], refundDay: 'requested' | 'finished'): ReadonlyMap<string, Total> {
  const totals = new Map(days.map(({ date }) => [date, zero()]));
  const on = (at: number): Total | undefined => totals.get(days.find(({ from, to }) => at >= from && at < to)?.date ?? '');
  for (const { heard, paidAt, item, refunds } of stories) {
    const paid = heard && paidAt !== undefined ? on(paidAt) : undefined;
    if (paid) {
      paid.payments += 1;
      paid.payment_fee += item.fee;
      paid.service_fee += chargeOf(item.fee);
    }
    for (const { at, finishAt, fee, outcome } of refunds) {
      const total = outcome === 'refused' ? undefined : on(refundDay === 'requested' ? at : finishAt);
      if (!total) continue;
      total.refunds += 1;
      total.refund_fee += fee;
      total.service_fee -= chargeOf(fee);
    }
  }
  return totals;
}

function billsOf(provider: ProviderName, stories: readonly Story[], { days, now, pasts }: Setting): BillRecord[] {
  const format = formatOf(provider);
  const platform = CHANNEL_PLATFORMS[provider][0] as Platform;
  const owner = pasts[provider]?.owner(platform);
  if (!owner) return [];
  const due = days.filter(({ to }) => to + format.readyHour * HOUR_MS + CHECKED_AFTER_MS < now);
  const totals = totalsOf(
    stories.filter(({ way }) => way.provider === provider),
    due,
    format.refundDay,
  );
  return due.map(({ date, to }): BillRecord => {
    const { service_fee, ...ours } = totals.get(date) ?? zero();
    const checked = to + format.readyHour * HOUR_MS + CHECKED_AFTER_MS;
    return {
      _id: billId(provider, owner.mchid, date),
      type: 'bill',
      provider,
      mchid: owner.mchid,
      platform,
      pid: 'default',
      bill_date: date,
      status: 'DONE',
      attempts: 0,
      next_date: 0,
      theirs: { ...ours, service_fee },
      ours,
      differences: {},
      broken_lines: 0,
      broken: [],
      truncated: false,
      problem: '',
      checked_date: checked,
      create_date: to,
      update_date: checked,
    };
  });
}

export function billRows(stories: readonly Story[], setting: Setting, rows: Rows): void {
  for (const provider of PROVIDERS.filter((name) => manifestOf(name).can.includes('bill')))
    for (const row of billsOf(provider, stories, setting)) addRow(rows, 'payment_reconciliations', row as unknown as Document);
}
