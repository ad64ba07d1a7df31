/** 转账单 → 展示。 */
import type { ConfirmOptions, StaffTransferView, TransferView } from '../../../../../../common/contract/transfers/services';
import type { ReceivingKernel } from '../kernel/kernel';
import { openPackage } from './payee';
import type { TransferRecord } from './record';

export function viewTransfer({
  out_bill_no,
  provider,
  status,
  transfer_fee,
  content,
  create_date,
  finish_date,
}: TransferRecord): TransferView {
  return {
    out_bill_no,
    provider,
    status,
    transfer_fee,
    remark: content.remark,
    create_date,
    ...(finish_date === undefined ? {} : { finish_date }),
  };
}

export function viewTransferForStaff(transfer: TransferRecord): StaffTransferView {
  const { platform, content, user_id, operator, needs_approval, status, approver, transfer_bill_no, gateway_state, failure, cancel_date } =
    transfer;
  return {
    ...viewTransfer(transfer),
    platform,
    title: content.title,
    user_id,
    operator,
    needs_approval: needs_approval && status === 'CREATED',
    ...(approver === undefined ? {} : { approver }),
    ...(transfer_bill_no === undefined ? {} : { transfer_bill_no }),
    ...(gateway_state === undefined ? {} : { gateway_state }),
    ...(failure?.gateway_code === undefined ? {} : { gateway_code: failure.gateway_code }),
    ...(cancel_date === undefined ? {} : { cancel_date }),
  };
}

/** 等收款人确认时，客户端拉起确认页要的。 */
export function confirmOptions(k: ReceivingKernel, transfer: TransferRecord): ConfirmOptions | undefined {
  if (transfer.status !== 'WAIT_CONFIRM' || transfer.cancel_date !== undefined) return undefined;
  const text = openPackage(k, transfer);
  return text === undefined ? undefined : { mchId: transfer.mchid, appId: transfer.appid, package: text };
}
