/** 统计测试的行与数字。 */
import type { Content } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/stats/cell';
import {
  callbacksOf,
  callTotals,
  errorCounts,
  orderTotals,
} from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/stats/totals';
import { nothing, recount, type Recount } from './recount';
import type { Row, Space } from './space';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const FAR = Number.MAX_SAFE_INTEGER;

/** 格子里的数字，写成与参照一样的样子。 */
export function figures(content: Content): Recount {
  const { count: calls, success, error, amount_fee: amount } = callTotals(content.calls);
  const { created, called_up, paid, fulfilled, paid_fee } = orderTotals(content.orders);
  const result: Recount = { ...nothing(), calls, success, error, amount, created, called_up, paid, fulfilled, paid_fee };
  result.rejected = callbacksOf(content).rejected;
  for (const { provider, code, gateway_code, count } of errorCounts(content.calls))
    result.errors[`${provider} ${code} ${gateway_code}`] = count;
  for (const { operation, provider, count, latency } of content.calls) {
    result.byOperation[operation] = (result.byOperation[operation] ?? 0) + count;
    if (latency.count === 0) continue;
    const known = result.latency[provider] ?? { count: 0, sum: 0, max: 0, min: Infinity };
    result.latency[provider] = {
      count: known.count + latency.count,
      sum: known.sum + latency.sum,
      max: Math.max(known.max, latency.max),
      min: Math.min(known.min, latency.min),
    };
  }
  return result;
}
export const truthOf = (space: Space, from: number, to: number): Recount =>
  recount(space.rows('payment_logs'), space.rows('payment_orders'), space.rows('payment_errors'), from, to);

let made = 0;
export const logRow = (create_date: number, more: Row = {}): Row => ({
  type: 'create',
  status: 'SUCCESS',
  provider: 'wxpay',
  pid: 'default',
  platform: 'h5',
  amount: 100,
  error_info: null,
  response_time: 40,
  create_date,
  ...more,
});
export const orderRow = (create_date: number, more: Row = {}): Row => ({
  _id: `VP${(made += 1)}`,
  out_trade_no: `VP${made}`,
  status: 'NOTPAY',
  provider: 'wxpay',
  pid: 'default',
  platform: 'h5',
  total_fee: 100,
  fulfil: { status: 'NONE', attempts: 0, next_date: 0 },
  history: [],
  create_date,
  ...more,
});
export const ACCEPTED = [{ from: 'NOTPAY', to: 'PROCESSING' }];
export const DONE = { status: 'DONE', attempts: 1, next_date: 0 };
