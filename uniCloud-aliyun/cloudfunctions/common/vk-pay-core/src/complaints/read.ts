/**
 * 向渠道读一件投诉，写下它现在怎样：唯一改变投诉状态的地方。通知、列出来的、员工打开、员工做完一件事，都走到这里。
 * 读与写之间被别人抢先就再读一遍，所以先后颠倒的通知、同时在读的两个实例，留下的总是较新的一次。
 */
import type { ComplaintAct, ComplaintWord } from '../../../../../../common/contract/complaints/complaint';
import { beijingText } from '../../../../../../common/contract/beijing-text';
import { OUT_TRADE_NO_PATTERN } from '../../../../../../common/contract/payments/order-number';
import { withoutSensitive } from '../../../../../../common/contract/sensitive';
import { HOUR_MS } from '../kernel/clock';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { contend, LostRace } from '../ledger/conflict';
import { retryDelay } from '../ledger/retry';
import { talk } from '../ledger/talk';
import type { OrderRecord } from '../orders/record';
import { ordersOf } from '../orders/store';
import type { ComplaintCapability, ComplaintFacts } from '../providers/complaints';
import type { Account } from '../providers/provider';
import type { ComplaintRecord } from './record';
import { complaintsOf } from './store';
import { REPLY_WITHIN_MS } from './view';

const MAX_TEXT = 300;
/** 没有处理完的，这么久再读一遍：通知会丢 */
const AGAIN_MS = HOUR_MS;
/** 说了而不知道到没有的：长过任何一个云函数，这之后还没有看到就是没有到 */
const ASKED_MS = 130_000;
/** 两边的钟最多差这么多 */
const SKEW_MS = 600_000;
/** 渠道一直说没有这一件 */
const GIVE_UP_AFTER = 8;

/** 为这一件投诉与渠道说话。@throws PayError 没有这个渠道的投诉，或往来的失败 */
export function speakOf<Result>(
  k: Kernel,
  row: Pick<ComplaintRecord, 'provider' | 'platform' | 'pid' | 'mchid' | 'out_trade_no' | 'user_id'>,
  work: (complaints: ComplaintCapability<Account>, account: Account) => Promise<Result>,
  noteOf: (result: Result) => string = () => 'ok',
): Promise<Result> {
  const { provider, platform, pid, mchid, out_trade_no = '', user_id } = row;
  return talk(
    k,
    { type: 'complaint', provider, platform, pid, mchid, out_trade_no, user_id, amount: 0 },
    async ({ complaints }, account) => {
      if (!complaints?.has(account)) throw new PayError('PERMISSION', { detail: `${provider} 的这个账号没有投诉可读` });
      return work(complaints, account);
    },
    noteOf,
  );
}

const fits = ({ act, text, at }: ComplaintAct, word: ComplaintWord): boolean =>
  word.kind === act && word.at >= at - SKEW_MS && (act !== 'reply' || withoutSensitive(word.text) === text);

/** 说过而不知道到没有的，看协商历史里有没有。从前说到过同样的，那一句算它的：一句只认一次。 */
function settledActs(acts: readonly ComplaintAct[], words: readonly ComplaintWord[], now: number): ComplaintAct[] {
  const left = [...words];
  const take = (act: ComplaintAct): boolean => {
    const index = left.findIndex((word) => fits(act, word));
    return index >= 0 && left.splice(index, 1).length > 0;
  };
  return acts.map((act) => {
    if (act.status === 'DONE') take(act);
    if (act.status !== 'ASKED') return act;
    if (take(act)) return { ...act, status: 'DONE' };
    return now - act.at > ASKED_MS ? { ...act, status: 'LOST' } : act;
  });
}

const lastAt = (words: readonly ComplaintWord[], kinds: readonly ComplaintWord['kind'][], otherwise: number): number =>
  words.filter(({ kind }) => kinds.includes(kind)).at(-1)?.at ?? otherwise;

/** 协商历史只在非看不可的时候取：又来了一次、答复之后又说了话、有说了不知道到没有的。 */
const needsTalk = ({ acts }: ComplaintRecord, { times, status, waiting }: ComplaintFacts): boolean =>
  times > 1 || (waiting && status !== 'PENDING') || acts.some(({ status: how }) => how === 'ASKED');

/** 从这里、由这个商户收的那一张；别的系统收的没有。 */
export async function ownOrder(
  k: Kernel,
  { provider, mchid }: Pick<ComplaintRecord, 'provider' | 'mchid'>,
  out_trade_no: string | undefined,
): Promise<OrderRecord | undefined> {
  if (out_trade_no === undefined || !OUT_TRADE_NO_PATTERN.test(out_trade_no)) return undefined;
  const order = await ordersOf(k).find(out_trade_no);
  return order?.provider === provider && order.mchid === mchid ? order : undefined;
}

