/** 追问一笔柜台收款：没到时间就查，到了时间还没有付成就撤销（柜台的页面与定时任务走同一条路）。 */
import { isCounter } from '../../../../../../common/contract/channels';
import { orderNumberSchema } from '../../../../../../common/contract/payments/query-params';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import type { OrderRecord } from '../orders/record';
import { isOpen, refresh } from '../orders/refresh';
import { ordersOf } from '../orders/store';
import { continueCancel } from '../review/cancel';
import { withdrawCharge } from '../review/withdraw-charge';
import { viewCharge, type Charged } from './view';

/** 两次查询之间至少隔多久，毫秒：页面勤快，网关不必。 */
const SPACING_MS = 2000;

/** 说不清的（网关不通、还太早）留着下一次。 */
export async function pursue(k: Kernel, order: OrderRecord): Promise<OrderRecord> {
  const asked = order.cancel?.status === 'ASKED';
  if (!asked && !isOpen(order)) return order;
  if (k.now() - (order.queried_date ?? 0) < SPACING_MS) return order;
  if (!asked && k.now() < order.expire_date) return (await refresh(k, order)).order;
  try {
    return await (asked ? continueCancel(k, order) : withdrawCharge(k, order));
  } catch (error) {
    if (!(error instanceof PayError)) throw error;
    return ordersOf(k).require(order._id);
  }
}

/** counterPayment。调用方必须已核验员工身份。@throws PayError 40001 不是柜台收的 · 40005 */
export async function counterPayment(k: Kernel, input: unknown): Promise<Charged> {
  const { out_trade_no } = requireParams(orderNumberSchema, input);
  const order = await ordersOf(k).require(out_trade_no);
  if (!isCounter(order)) throw PayError.param([{ field: 'out_trade_no', problem: '不是用付款码收的' }]);
  return viewCharge(k, await pursue(k, order));
}
