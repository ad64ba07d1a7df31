/**
 * 员工做一件事：先写下要做什么，再告诉渠道，做成了再记一笔。倒在中间的、没有答复的，由协商历史说到了没有。
 * 同样的答复再来一次（双击、答复丢了）不会说两遍；两个人同时说，后一个人等前一个有结论。
 */
import type { ComplaintAct, ComplaintActName } from '../../../../../../common/contract/complaints/complaint';
import { withoutSensitive } from '../../../../../../common/contract/sensitive';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { contend, LostRace } from '../ledger/conflict';
import { readComplaint, speakOf, type ReadComplaint } from './read';
import type { ComplaintRecord } from './record';
import { complaintsOf } from './store';
import { actsFor } from './view';

export interface ActWish {
  readonly act: ComplaintActName;
  readonly text?: string;
  readonly images?: readonly string[];
}
/** 留下最近的这么多件 */
const KEPT_ACTS = 50;

const WHY_NOT: Readonly<Record<ComplaintActName, string>> = {
  reply: '已经处理完了，不能再答复',
  complete: '已经处理完了，或还没有答复过：先答复',
  approve: '不是要退款的，或已经决定过了',
  reject: '不是要退款的，或已经决定过了',
};
const refused = (problem: string): PayError => PayError.param([{ field: 'complaint_id', problem }]);

/** 同样的话，说过之后用户没有再说话：不必再说。在不在等由渠道说：两边的钟有快慢，比时间会把后一句认成从前的。 */
function isSaid({ acts, waiting }: ComplaintRecord, { act, text, images }: ComplaintAct): boolean {
  const last = acts.at(-1);
  return last?.status === 'DONE' && last.act === act && last.text === text && (last.images ?? 0) === (images ?? 0) && !waiting;
}

/** 一件事有了结论。 */
function conclude(k: Kernel, first: ComplaintRecord, done: ComplaintAct, status: ComplaintAct['status']): Promise<ComplaintRecord> {
  return contend(k, async (attempt) => {
    const row = attempt === 0 ? first : ((await complaintsOf(k).find(first.provider, first.complaint_id)) ?? first);
    const mine = (one: ComplaintAct): boolean => one.at === done.at && one.requestId === done.requestId && one.act === done.act;
    const acts = row.acts.map((one) => (mine(one) && one.status === 'ASKED' ? { ...one, status } : one));
    const written = await complaintsOf(k).write(row, { acts, look_date: k.now() });
    if (!written) throw new LostRace();
    return written;
  });
}

/**
 * 做完之后读到的样子。
 * @throws PayError 40001 此刻不能做、渠道没有接受 · 40005 没有这一件 · 40010 有一件还没有结论 · 结果不明（再来同样的不会做两遍）
 */
export async function actOnComplaint(k: Kernel, found: ComplaintRecord, wish: ActWish, operator: string): Promise<ReadComplaint> {
  const read = await readComplaint(k, found);
  const { row } = read;
  const act: ComplaintAct = {
    act: wish.act,
    operator,
    at: k.now(),
    requestId: k.requestId,
    ...(wish.text === undefined ? {} : { text: withoutSensitive(wish.text) }),
    ...(wish.images?.length ? { images: wish.images.length } : {}),
    status: 'ASKED',
  };
  if (isSaid(row, act)) return read;
  if (row.acts.some(({ status }) => status === 'ASKED')) throw new PayError('BUSY', { detail: '有一件还没有结论' });
  if (!actsFor(row).includes(wish.act)) throw refused(WHY_NOT[wish.act]);
  const asked = await complaintsOf(k).write(row, { acts: [...row.acts, act].slice(-KEPT_ACTS), look_date: k.now() });
  if (!asked) throw new PayError('BUSY', { detail: '这一件刚被改动' });
  try {
    await speakOf(
      k,
      asked,
      (complaints, account) => complaints.act(account, asked.complaint_id, wish.act, wish),
      () => wish.act,
    );
  } catch (error) {
    if (!(error instanceof PayError) || error.outcome === 'unknown') throw error;
    await conclude(k, asked, act, 'REFUSED');
    // 渠道说内容、状态不对：员工改了再来；别的（没有权限、太频繁）照实说
    throw error.kind === 'SYSTEM' || error.kind === 'PARAM' ? refused('渠道没有接受：状态变了，或内容、图片不合规矩') : error;
  }
  const done = await conclude(k, asked, act, 'DONE');
  // 做成了；此刻读不到也不算没有做成，定时任务接着读。
  return readComplaint(k, done).catch(() => ({ ...read, row: done }));
}
