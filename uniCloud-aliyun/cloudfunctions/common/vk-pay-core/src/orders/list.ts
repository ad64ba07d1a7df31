/** 本人的订单列表。 */
import { listPaymentsSchema } from '../../../../../../common/contract/payments/query-params';
import type { ListPaymentsAnswer } from '../../../../../../common/contract/payments/list';
import type { Kernel } from '../kernel/kernel';
import { requireParams } from '../kernel/validate';
import { viewOrder } from './view';
import { orderListOf } from './listing/store';

/** listPayments：按创建时间倒序。@throws PayError 40001 */
export async function listPayments(
  k: Kernel,
  input: unknown,
  user_id: string,
): Promise<Omit<ListPaymentsAnswer, 'code' | 'msg' | 'requestId'>> {
  const { pageIndex = 1, pageSize = 10, status } = requireParams(listPaymentsSchema, input);
  const { rows, hasMore } = await orderListOf(k).listByUser(user_id, { pageIndex, pageSize, ...(status ? { status } : {}) });
  return { rows: rows.map(viewOrder), hasMore, server_date: k.now() };
}
