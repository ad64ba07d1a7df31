/** 对外的事件：只有会员与转账配了地址。多半一次送到；那一晚对方在维护的重试过，有的送了十次都没有送到，有的还在送。 */
import type { EventTry } from '../../common/contract/events/events';
import type { Document } from '../../local/unicloud';
import { orderEvents, refundEvents, transferEvents } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/events/announce';
import type { EventRecord } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/events/record';
import { HOUR_MS } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/clock';
import { LADDERS } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/ledger/retry';
import type { OrderRecord } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/orders/record';
import type { RefundRecord } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/refunds/record';
import type { TransferRecord } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/transfers/record';
import { createDice, type Dice } from './dice';
import { EVENT_TROUBLES } from './habits';
import type { Logbook } from './logbook';
import { SEEDED } from './order-row';
import { addRow, type Rows } from './rows';

const ANNOUNCED = 'vip';
/** 送得不顺的 */
const TROUBLED = 0.03;
/** 不顺的里面一直没有送到的 */
const NEVER = 0.15;
/** 已停下、由员工重发送到的 */
const RESENT = 0.4;
/** 最近一天里的必有几件还在送，最近停下的必有几件 */
const PENDING_AT_LEAST = 2;
const PENDING_WITHIN_MS = 30 * HOUR_MS;
const FAILED_AT_LEAST = 2;
const STOPPED_AFTER_MS = LADDERS.event.reduce<number>((sum, step) => sum + step, 0);

/** 从 at 起送 count 次都没有送到的。 */
function failures(dice: Dice, at: number, count: number): EventTry[] {
  const why = dice.pick(EVENT_TROUBLES);
  let when = at + dice.around(20_000);
  return Array.from({ length: count }, (_, index) => {
    if (index > 0) when += LADDERS.event[index - 1] as number;
    return { at: when, ...('status' in why ? { status: why.status } : { problem: why.problem }) };
  });
}

type Fate = 'smooth' | 'retried' | 'stopped' | 'pending';

function fateOf(dice: Dice, age: number, wanted: ReadonlySet<Fate>): Fate {
  if (wanted.has('stopped') && age > STOPPED_AFTER_MS + HOUR_MS) return 'stopped';
  if (wanted.has('pending') && age < PENDING_WITHIN_MS && age > 2 * 60_000) return 'pending';
  if (!dice.chance(TROUBLED)) return 'smooth';
  if (age > STOPPED_AFTER_MS + HOUR_MS) return dice.chance(NEVER) ? 'stopped' : 'retried';
  return age > 40 * 60_000 ? 'retried' : 'smooth';
}

function sent(dice: Dice, event: EventRecord, now: number, fate: Fate): EventRecord {
  const { create_date: at } = event;
  const delivered = (tries: readonly EventTry[], when: number): EventRecord => ({
    ...event,
    status: 'DELIVERED',
    attempts: tries.length + 1,
    next_date: 0,
    tries: [...tries, { at: when, status: 200 }],
    version: 1 + 2 * (tries.length + 1),
    delivered_date: when,
  });
  if (fate === 'smooth') return delivered([], Math.min(at + dice.around(9000), now));
  if (fate === 'retried') {
    const tries = failures(dice, at, dice.between(1, 3));
    const last = tries.at(-1) as EventTry;
    return delivered(tries, last.at + (LADDERS.event[tries.length - 1] as number));
  }
  if (fate === 'stopped') {
    const tries = failures(dice, at, LADDERS.event.length + 1);
    const stopped = { ...event, status: 'FAILED', attempts: tries.length, next_date: 0, tries, version: 1 + 2 * tries.length } as const;
    const resentAt = (tries.at(-1) as EventTry).at + dice.around(5 * HOUR_MS);
    if (resentAt >= now || !dice.chance(RESENT)) return stopped;
    const again = { at: resentAt, status: 200 };
    const resends = [{ at: resentAt, operator: 'clerk-zhao' }];
    return { ...stopped, status: 'DELIVERED', attempts: 1, tries: [...tries, again], resends, delivered_date: resentAt };
  }
  const all = failures(dice, at, LADDERS.event.length);
  const tries = all.filter((one) => one.at < now);
  return { ...event, attempts: tries.length, tries, next_date: (all[tries.length] as EventTry).at, version: 1 + 2 * tries.length };
}

/** 事情发生的那一刻：正文里写着。 */
const happenedAt = ({ body }: EventRecord): number => Date.parse((JSON.parse(body) as { timestamp: string }).timestamp);

export async function eventRows(seed: number, now: number, book: Logbook, rows: Rows): Promise<void> {
  const dice = createDice(seed, 'events');
  const moment = { now: () => now };
  const all = <Row>(table: string): readonly Row[] => (rows.get(table) ?? []) as unknown as readonly Row[];
  const listed = [
    ...all<OrderRecord>('payment_orders').flatMap((row) => (row.type === ANNOUNCED ? orderEvents(moment, row) : [])),
    ...all<RefundRecord>('payment_refunds').flatMap((row) => (row.type === ANNOUNCED ? refundEvents(moment, row) : [])),
    ...all<TransferRecord>('payment_transfers').flatMap((row) => transferEvents(moment, row)),
  ].map((event) => ({ ...event, create_date: happenedAt(event) }));
  const counts = { pending: 0, stopped: 0 };
  for (const event of listed.sort((a, b) => b.create_date - a.create_date)) {
    const wanted = new Set<Fate>([
      ...(counts.pending < PENDING_AT_LEAST ? (['pending'] as const) : []),
      ...(counts.stopped < FAILED_AT_LEAST ? (['stopped'] as const) : []),
    ]);
    const fate = fateOf(dice, now - event.create_date, wanted);
    const row = sent(dice, event, now, fate);
    // 员工重发送到了的不算停下的
    if (row.status === 'PENDING') counts.pending += 1;
    if (row.status === 'FAILED') counts.stopped += 1;
    addRow(rows, 'payment_events', row as unknown as Document);
    if (fate === 'stopped') {
      const stoppedAt = row.tries[LADDERS.event.length]?.at ?? now;
      await book.open(stoppedAt, `${SEEDED}ev${row._id.slice(4, 10)}`).alert({
        kind: 'event-undelivered',
        level: 'warning',
        out_trade_no: row.out_trade_no,
        fact: `${row._id} ${row.version}`,
        message: `${row.kind} 事件送了 ${LADDERS.event.length + 1} 次都没有送到，已停下`,
      });
    }
  }
}
