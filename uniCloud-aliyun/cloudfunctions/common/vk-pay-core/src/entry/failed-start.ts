/** 支付接口没能装配起来（设置写错、证书文件读不到、用户表读不出来……）：此时还没有内核，只有框架，也要留下一行。 */
import { ConfigError } from '../config/config';
import { noteConfigError } from '../journal/config-error';
import { createJournal } from '../journal/journal';
import { createJournalStore } from '../journal/store';
import { printFailure } from '../kernel/console-line';
import { systemClock, type Clock } from '../kernel/clock';
import { systemIds } from '../kernel/ids';
import { PayError } from '../kernel/pay-error';
import type { CloudContext, Vk } from '../kernel/vk';

export interface FailedStart {
  readonly vk: Vk;
  readonly context?: CloudContext;
  readonly clock?: Clock;
}

/** 从不抛出。 */
export async function recordFailedStart({ vk, context = {}, clock = systemClock }: FailedStart, cause: unknown): Promise<void> {
  try {
    const journal = createJournal(createJournalStore(vk), context, () => clock.now(), context.requestId || systemIds.requestId());
    const detail = cause instanceof Error ? cause.message : String(cause);
    noteConfigError(journal, new PayError('SYSTEM', { cause, detail }), clock.now(), cause instanceof ConfigError ? 'config' : 'start');
    await journal.flush();
  } catch (failed) {
    printFailure(`配置错误没能写进 payment_errors：${String(failed)}`, context.requestId);
  }
}
