/** 对账：每个商户每天的账单，到时间去要、核对；没出的、出错的下次再来。 */
import { reconcileBill } from '../bills/reconcile';
import { planBills } from '../bills/schedule';
import { billsOf } from '../bills/store';
import type { Job } from './job';

const BATCH = 20;

export const reconcileBills: Job = {
  name: 'reconcile-bills',
  everyMinutes: 10,
  async run(k, deadline) {
    await planBills(k);
    const due = await billsOf(k).dueBills(BATCH);
    const ends = { done: 0, waiting: 0, failed: 0 };
    let examined = 0;
    for (const bill of due) {
      // 到点之后不再开始新的；做到一半的记下进度，下一轮接着。
      if (k.now() >= deadline) break;
      examined += 1;
      ends[await reconcileBill(k, bill, deadline)] += 1;
    }
    return { examined, changed: ends.done, failed: ends.failed, unfinished: examined < due.length || due.length === BATCH };
  },
};
