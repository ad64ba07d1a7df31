/** 收回权益：每笔成功的退款恰好一次，与业务写入同一个事务；失败排期重试。 */
import { toPayError } from '../kernel/pay-error';
import type { ReceivingKernel } from '../kernel/kernel';
import type { RevokedRefund } from '../order-types/payment-type';
import { bindDao, inTransaction } from '../order-types/store';
import type { RefundRecord } from './record';

const RETRY_DELAYS_MS = [10_000, 60_000, 300_000, 3_600_000] as const;
const SLOWEST_RETRY_MS = 6 * 3_600_000;

async function describe(k: ReceivingKernel, refund: RefundRecord): Promise<RevokedRefund> {
  const order = await k.orders.find(refund.out_trade_no);
  return {
    out_trade_no: refund.out_trade_no,
    out_refund_no: refund.out_refund_no,
    user_id: refund.user_id,
    type: refund.type,
    refund_fee: refund.refund_fee,
    refunded_fee: refund.refunded_fee ?? refund.refund_fee,
    total_fee: refund.total_fee,
    custom: order?.custom ?? {},
  };
}

/** 执行收回；没有 revoke 的订单类型也会记为 DONE。从不因业务失败而抛出。 */
export async function revoke(k: ReceivingKernel, refund: RefundRecord): Promise<RefundRecord> {
  if (refund.status !== 'SUCCESS' || (refund.revoke.status !== 'PENDING' && refund.revoke.status !== 'FAILED')) return refund;
  try {
    const details = await describe(k, refund);
    const type = k.types.get(refund.type);
    const done = await inTransaction(k.vk, async (db) => {
      const claimed = await k.refunds.claimRevoke(refund._id, k.now(), db);
      if (!claimed) return undefined;
      const outcome = await type?.revoke?.(details, {
        dao: bindDao(k.vk, db),
        command: k.vk.getUnicloud()._,
        key: `revoke:${refund._id}`,
        now: k.now(),
        vk: k.vk,
      });
      if (outcome === false) throw new Error(`订单类型 ${refund.type} 的 revoke 返回 false`);
      return claimed;
    });
    return done ?? (await k.refunds.find(refund._id)) ?? refund;
  } catch (error) {
    const attempts = refund.revoke.attempts + 1;
    await k.logs.error(toPayError(error), { type: 'revoke', out_trade_no: refund.out_trade_no });
    await k.refunds.failRevoke(
      refund,
      { status: 'FAILED', attempts, next_date: k.now() + (RETRY_DELAYS_MS[attempts - 1] ?? SLOWEST_RETRY_MS) },
      k.now(),
    );
    return (await k.refunds.find(refund._id)) ?? refund;
  }
}
