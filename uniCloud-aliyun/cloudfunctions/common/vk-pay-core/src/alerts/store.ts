/** payment_alerts 的读写；新的一条由 journal 写下。 */
import { COLLECTIONS } from '../kernel/collections';
import { perKernel, type ReceivingKernel } from '../kernel/kernel';

const dbName = COLLECTIONS.alerts;

export interface AlertStore {
  /** 还没有了结的有几条 */
  countOpen(level?: 'warning' | 'critical'): Promise<number>;
}

export const alertsOf = perKernel(createAlertStore);

function createAlertStore(k: ReceivingKernel): AlertStore {
  const { baseDao } = k.vk;
  return {
    countOpen: (level) => baseDao.count({ dbName, whereJson: { status: 'OPEN', ...(level ? { level } : {}) } }),
  };
}
