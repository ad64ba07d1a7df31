/**
 * 配置有误要让人看得见：控制台的一行几天就没了，付款人只知道「系统错误」。
 * 同样的问题一天只有一行（几百个实例、几千次付款遇上它也是一行），问题变了就是新的一行。
 */
import { createHash } from 'node:crypto';
import { DAY_MS, systemClock, type Clock } from '../kernel/clock';
import { PayError } from '../kernel/pay-error';
import { systemIds } from '../kernel/ids';
import type { CloudContext, Vk } from '../kernel/vk';
import { createJournal, type Journal } from './journal';
import { createJournalStore } from './store';

export function noteConfigError(journal: Journal, error: PayError, now: number): void {
  const identity = createHash('sha256')
    .update(error.detail ?? error.message)
    .digest('base64url')
    .slice(0, 22);
  journal.error(error, { type: 'config', once: `config:${Math.floor(now / DAY_MS)}:${identity}` });
}

export interface FailedStart {
  readonly vk: Vk;
  readonly context?: CloudContext;
  readonly clock?: Clock;
}

/** 支付接口没能装配起来（设置写错、证书文件读不到……）：此时还没有内核，只有框架，也要留下一行。从不抛出。 */
export async function recordFailedStart({ vk, context = {}, clock = systemClock }: FailedStart, cause: unknown): Promise<void> {
  try {
    const journal = createJournal(createJournalStore(vk), context, () => clock.now(), context.requestId || systemIds.requestId());
    const detail = cause instanceof Error ? cause.message : String(cause);
    noteConfigError(journal, new PayError('SYSTEM', { cause, detail }), clock.now());
    await journal.flush();
  } catch (failed) {
    console.error(`[vk-pay] 配置错误没能写进 payment_errors：${String(failed)}`);
  }
}
