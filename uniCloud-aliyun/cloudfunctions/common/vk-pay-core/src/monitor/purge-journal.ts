/** 清理：过了保留期的日志与错误（设置 `retentionDays`），一批一批，到点就停。 */
import { purgeBefore, type Expiring } from '../journal/retention/store';
import { DAY_MS } from '../kernel/clock';
import type { Job } from './job';

/** 一批删多少：云端单次操作有 5 秒的时限。 */
const BATCH = 200;

export const purgeJournal: Job = {
  name: 'purge-journal',
  everyMinutes: 60,
  async run(k, deadline) {
    let removed = 0;
    for (const [journal, days] of Object.entries(k.config.settings.retentionDays) as [Expiring, number][]) {
      for (let batch = BATCH; batch === BATCH; removed += batch) {
        if (k.now() >= deadline) return { examined: removed, changed: removed, failed: 0, unfinished: true };
        batch = await purgeBefore(k.vk, journal, k.now() - days * DAY_MS, BATCH);
      }
    }
    return { examined: removed, changed: removed, failed: 0, unfinished: false };
  },
};
