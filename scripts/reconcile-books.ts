/**
 * 导出的订单（JSON）当作我们的账：payment_orders、payment_refunds 的行原样放进 `orders` 与 `refunds`；
 * 只有订单的可以直接是一个数组。与云端读数据库的那一份给出同样的东西。
 */
import type { Books, OurPayment, OurRefund } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/bills/compare';
import { PlainError } from './plain-error';

type Row = Readonly<Record<string, unknown>>;

const textAt = (row: Row, key: string): string => (typeof row[key] === 'string' ? row[key] : '');
const numberAt = (row: Row, key: string): number | undefined => (Number.isSafeInteger(row[key]) ? (row[key] as number) : undefined);

function feeAt(row: Row, what: string, ...keys: readonly string[]): number {
  const fee = keys.map((key) => numberAt(row, key)).find((value) => value !== undefined);
  if (fee === undefined) throw new PlainError(`${what} 没有整数分的 ${keys.join(' 或 ')}`);
  return fee;
}

function paymentOf(row: Row): OurPayment {
  const out_trade_no = textAt(row, 'out_trade_no') || textAt(row, '_id');
  if (out_trade_no === '') throw new PlainError('有一张订单没有 out_trade_no');
  const paid_at = numberAt(row, 'pay_date');
  return {
    out_trade_no,
    fee: feeAt(row, `订单 ${out_trade_no}`, 'paid_fee', 'total_fee'),
    status: textAt(row, 'status'),
    ...(textAt(row, 'transaction_id') ? { transaction_id: textAt(row, 'transaction_id') } : {}),
    ...(paid_at === undefined ? {} : { paid_at }),
  };
}

function refundOf(row: Row): OurRefund {
  const out_refund_no = textAt(row, 'out_refund_no') || textAt(row, '_id');
  if (out_refund_no === '') throw new PlainError('有一笔退款没有 out_refund_no');
  const refunded_at = numberAt(row, 'refund_date');
  return {
    out_refund_no,
    out_trade_no: textAt(row, 'out_trade_no'),
    fee: feeAt(row, `退款 ${out_refund_no}`, 'refund_fee'),
    status: textAt(row, 'status'),
    requested_at: numberAt(row, 'create_date') ?? 0,
    ...(refunded_at === undefined ? {} : { refunded_at }),
  };
}

async function* within<T>(
  rows: Iterable<T>,
  timeOf: (row: T) => number | undefined,
  from: number,
  to: number,
): AsyncGenerator<readonly T[]> {
  yield [...rows].filter((row) => {
    const at = timeOf(row);
    return at !== undefined && at >= from && at < to;
  });
}

export function booksOf(payments: readonly OurPayment[], refunds: readonly OurRefund[]): Books {
  const byTrade = new Map(payments.map((payment) => [payment.out_trade_no, payment]));
  const byTransaction = new Map(
    payments.flatMap((payment) => (payment.transaction_id ? [[payment.transaction_id, payment] as const] : [])),
  );
  const byRefund = new Map(refunds.map((refund) => [refund.out_refund_no, refund]));
  const pick = <T>(all: ReadonlyMap<string, T>, numbers: readonly string[]): ReadonlyMap<string, T> =>
    new Map(numbers.flatMap((number) => (all.has(number) ? [[number, all.get(number) as T] as const] : [])));
  return {
    payments: async (numbers) => pick(byTrade, numbers),
    byTransaction: async (numbers) => pick(byTransaction, numbers),
    refunds: async (numbers) => pick(byRefund, numbers),
    paidBetween: (from, to) => within(byTrade.values(), ({ paid_at }) => paid_at, from, to),
    refundedBetween: (from, to, by) =>
      within(byRefund.values(), (refund) => (by === 'requested' ? refund.requested_at : refund.refunded_at), from, to),
  };
}

/** @throws PlainError 不是约定的形状 */
export function readBooks(json: unknown, provider: string): Books {
  const root = (Array.isArray(json) ? { orders: json } : json) as { readonly orders?: unknown; readonly refunds?: unknown } | null;
  const rows = (value: unknown): readonly Row[] => (Array.isArray(value) ? (value as Row[]) : []);
  if (typeof root !== 'object' || root === null || !Array.isArray(root.orders))
    throw new PlainError('订单文件应为 { "orders": [...], "refunds": [...] }，或一个订单的数组');
  const own = (row: Row): boolean => row['provider'] === undefined || row['provider'] === provider;
  return booksOf(rows(root.orders).filter(own).map(paymentOf), rows(root.refunds).filter(own).map(refundOf));
}
