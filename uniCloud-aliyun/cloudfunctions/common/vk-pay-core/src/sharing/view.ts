/** 分账单与一张订单的分账走到哪里 → 展示。 */
import type { SharingStanding, SharingView } from '../../../../../../common/contract/sharing/services';
import type { OrderRecord } from '../orders/record';
import { refundableFee } from '../orders/refundable';
import type { SharingRecord } from './record';

export function viewSharing(sharing: SharingRecord): SharingView {
  const { _id, kind, out_trade_no, provider, status, sharing_fee, parts, finish, share_no, operator, sharing_id, failure } = sharing;
  return {
    out_sharing_no: _id,
    kind,
    out_trade_no,
    provider,
    status,
    sharing_fee,
    receivers: parts.map(({ receiver_no, fee, description, result, fail_reason, returned_fee, returning_fee }) => ({
      receiver_no,
      sharing_fee: fee,
      description,
      result,
      ...(fail_reason === undefined ? {} : { fail_reason }),
      returned_fee,
      returning_fee,
    })),
    finish,
    ...(share_no === undefined ? {} : { share_no }),
    operator,
    ...(sharing_id === undefined ? {} : { sharing_id }),
    ...(failure?.gateway_code === undefined ? {} : { gateway_code: failure.gateway_code }),
    create_date: sharing.create_date,
    ...(sharing.finish_date === undefined ? {} : { finish_date: sharing.finish_date }),
  };
}

export function standingOf(order: OrderRecord): SharingStanding {
  const closed = order.sharing_closed_by !== undefined;
  const open = order.profit_sharing === true && !closed && order.status === 'SUCCESS';
  return {
    out_trade_no: order.out_trade_no,
    enabled: order.profit_sharing === true,
    shared_fee: order.shared_fee ?? 0,
    sharing_fee: order.sharing_fee ?? 0,
    left_fee: open ? refundableFee(order) : 0,
    closed,
  };
}