/** 新来的、又来的、又说了话的，告诉人；同一次只说一遍。 */
function tell(k: Kernel, { complaint_id, out_trade_no }: ComplaintRecord, { times }: ComplaintFacts, asked_date: number): Promise<void> {
  const by = beijingText(asked_date + REPLY_WITHIN_MS, 'MM-DD HH:mm');
  return k.journal.alert({
    kind: 'complaint',
    level: 'warning',
    ...(out_trade_no === undefined ? {} : { out_trade_no }),
    subject: complaint_id,
    fact: `${complaint_id} ${times} ${asked_date}`,
    message: `付款人投诉${times > 1 ? `（第 ${times} 次）` : ''}：${complaint_id}，最晚 ${by}（北京时间）答复`,
    figures: { times, by: asked_date + REPLY_WITHIN_MS },
  });
}

async function write(k: Kernel, row: ComplaintRecord, facts: ComplaintFacts, words: readonly ComplaintWord[]): Promise<ComplaintRecord> {
  const [trade] = facts.trades;
  const out_trade_no = trade && trade.out_trade_no !== '' ? trade.out_trade_no : undefined;
  const opened_date = facts.times > 1 ? lastAt(words, ['complaint'], row.opened_date) : facts.complaint_date;
  const asked_date = Math.max(opened_date, lastAt(words, ['complaint', 'word'], facts.complaint_date));
  const acts = settledActs(row.acts, words, k.now());
  const asked = acts.some(({ status }) => status === 'ASKED');
  const open = facts.status !== 'PROCESSED';
  if (facts.waiting && (!row.waiting || asked_date > row.asked_date))
    await tell(k, { ...row, ...(out_trade_no ? { out_trade_no } : {}) }, facts, asked_date);
  const written = await complaintsOf(k).write(row, {
    status: facts.status,
    problem: facts.problem,
    ...(out_trade_no ? { out_trade_no } : {}),
    ...(trade ? { total_fee: trade.fee } : {}),
    ...(facts.apply_refund_fee === undefined ? {} : { apply_refund_fee: facts.apply_refund_fee }),
    text: withoutSensitive(facts.text).slice(0, MAX_TEXT),
    waiting: open && facts.waiting,
    urgent: facts.urgent,
    times: facts.times,
    refunded: facts.refunded,
    complaint_date: facts.complaint_date,
    opened_date,
    asked_date,
    user_id: (await ownOrder(k, row, out_trade_no))?.user_id ?? '',
    acts,
    look_date: asked ? k.now() + ASKED_MS : open ? k.now() + AGAIN_MS : 0,
    looks: 0,
    read_date: k.now(),
  });
  if (!written) throw new LostRace();
  return written;
}

export interface ReadComplaint {
  readonly row: ComplaintRecord;
  readonly phone?: string;
}

/**
 * 读一遍、写下来。
 * @throws PayError 40005 渠道说没有这一件 · 40009 这个账号读不了 · 没有问到
 */
export function readComplaint(k: Kernel, first: ComplaintRecord): Promise<ReadComplaint> {
  const { provider, complaint_id } = first;
  return contend(k, async (attempt) => {
    const row = attempt === 0 ? first : ((await complaintsOf(k).find(provider, complaint_id)) ?? first);
    const heard = await speakOf(
      k,
      row,
      async (complaints, account) => {
        const facts = await complaints.read(account, complaint_id);
        if (!facts) return undefined;
        return { facts, words: needsTalk(row, facts) ? await complaints.talk(account, complaint_id) : [] };
      },
      (answer) => answer?.facts.status ?? 'NOT_EXIST',
    );
    if (!heard) throw new PayError('ORDER_NOT_FOUND', { detail: `渠道说没有投诉 ${complaint_id}` });
    const { phone } = heard.facts;
    return { row: await write(k, row, heard.facts, heard.words), ...(phone === undefined ? {} : { phone }) };
  });
}

/** 定时任务的一步：没有读到的排下一次。@returns 有变化 @throws PayError 没有读到：已经排了下一次 */
export async function lookAgain(k: Kernel, row: ComplaintRecord): Promise<boolean> {
  try {
    const { row: after } = await readComplaint(k, row);
    return after.status !== row.status || after.waiting !== row.waiting;
  } catch (error) {
    const hopeless = error instanceof PayError && error.kind === 'ORDER_NOT_FOUND' && row.looks >= GIVE_UP_AFTER;
    const latest = (await complaintsOf(k).find(row.provider, row.complaint_id)) ?? row;
    // 抢输就算了：别人刚读过。
    await complaintsOf(k).write(latest, {
      looks: latest.looks + 1,
      look_date: hopeless ? 0 : k.now() + retryDelay('refund', latest.looks),
    });
    throw error;
  }
}
