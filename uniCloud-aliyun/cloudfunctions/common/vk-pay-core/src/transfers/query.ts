/** 查一笔：没有结论时向网关求证。 */
import { transferNumberSchema } from '../../../../../../common/contract/transfers/params';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import { transferListOf } from './listing/store';
import type { TransferRecord } from './record';
import { transfersOf } from './store';
import { refreshTransfer } from './submit';
import { flattened } from './open';

/** @throws PayError 40001 / 40005 */
export async function findTransfer(k: Kernel, input: unknown): Promise<TransferRecord> {
  const { out_bill_no, transfer_bill_no, provider } = requireParams(transferNumberSchema, flattened(input));
  if ((out_bill_no === undefined) === (transfer_bill_no === undefined))
    throw PayError.param([{ field: 'out_bill_no', problem: '与 transfer_bill_no 给一个' }]);
  const page = { sort: { name: 'create_date', type: 'desc' }, pageIndex: 1, pageSize: 1 } as const;
  const found =
    out_bill_no === undefined ? (await transferListOf(k).list({ transfer_bill_no }, page)).rows[0] : await transfersOf(k).find(out_bill_no);
  if (!found || (provider !== undefined && found.provider !== provider)) throw new PayError('ORDER_NOT_FOUND');
  return found;
}

/** 求证一笔；重发被拒绝的也只是一种结论。 */
export async function refreshed(k: Kernel, transfer: TransferRecord): Promise<TransferRecord> {
  try {
    return await refreshTransfer(k, transfer, true);
  } catch (error) {
    if (!(error instanceof PayError)) throw error;
    return (await transfersOf(k).find(transfer._id)) ?? transfer;
  }
}

/** queryTransfer。@throws PayError 40001 / 40005 */
export async function queryTransfer(k: Kernel, input: unknown): Promise<TransferRecord> {
  return refreshed(k, await findTransfer(k, input));
}
