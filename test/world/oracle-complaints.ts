/**
 * 裁判看投诉：拿模拟网关自己的账，对照我们记下的（docs/invariants.md §1 I8、I9、I12、I13）。
 * 说过几遍、到了没有，从网关的协商历史重新数，不用被测的判断。
 */
import type { Books, Row } from './books';
import type { TrueComplaint } from './till';

/** 付款人的电话：哪张表里都不该有（不变量 I12）。 */
export const COMPLAINT_PHONE = '18500000001';

type Look = Pick<Books, 'rows' | 'till'>;

/** 同一次投诉里，状态只往后走。 */
const RANK: readonly unknown[] = ['UNREAD', 'PENDING', 'PROCESSING', 'PROCESSED'];
const truths = (world: Look): readonly TrueComplaint[] => world.till('wxpay').complaints();
const rowOf = (world: Look, { id }: TrueComplaint): Row | undefined =>
  world.rows('payment_complaints').find((row) => row['complaint_id'] === id);
const actsOf = (row: Row): readonly Row[] => row['acts'] as readonly Row[];

/** 员工的每一件事，网关听到的不多也不少：DONE 的都到了，到了的都是 DONE 或还不知道。 */
function findSayings({ id, words }: TrueComplaint, acts: readonly Row[]): string[] {
  const sayings = new Set([...acts.map(({ act, text }) => `${String(act)} ${act === 'reply' ? String(text) : ''}`)]);
  for (const { act, text } of words) if (act !== undefined) sayings.add(`${act} ${act === 'reply' ? text : ''}`);
  return [...sayings].flatMap((saying) => {
    const same = acts.filter(({ act, text }) => `${String(act)} ${act === 'reply' ? String(text) : ''}` === saying);
    const heard = words.filter(({ act, text }) => act !== undefined && `${act} ${act === 'reply' ? text : ''}` === saying).length;
    const [done, asked] = ['DONE', 'ASKED'].map((how) => same.filter(({ status }) => status === how).length) as [number, number];
    return heard >= done && heard <= done + asked
      ? []
      : [`投诉 ${id} 的「${saying.trim()}」渠道听到 ${heard} 遍，记着到了 ${done}、不知道 ${asked}`];
  });
}

/** 任何一步之后：没有的投诉不编，状态不比渠道走得远，说过的话渠道听到的恰好那么多。 */
export function findComplaintStepFaults(world: Look): string[] {
  const known = new Map(truths(world).map((truth) => [truth.id, truth]));
  return world.rows('payment_complaints').flatMap((row) => {
    const id = String(row['complaint_id']);
    const truth = known.get(id);
    if (!truth) return row['status'] === 'UNREAD' ? [] : [`渠道没有投诉 ${id}，本地却是 ${String(row['status'])}`];
    const faults = findSayings(truth, actsOf(row));
    const [times, status] = [Number(row['times']), row['status']];
    if (times > truth.times || (times === truth.times && RANK.indexOf(status) > RANK.indexOf(truth.status)))
      faults.push(`投诉 ${id} 本地是第 ${times} 次 ${String(status)}，渠道是第 ${truth.times} 次 ${truth.status}`);
    return faults;
  });
}

/** 两边说的还不一样（列的时候就会看见）。 */
export const isStale = (world: Look, truth: TrueComplaint): boolean => {
  const row = rowOf(world, truth);
  const same: readonly (keyof TrueComplaint)[] = ['status', 'waiting', 'times', 'refunded'];
  return !row || same.some((name) => row[name] !== truth[name]);
};

/** 尘埃落定之后：一件不漏，与渠道相同，没有「不知道到没有」的，每一次都告诉过人，没有处理完的还会再看。 */
export function findComplaintFaults(world: Look): string[] {
  const faults = findComplaintStepFaults(world);
  for (const truth of truths(world)) {
    const { id, out_trade_no, fee, times, status } = truth;
    const row = rowOf(world, truth);
    if (!row) {
      faults.push(`渠道有投诉 ${id}，本地没有`);
      continue;
    }
    if (isStale(world, truth)) faults.push(`投诉 ${id} 与渠道不同：${String(row['status'])} 与 ${status}`);
    const order = world.rows('payment_orders').find(({ _id }) => _id === out_trade_no);
    if (row['out_trade_no'] !== out_trade_no || row['total_fee'] !== fee || row['user_id'] !== order?.['user_id'])
      faults.push(`投诉 ${id} 说的不是 ${out_trade_no} 那一笔`);
    if (actsOf(row).some((act) => act['status'] === 'ASKED')) faults.push(`投诉 ${id} 有一件一直不知道到没有`);
    if (Number(row['look_date']) > 0 !== (status !== 'PROCESSED'))
      faults.push(`投诉 ${id} 是 ${status}，下一次再看是 ${String(row['look_date'])}`);
    const told = world.rows('payment_alerts').filter(({ kind, subject }) => kind === 'complaint' && subject === id).length;
    if (told < times) faults.push(`投诉 ${id} 来了 ${times} 次，只告诉过人 ${told} 次`);
  }
  return faults;
}
