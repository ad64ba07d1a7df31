/** 补漏：没有结论的退款逐一求证（没到达的以同一单号重发）；没做完的收回权益继续做。 */
import { toPayError } from '../kernel/pay-error';
import type { Kernel } from '../kernel/kernel';
import { refreshRefund } from '../refunds/refund';
import { revoke } from '../refunds/revoke';
import { isRefundOpen } from '../refunds/settle';
import type { RefundRecord } from '../refunds/record';
import { runBatch, type JobResult } from './jobs';

const BATCH = 100;

export async function repairRefunds(k: Kernel, deadline: number): Promise<JobResult> {
  const step = async (refund: RefundRecord): Promise<boolean> => {
    try {
      const after = isRefundOpen(refund) ? await refreshRefund(k, refund) : await revoke(k, refund);
      return after.status !== refund.status || after.revoke.status !== refund.revoke.status;
    } catch (thrown) {
      // 网关明确拒绝也会走到这里：退款已记为 FAILED，占用已释放。
      await k.logs.error(toPayError(thrown), { type: 'monitor', out_trade_no: refund.out_trade_no });
      throw thrown;
    }
  };
  const due = [...(await k.refunds.dueForQuery(k.now(), BATCH)), ...(await k.refunds.dueForRevoke(k.now(), BATCH))];
  return runBatch(k, due, deadline, step);
}
