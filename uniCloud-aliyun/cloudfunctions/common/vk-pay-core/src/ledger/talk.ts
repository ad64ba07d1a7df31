/** 为一张订单与网关说一次话，并且不论成败都留痕：成功记日志，失败另记错误。 */
import { toPayError } from '../kernel/pay-error';
import type { Kernel } from '../kernel/kernel';
import type { Account, Provider } from '../providers/provider';
import type { OrderRecord } from '../orders/record';

/**
 * @param type 日志里的操作名
 * @param work 真正的调用
 * @param noteOf 结果里值得记的一个词
 * @throws PayError 网关拒绝、结果不明，或没有收款账号
 */
export async function talk<Result>(
  k: Kernel,
  type: string,
  order: OrderRecord,
  work: (provider: Provider, account: Account) => Promise<Result>,
  noteOf: (result: Result) => string,
): Promise<Result> {
  const about = {
    type,
    out_trade_no: order._id,
    provider: order.provider,
    amount: order.total_fee,
    user_id: order.user_id,
    startedAt: k.now(),
  };
  try {
    const { provider, account } = k.channel(order);
    const result = await work(provider, account);
    await k.logs.log({ ...about, status: 'SUCCESS', note: noteOf(result) });
    return result;
  } catch (thrown) {
    const error = toPayError(thrown);
    await Promise.all([k.logs.log({ ...about, status: 'ERROR', error }), k.logs.error(error, { type, out_trade_no: order._id })]);
    throw error;
  }
}
