/** 该核对哪几份账单：每个收款商户一天一份交易账单、一份资金流水，没有记过的先记下来，到了时间再去要。 */
import { BILL_SORTS } from '../../../../../../common/contract/reconciliation/reconciliation';
import type { Kernel } from '../kernel/kernel';
import { DAY_MS, HOUR_MS } from '../kernel/clock';
import type { Platform } from '../../../../../../common/contract/channels';
import type { Account } from '../providers/provider';
import { dateOf, dayOf, type BillDay } from './day';
import { allAccounts } from '../merchants/all';
import { billId, type BillRecord } from './record';
import { billsOf } from './store';

/** 停了几天的，最多补这么多天 */
const CATCH_UP_DAYS = 7;

/** 同一个商户的几个端收的钱在同一份账单里：每个商户一个账号去要。 */
type Collecting = Account & { readonly platform: Platform };

async function merchantsOf(k: Kernel): Promise<readonly Collecting[]> {
  const merchants = new Map<string, Collecting>();
  for (const { platform, ...rest } of await allAccounts(k)) {
    // 只用来付款的账号没有交易账单。
    if (platform === 'transfer') continue;
    const account = { ...rest, platform };
    const key = `${account.provider}/${account.mchid}`;
    if (k.provider(account.provider).bill && !merchants.has(key)) merchants.set(key, account);
  }
  return [...merchants.values()];
}

/** 从上一份的第二天到昨天；从没有过的只要昨天。 */
function missingDates(latest: BillRecord | undefined, now: number): string[] {
  const yesterday = dateOf(now - DAY_MS);
  const last = latest && dayOf(latest.bill_date);
  if (!last) return [yesterday];
  const dates: string[] = [];
  const earliest = (dayOf(yesterday) as BillDay).from - (CATCH_UP_DAYS - 1) * DAY_MS;
  for (let at = Math.max(last.to, earliest); dateOf(at) <= yesterday; at += DAY_MS) dates.push(dateOf(at));
  return dates;
}

/** 记下还没有记过的账单，排好去要的时间。 */
export async function planBills(k: Kernel): Promise<void> {
  for (const account of await merchantsOf(k)) {
    const { provider, mchid, platform, pid } = account;
    const { format, flow } = k.provider(provider).bill ?? {};
    const formats = { trade: format, fund: (flow?.has?.(account) ?? true) ? flow?.format : undefined };
    for (const sort of BILL_SORTS) {
      const readyHour = formats[sort]?.readyHour;
      if (readyHour === undefined) continue;
      for (const date of missingDates(await billsOf(k).latestBill(provider, mchid, sort), k.now())) {
        const now = k.now();
        await billsOf(k).addBill({
          _id: billId(provider, mchid, date, sort),
          sort,
          type: 'bill',
          provider,
          mchid,
          platform,
          pid,
          bill_date: date,
          status: 'WAITING',
          attempts: 0,
          // 流水要与交易账单的手续费比，排在它后面。
          next_date: (dayOf(date) as BillDay).to + readyHour * HOUR_MS + (sort === 'fund' ? 1 : 0),
          differences: {},
          broken_lines: 0,
          broken: [],
          truncated: false,
          problem: '',
          checked_date: 0,
          create_date: now,
          update_date: now,
        });
      }
    }
  }
}
