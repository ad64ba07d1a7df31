/** payment_complaints 的读写。一件投诉一行；版本没变才写。 */
import { COLLECTIONS } from '../kernel/collections';
import { isDuplicateKey } from '../kernel/duplicate-key';
import { perKernel, type ReceivingKernel } from '../kernel/kernel';
import type { Document } from '../kernel/vk';
import type { Account } from '../providers/provider';
import { complaintRowId, readComplaintRow, type ComplaintRecord } from './record';

const dbName = COLLECTIONS.complaints;

interface ComplaintStore {
  find(provider: ComplaintRecord['provider'], complaint_id: string): Promise<ComplaintRecord | undefined>;
  /** 版本没变才写；被别人抢先返回 undefined */
  write(
    row: ComplaintRecord,
    set: Partial<Omit<ComplaintRecord, '_id' | 'complaint_id' | 'provider' | 'pid' | 'version' | 'create_date'>>,
  ): Promise<ComplaintRecord | undefined>;
  /** 听说有这么一件：没有就记下，有就早一点去读。 */
  hear(account: Account, complaint_id: string): Promise<void>;
}

export const complaintsOf = perKernel(createComplaintStore);

function createComplaintStore(k: ReceivingKernel): ComplaintStore {
  const { baseDao } = k.vk;
  const command = k.vk.getUnicloud()._;
  return {
    async find(provider, complaint_id) {
      if (typeof complaint_id !== 'string' || complaint_id === '') throw new Error('投诉单号未经校验');
      const row = await baseDao.findById({ dbName, id: complaintRowId(provider, complaint_id) });
      return row ? readComplaintRow(row) : undefined;
    },
    async write(row, set) {
      const written = await baseDao.updateAndReturn({
        dbName,
        whereJson: { _id: row._id, version: row.version },
        dataJson: { ...set, version: command.inc(1), update_date: k.now() },
      });
      return written ? readComplaintRow(written) : undefined;
    },
    async hear({ provider, platform, pid, mchid }, complaint_id) {
      const now = k.now();
      const _id = complaintRowId(provider, complaint_id);
      const fresh: ComplaintRecord = {
        _id,
        complaint_id,
        provider,
        platform,
        pid,
        mchid,
        status: 'UNREAD',
        problem: 'other',
        text: '',
        waiting: false,
        urgent: false,
        times: 1,
        refunded: false,
        complaint_date: now,
        opened_date: now,
        asked_date: now,
        user_id: '',
        acts: [],
        look_date: now,
        looks: 0,
        version: 1,
        create_date: now,
        update_date: now,
      };
      try {
        await baseDao.add({ dbName, dataJson: { ...fresh } as unknown as Document, cancelAddTime: true });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        // 说的是什么不重要，去读就是：与正在写这一行的人无关，版本照样加，他会重来。
        await baseDao.update({ dbName, whereJson: { _id, mchid }, dataJson: { look_date: now, looks: 0, version: command.inc(1) } });
      }
    },
  };
}
