/** 投诉 → 员工看到的；期限与此刻能做的也从这里得出。 */
import type { ComplaintActName, ComplaintView } from '../../../../../../common/contract/complaints/complaint';
import { HOUR_MS } from '../kernel/clock';
import type { ComplaintRecord } from './record';

/** 渠道的要求：投诉（又说话）之后一天之内答复，三天之内处理完（docs/protocols/wxpay.md §13.4）。 */
export const REPLY_WITHIN_MS = 24 * HOUR_MS;
export const FINISH_WITHIN_MS = 72 * HOUR_MS;

type Row = Pick<ComplaintRecord, 'status' | 'problem' | 'acts' | 'opened_date'>;

/** 没有答复过不能完结；退款只说一次。 */
export function actsFor({ status, problem, acts, opened_date }: Row): ComplaintActName[] {
  if (status !== 'PENDING' && status !== 'PROCESSING') return [];
  const decided = acts.some(
    ({ act, status: how, at }) => (act === 'approve' || act === 'reject') && (how === 'DONE' || how === 'ASKED') && at >= opened_date,
  );
  return [
    'reply',
    ...(status === 'PROCESSING' ? (['complete'] as const) : []),
    ...(problem === 'refund' && !decided ? (['approve', 'reject'] as const) : []),
  ];
}

export function viewComplaint(row: ComplaintRecord): ComplaintView {
  const { provider, complaint_id, status, problem, out_trade_no, total_fee, apply_refund_fee, text, waiting, urgent, times } = row;
  const open = status === 'PENDING' || status === 'PROCESSING';
  return {
    provider,
    complaint_id,
    status,
    problem,
    ...(out_trade_no === undefined ? {} : { out_trade_no }),
    ...(total_fee === undefined ? {} : { total_fee }),
    ...(apply_refund_fee === undefined ? {} : { apply_refund_fee }),
    text,
    waiting,
    urgent,
    times,
    refunded: row.refunded,
    complaint_date: row.complaint_date,
    ...(waiting ? { reply_by: row.asked_date + REPLY_WITHIN_MS } : {}),
    ...(open ? { finish_by: row.opened_date + FINISH_WITHIN_MS } : {}),
    acts: row.acts,
    ...(row.read_date === undefined ? {} : { read_date: row.read_date }),
  };
}
