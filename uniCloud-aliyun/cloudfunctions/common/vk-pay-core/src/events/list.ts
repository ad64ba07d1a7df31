/** 员工看送到哪一步，没送到的可以重发。 */
import { listEventsSchema, resendEventSchema } from '../../../../../../common/contract/events/params';
import type { EventView, ListEventsAnswer } from '../../../../../../common/contract/events/events';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import { deliver } from './deliver';
import type { EventRecord } from './record';
import { eventsOf } from './store';

/** 留下最近几次重发。 */
const KEPT_RESENDS = 20;

function view({
  _id,
  kind,
  type,
  out_trade_no,
  out_refund_no,
  status,
  attempts,
  next_date,
  tries,
  create_date,
  ...rest
}: EventRecord): EventView {
  return {
    id: _id,
    kind,
    type,
    out_trade_no,
    ...(out_refund_no ? { out_refund_no } : {}),
    status,
    attempts,
    next_date,
    tries,
    resends: rest.resends ?? [],
    create_date,
    ...(rest.delivered_date === undefined ? {} : { delivered_date: rest.delivered_date }),
  };
}

/** listEvents：从新到旧。调用方必须已核验员工身份。@throws PayError 40001 */
export async function listEvents(k: Kernel, input: unknown): Promise<Omit<ListEventsAnswer, 'code' | 'msg' | 'requestId'>> {
  const { pageIndex = 1, pageSize = 20, ...where } = requireParams(listEventsSchema, input);
  const { rows, hasMore } = await eventsOf(k).list(where, { sort: { name: 'create_date', type: 'desc' }, pageIndex, pageSize });
  return { rows: rows.map(view), hasMore };
}

/**
 * resendEvent：同一个编号再送一次（从头数），当场就送。谁重发的与「再送」同一次写入。
 * @throws PayError 40001 · 40005 · 40010 正有人在送
 */
export async function resendEvent(k: Kernel, input: unknown, operator: string): Promise<{ readonly event: EventView }> {
  const { id } = requireParams(resendEventSchema, input);
  const found = await eventsOf(k).find(id);
  if (!found) throw new PayError('ORDER_NOT_FOUND');
  if (found.sending_until > k.now()) throw new PayError('BUSY', { detail: '正有人在送' });
  const resends = [...(found.resends ?? []), { at: k.now(), operator }].slice(-KEPT_RESENDS);
  const again = await eventsOf(k).write(found, { status: 'PENDING', attempts: 0, next_date: k.now(), resends });
  if (!again) throw new PayError('BUSY', { detail: '正有人在送' });
  return { event: view(await deliver(k, again)) };
}
