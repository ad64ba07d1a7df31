/** 原始的行 → 统计：payment_logs 的一行是一次操作，payment_orders 的一行是一张订单，payment_errors 里验不过签的一行是一次拒绝。 */
import type { Document } from '../kernel/vk';
import { mergeCalls, mergeFaults, mergeOrders, type CallCell, type Content, type FaultCell, type Labels, type OrderCell } from './cell';
import { latencyOf, NO_LATENCY } from './histogram';

const MAX_LABEL = 64;
const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, MAX_LABEL) : '');
const whole = (value: unknown): number => (Number.isSafeInteger(value) ? (value as number) : 0);

const labels = (row: Document): Labels => ({
  provider: text(row['provider']),
  merchant: text(row['pid']),
  platform: text(row['platform']),
  variant: text(row['variant']),
});

/** error_info 是 JSON 文字；读不懂的错误也是错误。 */
function errorOf(error_info: unknown): { code: number; gateway_code: string } {
  try {
    const info = JSON.parse(typeof error_info === 'string' ? error_info : '{}') as { code?: unknown; gateway_code?: unknown } | null;
    return { code: whole(info?.code), gateway_code: text(info?.gateway_code) };
  } catch {
    return { code: 0, gateway_code: '' };
  }
}

function callCell(row: Document): CallCell {
  const { status } = row;
  const success = status === 'SUCCESS';
  const error = status === 'ERROR';
  return {
    operation: text(row['type']),
    ...labels(row),
    count: 1,
    success: success ? 1 : 0,
    error: error ? 1 : 0,
    ignored: success || error ? 0 : 1,
    amount: success ? whole(row['amount']) : 0,
    errors: error ? [{ ...errorOf(row['error_info']), count: 1 }] : [],
    latency: success && Number.isFinite(row['response_time']) ? latencyOf(row['response_time'] as number) : NO_LATENCY,
  };
}

const wasAccepted = (history: unknown): boolean =>
  Array.isArray(history) && history.some((entry) => (entry as { to?: unknown } | null)?.to === 'PROCESSING');

/** 免费订单没有人付款：算进去，成功率、成交额、各渠道的比例都不再说付款的事。 */
const isBought = ({ free }: Document): boolean => free !== true;

function orderCell(row: Document): OrderCell {
  const paid = Number.isFinite(row['pay_date']) && row['pay_date'] !== 0;
  const fulfil = row['fulfil'] as { status?: unknown } | null | undefined;
  return {
    ...labels(row),
    created: 1,
    called_up: paid || row['status'] === 'PROCESSING' || wasAccepted(row['history']) ? 1 : 0,
    paid: paid ? 1 : 0,
    fulfilled: fulfil?.status === 'DONE' ? 1 : 0,
    created_fee: whole(row['total_fee']),
    paid_fee: paid ? whole(row['paid_fee'] ?? row['total_fee']) : 0,
  };
}

const REJECTED = 'notify-unverified:';
/** docs/protocols/wxpay.md：签名探测；providers/wxpay/headers.ts 这样记它。 */
const PROBE = '签名探测';

function faultCells(row: Document): FaultCell[] {
  const type = text(row['type']);
  if (!type.startsWith(REJECTED)) return [];
  const probe = typeof row['detail'] === 'string' && row['detail'].includes(PROBE);
  return [{ kind: probe ? 'probe' : 'rejected', provider: type.slice(REJECTED.length), count: 1 }];
}

interface Rows {
  readonly logs: readonly Document[];
  readonly orders: readonly Document[];
  readonly errors: readonly Document[];
}

export const tallyCalls = (logs: readonly Document[]): CallCell[] => mergeCalls(logs.map(callCell));
export const tallyOrders = (orders: readonly Document[]): OrderCell[] => mergeOrders(orders.filter(isBought).map(orderCell));
export const tallyFaults = (errors: readonly Document[]): FaultCell[] => mergeFaults(errors.flatMap(faultCells));
export const tally = ({ logs, orders, errors }: Rows): Content => ({
  calls: tallyCalls(logs),
  orders: tallyOrders(orders),
  faults: tallyFaults(errors),
});
