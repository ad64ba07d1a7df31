/** payment_refunds 的读写，一笔一笔地；列出许多笔在 listing/store.ts。别处没有任何代码碰这张表；状态只由状态机写。 */
import { REFUND_TABLE, type RefundReason, type RefundSource, type RefundStatus } from '../../../../../../common/contract/refunds/refund';
import { COLLECTIONS } from '../kernel/collections';
import { perKernel, type ReceivingKernel } from '../kernel/kernel';
import { markEvents } from '../config/events';
import { createMachine, type Machine } from '../ledger/machine';
import { readRefund, type RefundRecord } from './record';

export type RefundStore = Machine<RefundRecord, RefundStatus, RefundReason, RefundSource>;

const REFUND_NO = /^[0-9A-Za-z_-]{6,64}$/;
/** 通知里的退款单号可能不是本模块起的（商户平台手工退款），字母表更宽；仍然只能是文字。 */
const NOTICED_NO = /^[0-9A-Za-z_\-|*@]{1,64}$/;

function assertRefundNo(value: string): string {
  if (typeof value !== 'string' || !NOTICED_NO.test(value)) throw new Error('退款单号未经校验');
  return value;
}

/** 这个单号有没有可能是本模块起的；不可能的不必去查。 */
export function mayBeOurs(out_refund_no: string): boolean {
  return REFUND_NO.test(out_refund_no);
}

export const refundsOf = perKernel(createRefundStore);

function createRefundStore(k: ReceivingKernel): RefundStore {
  return createMachine<RefundRecord, RefundStatus, RefundReason, RefundSource>(k, {
    dbName: COLLECTIONS.refunds,
    table: REFUND_TABLE,
    read: readRefund,
    assertId: assertRefundNo,
    alongside: (row, to) => (to === 'SUCCESS' ? markEvents(k, row) : {}),
  });
}
