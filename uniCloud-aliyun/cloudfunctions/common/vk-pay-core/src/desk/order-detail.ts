/** 员工看一张订单的全部：本地的记录、退款、日志与错误，连同网关刚刚的说法。只看不改。 */
import { isCounter, manifestOf } from '../../../../../../common/contract/channels';
import { orderNumberSchema } from '../../../../../../common/contract/payments/query-params';
import type { JournalView, OrderDetailAnswer } from '../../../../../../common/contract/desk/order-detail';
import { complaintListOf } from '../complaints/listing/store';
import { createJournalReader } from '../journal/store';
import type { Kernel } from '../kernel/kernel';
import { requireParams } from '../kernel/validate';
import type { Document } from '../kernel/vk';
import { ordersOf } from '../orders/store';
import { mayCancel } from '../review/cancel';
import { reviewPayment } from '../review/resolve';
import { listSharings } from '../sharing/query';
import { standingOf } from '../sharing/view';
import { viewForDesk } from './view';

const NEWEST_COMPLAINTS = { sort: { name: 'complaint_date', type: 'desc' }, pageIndex: 1, pageSize: 5 } as const;
/** 日志与错误各取这么多行 */
const ROWS = 50;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const known = (value: unknown): string | undefined => text(value) || undefined;

function common(row: Document): Pick<JournalView, 'at' | 'type' | 'request_id'> {
  const request_id = known(row['request_id']);
  return { at: Number(row['create_date']), type: text(row['type']), ...(request_id ? { request_id } : {}) };
}

function viewLog(row: Document): JournalView {
  return {
    kind: 'log',
    ...common(row),
    status: text(row['status']),
    text: [row['note'], row['error_info']].map(text).filter(Boolean).join(' '),
    ...(Number.isSafeInteger(row['response_time']) ? { ms: row['response_time'] as number } : {}),
  };
}

function viewError(row: Document): JournalView {
  const code = row['error_code'] === undefined ? '' : String(row['error_code']);
  return {
    kind: 'error',
    ...common(row),
    text: [code, ...[row['error_message'], row['gateway_code'], row['detail'], row['stage']].map(text)].filter(Boolean).join(' '),
  };
}

async function journalOf(k: Kernel, out_trade_no: string): Promise<JournalView[]> {
  const reader = createJournalReader(k.vk);
  const [logs, errors] = await Promise.all([reader.ofOrder('logs', out_trade_no, ROWS), reader.ofOrder('errors', out_trade_no, ROWS)]);
  return [...logs.map(viewLog), ...errors.map(viewError)].sort((a, b) => b.at - a.at);
}

/** orderDetail。调用方必须已核验员工身份。问不到网关不算出错。@throws PayError 40001 / 40005 */
export async function orderDetail(k: Kernel, input: unknown): Promise<Omit<OrderDetailAnswer, 'code' | 'msg' | 'requestId'>> {
  const { out_trade_no } = requireParams(orderNumberSchema, input);
  // 先看日志再问网关：这一问自己留下的那行不算
  const journal = await journalOf(k, out_trade_no);
  const review = await reviewPayment(k, { out_trade_no });
  const order = await ordersOf(k).require(out_trade_no);
  const may_cancel =
    manifestOf(order.provider).can.includes(isCounter(order) ? 'reverse' : 'cancel') &&
    order.cancel?.status !== 'ASKED' &&
    mayCancel(order);
  const { rows } = await complaintListOf(k).list({ out_trade_no }, NEWEST_COMPLAINTS);
  const complaints = rows.map(({ complaint_id, status, waiting }) => ({ complaint_id, status, waiting }));
  const sharing = order.profit_sharing
    ? { pid: order.pid, rows: (await listSharings(k, { out_trade_no })).rows, standing: standingOf(order) }
    : undefined;
  return { ...review, order: viewForDesk(order), journal, complaints, may_cancel, ...(sharing ? { sharing } : {}) };
}
