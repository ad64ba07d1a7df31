/**
 * 跑一次商户写的处理（fulfil、revoke），有时限：挂住的处理不能拖住回调、查询与定时任务。
 * 到时限就不再等。在事务里的，事务随即回滚，它再也写不了；有外部效果的，租约还在它手里：租约之内办完了照样算数，
 * 租约过了、可能已有别人在重做，它就再也写不了。失败策略：宁可稍后以同一个 key 重来，不可办两次。
 */
import type { ReceivingKernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { TimedOut, withinTime } from '../kernel/time-limit';
import type { DatabaseHandle } from '../kernel/vk';
import { bindDao, type BoundDao } from './store';

/** 云端的事务最长 10 秒，要留出提交的时间，毫秒。 */
const IN_TRANSACTION_MS = 8_000;
/** 云函数自己的超时（60 秒）之前，毫秒。 */
const LONGEST_MS = 45_000;

export interface Timed {
  /** 没有事务的就是有外部效果的 */
  readonly db: DatabaseHandle | undefined;
  /** 租约到什么时候，毫秒时间戳 */
  readonly until: number;
}

/** @throws TimedOut 挂住了；以及处理自己抛的 */
export async function runTimed<T>(k: ReceivingKernel, { db, until }: Timed, run: (dao: BoundDao) => Promise<T> | T): Promise<T> {
  let cut = false;
  const requireOpen = (): void => {
    if (cut && (db !== undefined || k.now() >= until))
      throw new PayError('SYSTEM', { detail: '这次处理已经超时，不能再写：会由下一次重来' });
  };
  const ms = Math.min(k.config.settings.timeout, db ? IN_TRANSACTION_MS : LONGEST_MS);
  try {
    return await withinTime(k, ms, async () => run(bindDao(k.vk, db, requireOpen)));
  } catch (error) {
    cut = error instanceof TimedOut;
    throw error;
  }
}
