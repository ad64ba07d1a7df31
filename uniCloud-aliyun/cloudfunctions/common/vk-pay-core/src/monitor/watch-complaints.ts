/** 消费者投诉：列一遍渠道那里的（设置 complaints 打开才列），再把听说有动静的、该再读的读一遍。 */
import { complaintListOf } from '../complaints/listing/store';
import { pollComplaints } from '../complaints/poll';
import { lookAgain } from '../complaints/read';
import type { Job } from './job';
import { sweep } from './sweep';

export const watchComplaints: Job = {
  name: 'watch-complaints',
  everyMinutes: 1,
  async run(k, deadline) {
    const { seen, changed, failed } = k.config.settings.complaints ? await pollComplaints(k, deadline) : { seen: 0, changed: 0, failed: 0 };
    const read = await sweep(k, deadline, {
      title: '投诉',
      store: complaintListOf(k),
      lanes: [{ field: 'look_date' }],
      step: (row) => lookAgain(k, row),
    });
    return { ...read, examined: read.examined + seen, changed: read.changed + changed, failed: read.failed + failed };
  },
};
