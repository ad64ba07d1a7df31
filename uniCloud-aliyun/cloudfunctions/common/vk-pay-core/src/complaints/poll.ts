/**
 * 列一遍渠道那里的投诉：通知会丢，也可能没有登记过地址。列出来的与通知一样只当提示，变了的去读。
 * 最近三天的每十分钟一遍；三十天的（渠道一次最多给这么多）每天一遍，完结之后又来的由它看见。一个商户号一份。
 */
import { beijingText } from '../../../../../../common/contract/beijing-text';
import { DAY_MS } from '../kernel/clock';
import type { Kernel } from '../kernel/kernel';
import { claim } from '../ledger/claim';
import { allAccounts } from '../merchants/all';
import type { ComplaintFacts } from '../providers/complaints';
import type { Account } from '../providers/provider';
import { hearComplaint } from './heard/store';
import { speakOf } from './read';
import { complaintsOf } from './store';

const SOUND_ID = /^[\w-]{6,64}$/;
const SOON_MS = 10 * 60_000;
/** 各看多少天、隔多久看一遍 */
const SPANS = [
  { name: 'recent', days: 2, everyMs: SOON_MS },
  { name: 'month', days: 29, everyMs: DAY_MS },
] as const;
/** 一遍最多这么多段：再多的下一遍也看不完，别把时间用光 */
const MAX_PAGES = 100;

async function collecting(k: Kernel): Promise<readonly Account[]> {
  const merchants = new Map<string, Account>();
  for (const account of await allAccounts(k)) {
    const key = `${account.provider}/${account.mchid}`;
    if (k.provider(account.provider).complaints?.has(account) && !merchants.has(key)) merchants.set(key, account);
  }
  return [...merchants.values()];
}

async function note(k: Kernel, account: Account, facts: ComplaintFacts): Promise<boolean> {
  const known = await complaintsOf(k).find(account.provider, facts.complaint_id);
  const open = facts.status !== 'PROCESSED';
  const same =
    known?.status === facts.status &&
    known.times === facts.times &&
    known.waiting === (open && facts.waiting) &&
    known.refunded === facts.refunded;
  if (!same) await hearComplaint(k, account, facts.complaint_id);
  return !same;
}

async function look(k: Kernel, account: Account, days: number, deadline: number): Promise<{ seen: number; changed: number }> {
  const range = { from: beijingText(k.now() - days * DAY_MS, 'YYYY-MM-DD'), to: beijingText(k.now(), 'YYYY-MM-DD') };
  let [seen, changed] = [0, 0];
  let offset: number | undefined = 0;
  for (let page = 0; page < MAX_PAGES && offset !== undefined && k.now() < deadline; page += 1) {
    const at: number = offset;
    const found = await speakOf(
      k,
      { ...account, user_id: '' },
      (complaints, own) => complaints.list(own, { ...range, offset: at }),
      ({ rows }) => `${rows.length}`,
    );
    for (const facts of found.rows) if (await note(k, account, facts)) changed += 1;
    // 读不懂的也记下来，读它的失败自会留痕；不挡别的
    for (const id of found.unread.filter((one) => SOUND_ID.test(one)))
      if (!(await complaintsOf(k).find(account.provider, id))) await hearComplaint(k, account, id);
    seen += found.rows.length;
    offset = found.next;
  }
  return { seen, changed };
}

/** 别的系统登记了地址：不去改它，只靠列。 */
async function listen(k: Kernel, account: Account): Promise<void> {
  await speakOf(
    k,
    { ...account, user_id: '' },
    (complaints, own) => complaints.listen(own),
    (ours) => (ours ? '通知到这里' : '通知登记在别处'),
  );
}

/** 一家没有列成不挡别家；失败已由 speakOf 留痕。 */
export async function pollComplaints(k: Kernel, deadline: number): Promise<{ seen: number; changed: number; failed: number }> {
  const total = { seen: 0, changed: 0, failed: 0 };
  for (const account of await collecting(k)) {
    const name = `${account.provider}:${account.mchid}`;
    const due = (what: string, ms: number): Promise<boolean> => claim(k, `complaints-${what}:${name}`, ms - 30_000);
    try {
      if (await due('address', DAY_MS)) await listen(k, account);
    } catch {
      total.failed += 1;
    }
    for (const { name: span, days, everyMs } of SPANS) {
      if (k.now() >= deadline || !(await due(span, everyMs))) continue;
      try {
        const { seen, changed } = await look(k, account, days, deadline);
        total.seen += seen;
        total.changed += changed;
      } catch {
        total.failed += 1;
      }
    }
  }
  return total;
}
