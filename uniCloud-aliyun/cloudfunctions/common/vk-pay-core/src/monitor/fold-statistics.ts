/** 统计：把每一分钟的日志与订单折进 payment_stats。 */
import { foldStatistics as fold } from '../stats/fold';
import type { Job } from './job';

export const foldStatistics: Job = {
  name: 'fold-statistics',
  everyMinutes: 1,
  async run(k, deadline) {
    const { minutes, changed, unfinished } = await fold(k, deadline);
    return { examined: minutes, changed, failed: 0, unfinished };
  },
};
