/** 清理：并进了小时的分钟、并进了天的小时，各留够再看一眼与画图的时间。天的一直留着。 */
import { HOURS_KEPT_MS, MINUTES_KEPT_MS } from '../stats/read';
import { statsOf } from '../stats/store';
import type { Job } from './job';

/** 一批删多少：云端单次操作有 5 秒的时限。 */
const BATCH = 200;

export const purgeStatistics: Job = {
  name: 'purge-statistics',
  everyMinutes: 60,
  async run(k, deadline) {
    const stats = statsOf(k);
    // 以数到哪里为准：停了很久的，没有并进去的分钟不能删。
    const cursor = (await stats.cursor()) ?? 0;
    let removed = 0;
    for (const [span, kept] of [
      ['minute', MINUTES_KEPT_MS],
      ['hour', HOURS_KEPT_MS],
    ] as const) {
      for (let batch = BATCH; batch === BATCH; removed += batch) {
        if (k.now() >= deadline) return { examined: removed, changed: removed, failed: 0, unfinished: true };
        batch = await stats.purge(span, cursor - kept, BATCH);
      }
    }
    return { examined: removed, changed: removed, failed: 0, unfinished: false };
  },
};
