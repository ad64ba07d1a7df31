/**
 * 送一件事：先占住（别的实例不会同时送），再送，再记下结果。至少一次：送到而没记下的会以同一个编号再送，收的人按编号去重。
 * 三天里送十次；都没有送到就停下、告警，员工可以重发。
 */
import type { EventTry } from '../../../../../../common/contract/events/events';
import { endpointOf } from '../config/events';
import { cleanText } from '../journal/redact';
import type { Kernel } from '../kernel/kernel';
import { contend, LostRace } from '../ledger/conflict';
import { LADDERS, retryDelay } from '../ledger/retry';
import type { EventRecord } from './record';
import { send } from './send';
import { signedHeaders } from './sign';
import { eventsOf } from './store';

/** 占住多久，毫秒：长过送一次的时限。 */
const HOLD_MS = 60_000;
const MAX_TRIES = LADDERS.event.length + 1;
/** 留下最近几次的结果。 */
const KEPT_TRIES = 20;

async function attempt(k: Kernel, event: EventRecord): Promise<Omit<EventTry, 'at'>> {
  const endpoint = endpointOf(k.config.settings.events, event.type);
  if (!endpoint) return { problem: '没有配置这个订单类型的地址' };
  try {
    const headers = signedHeaders(endpoint.secret, event._id, event.body, k.now());
    const status = await send({ url: endpoint.url, headers, body: event.body, allowLocal: k.config.settings.events.allowLocal });
    return { status };
  } catch (error) {
    return { problem: cleanText(error instanceof Error ? error.message : String(error), 120) };
  }
}

const isAccepted = ({ status }: Omit<EventTry, 'at'>): boolean => status !== undefined && status >= 200 && status < 300;

/** 送一次。没有轮到我的原样返回。 */
export async function deliver(k: Kernel, event: EventRecord): Promise<EventRecord> {
  const events = eventsOf(k);
  if (event.status !== 'PENDING') return event;
  const held = await events.write(event, { attempts: event.attempts + 1, next_date: k.now() + HOLD_MS, sending_until: k.now() + HOLD_MS });
  if (!held) return event;
  const result: EventTry = { at: k.now(), ...(await attempt(k, held)) };
  const after = await contend(k, async (round) => {
    const current = round === 0 ? held : ((await events.find(held._id)) ?? held);
    if (current.status === 'DELIVERED') return current;
    const tries = [...current.tries, result].slice(-KEPT_TRIES);
    const done = isAccepted(result);
    const over = !done && current.attempts >= MAX_TRIES;
    const set = done
      ? ({ status: 'DELIVERED', next_date: 0, delivered_date: result.at, tries } as const)
      : over
        ? ({ status: 'FAILED', next_date: 0, tries } as const)
        : { next_date: k.now() + retryDelay('event', current.attempts - 1), tries };
    const written = await events.write(current, { ...set, sending_until: 0 });
    if (!written) throw new LostRace();
    return written;
  });
  if (after.status === 'FAILED') {
    await k.journal.alert({
      kind: 'event-undelivered',
      level: 'warning',
      out_trade_no: event.out_trade_no,
      fact: `${event._id} ${after.version}`,
      message: `${event.kind} 事件送了 ${after.attempts} 次都没有送到，已停下`,
      figures: { event: event.kind, attempts: after.attempts },
    });
  }
  return after;
}
