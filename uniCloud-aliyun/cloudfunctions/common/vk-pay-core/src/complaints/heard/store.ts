/**
 * 听说有这么一件投诉（通知说的、列出来的）：没有就记下，有就早一点去读。说的是什么不重要，重复、乱序、迟到都一样。
 * 回调函数也装载它，所以与别的读写不在一起。
 */
import type { Document } from '../../kernel/vk';
import { COLLECTIONS } from '../../kernel/collections';
import { isDuplicateKey } from '../../kernel/duplicate-key';
import type { ReceivingKernel } from '../../kernel/kernel';
import type { Account } from '../../providers/provider';
import type { ComplaintRecord } from '../record';

const dbName = COLLECTIONS.complaints;

/** @throws 数据库的错误：没有记下 */
export async function hearComplaint(k: ReceivingKernel, { provider, platform, pid, mchid }: Account, complaint_id: string): Promise<void> {
  const { baseDao } = k.vk;
  const now = k.now();
  const _id = `${provider}:${complaint_id}`;
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
    // 正在写这一行的人会发现版本变了，再读一遍。
    const dataJson = { look_date: now, looks: 0, version: k.vk.getUnicloud()._.inc(1) };
    await baseDao.update({ dbName, whereJson: { _id, mchid }, dataJson });
  }
}
