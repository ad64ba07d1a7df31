/** 补做：已支付而业务没处理完的订单，按排期重试，直到完成。 */
import { toPayError } from '../errors/pay-error';
import type { Kernel } from '../kernel';
import { fulfil } from '../orders/fulfil';
import type { JobResult } from './jobs';

const BATCH = 100;

export async function repairFulfilments(k: Kernel, deadline: number): Promise<JobResult> {
  const due = await k.orders.dueForFulfilment(k.now(), BATCH);
  let changed = 0;
  let failed = 0;
  let examined = 0;
  for (const order of due) {
    if (k.now() >= deadline) break;
    examined += 1;
    try {
      if ((await fulfil(k, order)).fulfil.status === 'DONE') changed += 1;
      else failed += 1;
    } catch (thrown) {
      failed += 1;
      await k.logs.error(toPayError(thrown), { type: 'monitor', out_trade_no: order._id });
    }
  }
  return { examined, changed, failed };
}
