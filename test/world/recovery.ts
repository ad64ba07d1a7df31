/**
 * 尘埃落定：云函数实例全部换新，网关照它的计划重发，定时任务照我们的排期醒来，直到再没有谁还要做什么。
 * 时钟直接跳到下一件要做的事，所以几十轮就是一整天。
 */
import type { Row } from './books';
import { isStale } from './oracle-complaints';
import type { World } from './world';

/** 补漏的时限：网关最长重发约 25 小时，再加一小时。 */
const HORIZON_MS = 26 * 3_600_000;
const MAX_ROUNDS = 400;
/** 两轮之间缺省至少这么久。 */
const STEP_MS = 1000;
/** 投诉的通知会丢：隔这么久自己列一遍，毫秒 */
const LIST_MS = 10 * 60_000;

const isUnsettled = (row: Row): boolean =>
  row['status'] === 'UNREAD' || (row['acts'] as readonly Row[]).some(({ status }) => status === 'ASKED');

const isToShip = ({ status, fulfil, shipping }: Row): boolean =>
  status === 'SUCCESS' && (fulfil as Row | undefined)?.['status'] === 'DONE' && (shipping as Row | undefined)?.['status'] === 'WAIT';

/** 下一件排好的事的时间，毫秒。 */
export function nextDue(world: Pick<World, 'rows' | 'till' | 'now'>): number | undefined {
  const dates = [
    ...world
      .rows('payment_orders')
      .flatMap((row) => [Number(row['next_query_date']), row['status'] === 'SUCCESS' ? Number((row['fulfil'] as Row)['next_date']) : 0]),
    ...world
      .rows('payment_refunds')
      .flatMap((row) => [Number(row['next_query_date']), row['status'] === 'SUCCESS' ? Number((row['revoke'] as Row)['next_date']) : 0]),
    // 要报发货的；报过的等放款，那是几天、几十天以后的事。
    ...world.rows('payment_orders').map((row) => (isToShip(row) ? Number((row['shipping'] as Row)['next_date']) : 0)),
    ...world.rows('payment_transfers').map((row) => Number(row['next_query_date'])),
    ...world.rows('payment_transfer_authorizations').map((row) => Number(row['next_query_date'])),
    ...world.rows('payment_sharings').map((row) => Number(row['next_query_date'])),
    ...world.rows('payment_refund_requests').map((row) => Number(row['next_date'])),
    // 没有处理完的投诉每小时都会再看，那不算还有事；没有读到的、不知道到没有的、与渠道不同的才算。
    ...world.rows('payment_complaints').map((row) => (isUnsettled(row) ? Number(row['look_date']) : 0)),
    ...world
      .till('wxpay')
      .complaints()
      .map((truth) => (isStale(world, truth) ? world.now() + LIST_MS : 0)),
    world.till('wxpay').nextDueAt() ?? 0,
    world.till('alipay').nextDueAt() ?? 0,
  ].filter((at) => at > 0);
  return dates.length > 0 ? Math.min(...dates) : undefined;
}

/** 落定用得着的那些。 */
export interface Dusty extends Pick<World, 'rows' | 'till' | 'now' | 'tick' | 'deliver' | 'monitor'> {
  readonly stack: { readonly runtime: Pick<World['stack']['runtime'], 'recycle'> };
}

export interface Patience {
  /** 最多走多远，毫秒；等人处理的退款会一直查下去，走到看得出就行 */
  readonly horizonMs?: number | undefined;
  /** 两轮之间至少这么久，毫秒 */
  readonly stepMs?: number;
}

/**
 * 一直做到没有事了，或过了时限。
 * @throws Error 轮数用完还停不下来
 */
export async function settleDust(world: Dusty, { horizonMs = HORIZON_MS, stepMs = STEP_MS }: Patience = {}): Promise<void> {
  world.stack.runtime.recycle();
  const until = world.now() + horizonMs;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    await world.deliver();
    await world.monitor();
    const due = nextDue(world);
    if (due === undefined || due > until) return;
    world.tick(Math.max(stepMs, due - world.now()));
  }
  throw new Error(`${MAX_ROUNDS} 轮之后还停不下来`);
}
