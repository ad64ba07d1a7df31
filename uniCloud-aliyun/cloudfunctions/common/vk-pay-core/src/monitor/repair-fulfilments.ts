/** 补做：已支付而业务没处理完的订单，按排期重试，直到完成。 */
import type { Kernel } from '../kernel/kernel';
import { fulfil } from '../orders/fulfil';
import { runBatch, type JobResult } from './jobs';

const BATCH = 100;

export async function repairFulfilments(k: Kernel, deadline: number): Promise<JobResult> {
  return runBatch(k, await k.orders.dueForFulfilment(k.now(), BATCH), deadline, async (order) => {
    const after = await fulfil(k, order);
    if (after.fulfil.status !== 'DONE') throw new Error('业务处理未完成');
    return true;
  });
}
