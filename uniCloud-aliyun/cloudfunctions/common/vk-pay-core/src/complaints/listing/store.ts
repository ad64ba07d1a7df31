/** 列出许多件投诉：排期到了的、员工看的、快到期限的。 */
import { COLLECTIONS } from '../../kernel/collections';
import { perKernel, type ReceivingKernel } from '../../kernel/kernel';
import { createListing, type Listing } from '../../ledger/listing';
import { readComplaintRow, type ComplaintRecord } from '../record';

const dbName = COLLECTIONS.complaints;

interface ComplaintList extends Listing<ComplaintRecord> {
  /** 在等答复的一共几件 */
  countWaiting(): Promise<number>;
  /** 在等答复、用户最近一次说话早于 before 的，最早的在前 */
  waitingSince(before: number, limit: number): Promise<readonly ComplaintRecord[]>;
  /** 没有处理完、这一次早于 before 就来了的，最早的在前 */
  openSince(before: number, limit: number): Promise<readonly ComplaintRecord[]>;
}

export const complaintListOf = perKernel(createComplaintList);

function createComplaintList(k: ReceivingKernel): ComplaintList {
  const command = k.vk.getUnicloud()._;
  const listing = createListing(k, dbName, readComplaintRow);
  const oldest = async (where: object, name: string, pageSize: number): Promise<readonly ComplaintRecord[]> =>
    (await listing.list({ ...where }, { sort: { name, type: 'asc' }, pageIndex: 1, pageSize })).rows;
  return {
    ...listing,
    countWaiting: () => k.vk.baseDao.count({ dbName, whereJson: { waiting: true } }),
    waitingSince: (before, limit) => oldest({ waiting: true, asked_date: command.lte(before) }, 'asked_date', limit),
    openSince: (before, limit) =>
      oldest({ status: command.in(['PENDING', 'PROCESSING']), opened_date: command.lte(before) }, 'opened_date', limit),
  };
}
