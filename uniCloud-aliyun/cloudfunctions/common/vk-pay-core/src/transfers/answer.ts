/** 第二个人点头（或不同意）：提的人自己不能点。 */
import { answerTransferSchema } from '../../../../../../common/contract/transfers/params';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import { requireStillAgreed } from './authorizations/use';
import type { TransferRecord } from './record';
import { concludeTransfer } from './settle';
import { transfersOf } from './store';
import { submitTransfer } from './submit';
import { requireNotFailed } from './transfer';

/**
 * answerTransfer。调用方必须已核验员工身份。
 * @throws PayError 40001 不在等点头、凭的收款授权没有生效 · 40005 · 40009 提的人自己 · 网关明确拒绝的原因
 */
export async function answerTransfer(k: Kernel, input: unknown, operator: string): Promise<TransferRecord> {
  const { out_bill_no, act, reason } = requireParams(answerTransferSchema, input);
  const transfer = await transfersOf(k).find(out_bill_no);
  if (!transfer) throw new PayError('ORDER_NOT_FOUND');
  if (transfer.status !== 'CREATED' || !transfer.needs_approval)
    throw PayError.param([{ field: 'out_bill_no', problem: '这笔转账不在等人点头' }]);
  if (act === 'decline') {
    const conclusion = { to: 'CANCELLED', reason: 'declined', operator, ...(reason ? { note: reason } : {}) } as const;
    return concludeTransfer(k, transfer, conclusion, 'staff');
  }
  if (operator === transfer.operator) throw new PayError('PERMISSION', { msg: '要由另一个人点头' });
  const { authorization } = transfer.content;
  if (authorization !== undefined) await requireStillAgreed(k, authorization);
  const submitted = await submitTransfer(k, transfer, operator);
  requireNotFailed(submitted);
  return submitted;
}
