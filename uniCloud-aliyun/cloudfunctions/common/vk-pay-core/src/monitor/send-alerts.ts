/** 告警：看一遍规则，把该说的说出去。 */
import { deliverAlerts } from '../alerts/deliver';
import { watchRules } from '../alerts/watch';
import type { Job } from './job';

export const sendAlerts: Job = {
  name: 'send-alerts',
  everyMinutes: 1,
  async run(k, deadline) {
    const { raised, failed } = await watchRules(k);
    const sent = await deliverAlerts(k, deadline);
    return { examined: raised + sent.told, changed: sent.told, failed: failed + sent.failed, unfinished: k.now() >= deadline };
  },
};
