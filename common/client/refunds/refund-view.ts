/** 退款给人看的词与下一步。付款人看付款人的话，员工看员工的话：没有退成时，一个要去找商家，一个要去重新退。 */
import { REFUND_STATUSES, type RefundStatus } from '../../contract/refunds/refund';
import type { RefundView } from '../../contract/refunds/refund-view';
import { formatTime, type StatusWord, type Tone } from '../shell/format';
import { REFUNDS } from '../words/refunds';

export type Audience = 'payer' | 'staff';
type Looked = Pick<RefundView, 'status'> & Partial<Pick<RefundView, 'planned_date'>>;

const TONES: Readonly<Record<RefundStatus, Tone>> = {
  PENDING: 'warning',
  UNKNOWN: 'warning',
  ABNORMAL: 'warning',
  SUCCESS: 'success',
  FAILED: 'danger',
};

/** 认不出的状态（服务端比前端新）按「核实中」说，不说成功也不说失败。 */
const known = (status: RefundStatus): RefundStatus => (REFUND_STATUSES.includes(status) ? status : 'UNKNOWN');

export function refundWord({ status, planned_date }: Looked, audience: Audience): StatusWord {
  if (planned_date !== undefined) return { word: REFUNDS.queued, tone: 'warning' };
  if (status === 'FAILED' && audience === 'payer') return { word: REFUNDS.payerFailed, tone: 'warning' };
  return { word: REFUNDS[known(status)], tone: TONES[known(status)] };
}

export function refundNext({ status, planned_date }: Looked, audience: Audience): string {
  if (planned_date !== undefined) return REFUNDS[`${audience}Queued`](formatTime(planned_date));
  const now = known(status);
  return now === 'SUCCESS' ? '' : REFUNDS[`${audience}${now}`];
}

/** 还没有结论。 */
export function isRefundOpen({ status }: Pick<RefundView, 'status'>): boolean {
  return status !== 'SUCCESS' && status !== 'FAILED';
}

/** 一笔退款的新样子并进列表（没有就加在最前）。 */
export function mergeRefund(refunds: readonly RefundView[], changed: RefundView): RefundView[] {
  const known = refunds.some(({ out_refund_no }) => out_refund_no === changed.out_refund_no);
  return known ? refunds.map((row) => (row.out_refund_no === changed.out_refund_no ? changed : row)) : [changed, ...refunds];
}
