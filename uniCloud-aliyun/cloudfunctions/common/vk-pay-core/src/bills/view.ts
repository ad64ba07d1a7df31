/** 账单与差异在员工眼里的样子。 */
import type { BillView, DifferenceView } from '../../../../../../common/contract/reconciliation/reconciliation';
import type { BillRecord, DifferenceRecord } from './record';

export function viewBill(bill: BillRecord): BillView {
  const {
    _id,
    provider,
    mchid,
    bill_date,
    status,
    theirs,
    ours,
    sort = 'trade',
    late,
    balances,
    differences,
    broken_lines,
    truncated,
    problem,
    next_date,
    checked_date,
  } = bill;
  return {
    id: _id,
    provider,
    mchid,
    bill_date,
    sort,
    status,
    ...(theirs ? { theirs } : {}),
    ...(ours ? { ours } : {}),
    ...(late ? { late } : {}),
    ...(balances ? { balances } : {}),
    differences,
    broken_lines,
    truncated,
    ...(problem === '' ? {} : { problem }),
    ...(next_date > 0 ? { next_date } : {}),
    ...(checked_date > 0 ? { checked_date } : {}),
  };
}

export function viewDifference(row: DifferenceRecord): DifferenceView {
  const {
    _id,
    provider,
    bill_date,
    kind,
    subject,
    status,
    out_trade_no,
    out_refund_no,
    transaction_id,
    ours,
    theirs,
    reason,
    settled_by,
    acts = [],
  } = row;
  return {
    id: _id,
    provider,
    bill_date,
    kind,
    subject,
    status,
    out_trade_no,
    ...(out_refund_no === '' ? {} : { out_refund_no }),
    ...(transaction_id === '' ? {} : { transaction_id }),
    ...(ours ? { ours } : {}),
    ...(theirs ? { theirs } : {}),
    reason,
    ...(settled_by === '' ? {} : { settled_by }),
    acts,
  };
}
