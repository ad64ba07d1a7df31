/** 数据库事务：要么都发生，要么都没有。云端一个事务最长 10 秒，里面只能逐条操作。 */
import type { ReceivingKernel } from '../kernel/kernel';
import type { DatabaseHandle } from '../kernel/vk';

/**
 * 在一个事务里执行 work 并提交；work 抛错就回滚、原样抛出。
 * 提交的应答可能丢失：抛错只表示「不知道」，真实结果由下一次按版本的写入判断。
 */
export async function inTransaction<T>(k: ReceivingKernel, work: (db: DatabaseHandle) => Promise<T>): Promise<T> {
  const transaction = await k.vk.baseDao.startTransaction();
  try {
    const result = await work(transaction);
    await transaction.commit();
    return result;
  } catch (error) {
    try {
      await transaction.rollback();
    } catch {
      // 事务可能已经结束；原来的错误更重要。
    }
    throw error;
  }
}
