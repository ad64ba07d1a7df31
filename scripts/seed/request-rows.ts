/** 付款人的退款申请：一部分退款由申请而来（申请单号就是退款单号），还有没有同意的、撤回的、等着答复的。 */
import { REQUEST_TABLE, type RequestHistoryEntry } from '../../common/contract/refunds/refund-request';
import { beijingText } from '../../common/contract/beijing-text';
import type { Document } from '../../local/unicloud';
import { DAY_MS, HOUR_MS } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/clock';
import type { RequestRecord } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/refunds/requests/record';
import type { Logbook } from './logbook';
import { createDice, type Dice } from './dice';
import { REFUND_WORDS, REQUEST_ANSWERS } from './habits';
import { addRow, type Rows } from './rows';
import { requestIdOf } from './order-row';
import type { RefundStory, Story } from './story';

/** 退款里由付款人申请的 */
const ASKED = 0.4;
/** 付了又没有退的订单里，申请过的；没有同意的与撤回的轮着来，每份样例至少这么几张 */
const TURNED_DOWN = 0.004;
const TURNED_DOWN_AT_LEAST = 4;
/** 最近两天付的里面，正等着答复的；每份样例至少这么几张 */
const WAITING = 0.012;
const WAITING_AT_LEAST = 3;
const WAITING_WITHIN_MS = 2 * DAY_MS;

type Move = Pick<RequestHistoryEntry, 'to' | 'reason' | 'source' | 'at' | 'operator' | 'note'>;
interface Asked {
  readonly no: string;
  readonly fee: number;
  readonly at: number;
  readonly reason: string;
  readonly move?: Move;
  /** 同意了、网关却没有接受：还等着员工 */
  readonly refused?: boolean;
}

function requestRow(story: Story, { no, fee, at, reason, move, refused }: Asked): RequestRecord {
  const requestId = requestIdOf(story, 'a');
  const history: RequestHistoryEntry[] = [{ from: null, to: 'OPEN', reason: 'created', source: 'payer', at, requestId }];
  if (move) {
    if (move.reason === 'created' || !REQUEST_TABLE.allows('OPEN', move.to, move.reason))
      throw new Error(`样例的申请走了表外的路：${move.to}`);
    history.push({ from: 'OPEN', ...move, requestId });
  }
  const answered = move?.source === 'staff';
  return {
    _id: no,
    request_no: no,
    out_trade_no: story.no,
    user_id: story.user,
    refund_fee: fee,
    reason,
    status: move?.to ?? 'OPEN',
    ...(move === undefined || refused ? { open_for: story.no } : {}),
    ...(answered ? { operator: move.operator ?? '', answer_date: move.at } : {}),
    ...(move?.to === 'DECLINED' ? { answer: move.note ?? '' } : {}),
    history,
    version: history.length,
    next_date: 0,
    create_date: at,
    update_date: move?.at ?? at,
  };
}

/** 员工照着退的那一笔，先有付款人的申请；网关没有接受的，申请还开着。 */
function ofRefund(dice: Dice, heardAt: number, refund: RefundStory): Asked[] {
  const refused = refund.outcome === 'refused';
  if (!dice.chance(ASKED) && !refused) return [];
  const at = Math.max(heardAt + 1000, refund.at - dice.around(2 * HOUR_MS, 0.8));
  if (at >= refund.at) return [];
  const move = { to: 'APPROVED', reason: 'approved', source: 'staff', at: refund.at - 1, operator: refund.operator } as const;
  return [{ no: refund.no, fee: refund.fee, at, reason: refund.reason, move, refused }];
}

/** 没有退过的单子上的一次申请。 */
function asking(dice: Dice, { item, index }: Story, at: number): Asked {
  return {
    no: `RF${beijingText(at, 'YYYYMMDDHHmmss')}${String(index).padStart(7, '0')}9`,
    fee: dice.chance(0.6) ? item.fee : Math.max(1, Math.round(item.fee / 2)),
    at,
    reason: dice.pick(REFUND_WORDS).text,
  };
}

/** 没有同意，或付款人自己撤回了。 */
function turnedDown(dice: Dice, story: Story, heardAt: number, turn: number): Asked {
  const at = heardAt + dice.between(10 * 60_000, 20 * HOUR_MS);
  const answeredAt = at + dice.around(3 * HOUR_MS, 0.6);
  const move: Move =
    turn % 2 === 0
      ? {
          to: 'DECLINED',
          reason: 'declined',
          source: 'staff',
          at: answeredAt,
          operator: 'clerk-lin',
          note: dice.pick(REQUEST_ANSWERS).text,
        }
      : { to: 'WITHDRAWN', reason: 'withdrawn', source: 'payer', at: answeredAt };
  return { ...asking(dice, story, at), move };
}

/** 付了、办好了、没有退过的：谁还等着答复，谁没有同意。 */
function unrefunded(stories: readonly Story[], dice: Dice, now: number): ReadonlyMap<number, 'waits' | 'over'> {
  const quiet = stories.filter(
    ({ heard, refunds, fulfil, item, ending }) =>
      ending === 'paid' && heard !== undefined && now - heard.at > HOUR_MS && refunds.length === 0 && fulfil === 'done' && item.fee >= 100,
  );
  const fresh = quiet.filter(({ heard }) => now - (heard?.at ?? 0) < WAITING_WITHIN_MS);
  const old = quiet.filter(({ heard }) => now - (heard?.at ?? 0) >= WAITING_WITHIN_MS);
  const few = (list: readonly Story[], share: number, least: number): readonly Story[] => {
    const chosen = list.filter(() => dice.chance(share));
    return chosen.length >= least ? chosen : list.slice(-least);
  };
  return new Map([
    ...few(old, TURNED_DOWN, TURNED_DOWN_AT_LEAST).map(({ index }) => [index, 'over'] as const),
    ...few(fresh, WAITING, WAITING_AT_LEAST).map(({ index }) => [index, 'waits'] as const),
  ]);
}

export function requestRows(stories: readonly Story[], { seed, now }: { seed: number; now: number }, book: Logbook, rows: Rows): void {
  const dice = createDice(seed, 'requests');
  const fates = unrefunded(stories, dice, now);
  let turn = 0;
  const askedOf = (story: Story, heardAt: number): Asked[] => {
    const fate = fates.get(story.index);
    if (fate === 'waits')
      return [asking(dice, story, Math.min(heardAt + dice.around(6 * HOUR_MS), now - dice.between(3 * 60_000, HOUR_MS / 2)))];
    if (fate === 'over') return [turnedDown(dice, story, heardAt, (turn += 1))];
    return story.refunds.flatMap((refund) => ofRefund(dice, heardAt, refund));
  };
  for (const story of stories) {
    const { heard, no, way, user, ending } = story;
    if (!heard || ending !== 'paid') continue;
    for (const one of askedOf(story, heard.at)) {
      addRow(rows, 'payment_refund_requests', requestRow(story, one) as unknown as Document);
      book.open(one.at, requestIdOf(story, 'a'), story.ip).log({
        type: 'request-refund',
        status: 'SUCCESS',
        out_trade_no: no,
        provider: way.provider,
        amount: one.fee,
        user_id: user,
        startedAt: one.at,
      });
    }
  }
}
