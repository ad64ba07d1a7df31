/** 参照：从原始的行直接数出统计，不经过任何格子。与被测的代码没有一行共用。 */
import type { Row } from './space';

export interface Recount {
  calls: number;
  success: number;
  error: number;
  amount: number;
  created: number;
  called_up: number;
  paid: number;
  fulfilled: number;
  paid_fee: number;
  rejected: number;
  errors: Record<string, number>;
  byOperation: Record<string, number>;
  latency: Record<string, { count: number; sum: number; max: number; min: number }>;
}

export const nothing = (): Recount => ({
  calls: 0,
  success: 0,
  error: 0,
  amount: 0,
  created: 0,
  called_up: 0,
  paid: 0,
  fulfilled: 0,
  paid_fee: 0,
  rejected: 0,
  errors: {},
  byOperation: {},
  latency: {},
});

export function recount(logs: readonly Row[], orders: readonly Row[], errors: readonly Row[], from: number, to: number): Recount {
  const sum = nothing();
  const inside = ({ create_date }: Row): boolean => Number(create_date) >= from && Number(create_date) < to;
  for (const log of logs.filter(inside)) {
    sum.calls += 1;
    const operation = String(log['type']);
    sum.byOperation[operation] = (sum.byOperation[operation] ?? 0) + 1;
    if (log['status'] === 'ERROR') {
      sum.error += 1;
      const { code, gateway_code } = JSON.parse(String(log['error_info'])) as { code: number; gateway_code: string | null };
      const key = `${String(log['provider'])} ${code} ${gateway_code ?? ''}`;
      sum.errors[key] = (sum.errors[key] ?? 0) + 1;
    }
    if (log['status'] !== 'SUCCESS') continue;
    sum.success += 1;
    sum.amount += Number(log['amount'] ?? 0);
    const ms = Number(log['response_time']);
    const known = sum.latency[String(log['provider'])] ?? { count: 0, sum: 0, max: 0, min: Infinity };
    sum.latency[String(log['provider'])] = {
      count: known.count + 1,
      sum: known.sum + ms,
      max: Math.max(known.max, ms),
      min: Math.min(known.min, ms),
    };
  }
  for (const order of orders.filter(inside)) {
    sum.created += 1;
    const paid = order['pay_date'] !== undefined;
    const accepted = (order['history'] as { to: string }[]).some(({ to: state }) => state === 'PROCESSING');
    if (paid || accepted) sum.called_up += 1;
    if (paid) sum.paid += 1;
    if (paid) sum.paid_fee += Number(order['paid_fee']);
    if ((order['fulfil'] as { status: string }).status === 'DONE') sum.fulfilled += 1;
  }
  sum.rejected = errors.filter((row) => inside(row) && String(row['type']).startsWith('notify-unverified:')).length;
  return sum;
}
