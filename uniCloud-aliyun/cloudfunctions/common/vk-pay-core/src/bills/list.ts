/** 员工看对账：最近的账单，一份账单的差异。 */
import type { GetReconciliationAnswer, ListReconciliationsAnswer } from '../../../../../../common/contract/reconciliation/reconciliation';
import { getReconciliationSchema, listReconciliationsSchema } from '../../../../../../common/contract/reconciliation/params';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import { billsOf } from './store';
import { viewBill, viewDifference } from './view';

type Body<Answer> = Omit<Answer, 'code' | 'msg' | 'requestId'>;

/** 新的在前。@throws PayError 40001 */
export async function listReconciliations(k: Kernel, input: unknown): Promise<Body<ListReconciliationsAnswer>> {
  const { pageIndex = 1, pageSize = 20, provider } = requireParams(listReconciliationsSchema, input ?? {});
  const { rows, hasMore } = await billsOf(k).listBills({ pageIndex, pageSize, ...(provider ? { provider } : {}) });
  return { rows: rows.map(viewBill), hasMore, server_date: k.now() };
}

/** 等人看的在前。@throws PayError 40001；40005 没有这份账单 */
export async function getReconciliation(k: Kernel, input: unknown): Promise<Body<GetReconciliationAnswer>> {
  const { id, pageIndex = 1, pageSize = 50 } = requireParams(getReconciliationSchema, input);
  const bill = await billsOf(k).findBill(id);
  if (bill?.type !== 'bill') throw new PayError('ORDER_NOT_FOUND', { msg: '没有这份账单' });
  const { rows, hasMore } = await billsOf(k).listDifferences(id, { pageIndex, pageSize });
  return { bill: viewBill(bill), rows: rows.map(viewDifference), hasMore, server_date: k.now() };
}
