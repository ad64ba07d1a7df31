/** 清理：过期的占用与限频计数。不清也不错（过期的谁都能接手），只是白占地方。 */
import { forgetExpired } from '../ledger/claim';
import type { Job } from './job';

/** 一批删多少：云端单次操作有 5 秒的时限。 */
const BATCH = 200;

export const purgeLeases: Job = {
  name: 'purge-leases',
  everyMinutes: 60,
  async run(k, deadline) {
    let removed = 0;
    while (k.now() < deadline) {
      const batch = await forgetExpired(k, BATCH);
      removed += batch;
      if (batch < BATCH) return { examined: removed, changed: removed, failed: 0, unfinished: false };
    }
    return { examined: removed, changed: removed, failed: 0, unfinished: true };
  },
};
