/** payment_complaints 的读写。一件投诉一行；版本没变才写。 */
import { COLLECTIONS } from '../kernel/collections';
import { perKernel, type ReceivingKernel } from '../kernel/kernel';
import { complaintRowId, readComplaintRow, type ComplaintRecord } from './record';

const dbName = COLLECTIONS.complaints;

interface ComplaintStore {
  find(provider: ComplaintRecord['provider'], complaint_id: string): Promise<ComplaintRecord | undefined>;
  /** 版本没变才写；被别人抢先返回 undefined */
  write(
    row: ComplaintRecord,
    set: Partial<Omit<ComplaintRecord, '_id' | 'complaint_id' | 'provider' | 'pid' | 'version' | 'create_date'>>,
  ): Promise<ComplaintRecord | undefined>;
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
  };
}
