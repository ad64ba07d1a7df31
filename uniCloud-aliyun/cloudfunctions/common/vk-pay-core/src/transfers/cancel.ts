/**
 * 撤销：先把意图写在转账单上，再告诉网关；应答丢了由定时任务接着做完。还没有请求过网关的当场撤回。
 * 收款人已经确认的来不及撤：结论以查询为准。
 */
import { manifestOf } from '../../../../../../common/contract/channels';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { contend, LostRace } from '../ledger/conflict';
import { findTransfer } from './query';
import { isTransferOpen, type TransferRecord } from './record';
import { concludeTransfer } from './settle';
import { transfersOf } from './store';
import { refreshTransfer } from './submit';

/** 写下「要撤销」。@returns 已经有结论的原样 */
function intend(k: Kernel, first: TransferRecord): Promise<TransferRecord> {
  return contend(k, async (attempt) => {
    const transfer = attempt === 0 ? first : ((await transfersOf(k).find(first._id)) ?? first);
    if (!isTransferOpen(transfer) || transfer.cancel_date !== undefined) return transfer;
    const written = await transfersOf(k).write(transfer, { set: { cancel_date: k.now(), next_query_date: k.now(), query_attempts: 0 } });
    if (!written) throw new LostRace();
    return written;
  });
}

/**
 * cancelTransfer。调用方必须已核验员工身份，或就是商户的服务端。
 * @throws PayError 40001 已经付了、没有付成，或这个渠道不能撤销 · 40005
 */
export async function cancelTransfer(k: Kernel, input: unknown, operator: string): Promise<TransferRecord> {
  let transfer = await findTransfer(k, input);
  if (transfer.status === 'CREATED') {
    const note = { to: 'CANCELLED', reason: 'withdrawn', operator } as const;
    transfer = await concludeTransfer(k, transfer, note, 'staff');
  }
  if (isTransferOpen(transfer)) {
    const can: readonly string[] = manifestOf(transfer.provider).can;
    if (!can.includes('cancelTransfer')) throw PayError.param([{ field: 'out_bill_no', problem: '已经提交，这个渠道不能撤销转账' }]);
    transfer = await refreshTransfer(k, await intend(k, transfer), true);
  }
  if (transfer.status === 'SUCCESS') throw PayError.param([{ field: 'out_bill_no', problem: '已经付给收款人，不能撤销' }]);
  if (transfer.status === 'FAILED') throw PayError.param([{ field: 'out_bill_no', problem: '没有付成，不用撤销' }]);
  return transfer;
}
