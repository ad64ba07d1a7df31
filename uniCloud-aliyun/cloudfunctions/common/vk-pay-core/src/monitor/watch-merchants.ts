/** 数据库里写坏的商户：停用了收不了钱，要有人知道。同样的问题只告警一次，问题变了再一次。 */
import { listProblems } from '../config/config';
import { writtenMerchants } from '../merchants/all';
import type { Job } from './job';

export const watchMerchants: Job = {
  name: 'watch-merchants',
  everyMinutes: 5,
  async run(k, deadline) {
    let examined = 0;
    let changed = 0;
    for await (const { pid, problems, book } of writtenMerchants(k)) {
      if (k.now() > deadline) return { examined, changed, failed: 0, unfinished: true };
      examined += 1;
      const all = [...problems, ...book.problems];
      if (all.length === 0) continue;
      changed += 1;
      const said = listProblems(all);
      await k.journal.alert({
        kind: 'merchant-broken',
        level: 'critical',
        fact: `${pid}\n${said}`,
        message: `商户 ${pid} 的账号写坏了，已停用：${said}`,
        figures: { pid },
      });
    }
    return { examined, changed, failed: 0, unfinished: false };
  },
};
