/** 投诉的通知：只当提示。记下（或早一点去读）就答成功；说了什么由定时任务去读，重复、乱序、迟到都一样。 */
import type { ReceivingKernel } from '../kernel/kernel';
import type { Account, ComplaintNotice } from '../providers/provider';
import { complaintsOf } from './store';

/** @throws 数据库的错误：没有记下，请渠道稍后再发 */
export async function noteComplaint(
  k: ReceivingKernel,
  account: Account,
  { complaint_id, action }: ComplaintNotice,
  startedAt: number,
): Promise<void> {
  await complaintsOf(k).hear(account, complaint_id);
  const { provider, platform, pid } = account;
  k.journal.log({ type: 'notify', status: 'SUCCESS', provider, platform, pid, startedAt, note: `complaint ${complaint_id} ${action}` });
}
