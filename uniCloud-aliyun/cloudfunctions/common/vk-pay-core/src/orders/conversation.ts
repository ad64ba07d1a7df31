/** 为一张订单与网关说话时，日志里该有的那些。 */
import type { Conversation } from '../ledger/talk';
import type { OrderRecord } from './record';

export function aboutOrder(type: Conversation['type'], order: OrderRecord): Conversation {
  const { provider, platform, pid, mchid, appid, user_id, variant } = order;
  return {
    type,
    out_trade_no: order.out_trade_no,
    provider,
    platform,
    pid,
    mchid,
    appid,
    user_id,
    amount: order.total_fee,
    ...(variant === undefined ? {} : { variant }),
  };
}
