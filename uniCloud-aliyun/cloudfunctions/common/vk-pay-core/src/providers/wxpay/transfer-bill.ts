/** 转账单（docs/protocols/wxpay.md §2.6、§5.1）：应答、查询、回调是同一种形状，窄化成事实。回调函数也用它，所以不与发起放在一起。 */
import type { TransferFacts, TransferState } from '../transfers';
import { integerOf, textOf, type Json } from '../kit/json';

const STATES: ReadonlyMap<string, TransferState> = new Map([
  ['ACCEPTED', 'PENDING'],
  ['PROCESSING', 'PENDING'],
  ['WAIT_USER_CONFIRM', 'WAIT_CONFIRM'],
  // 收款人点过确认了；TRANSFERING 就是这样拼的。
  ['TRANSFERING', 'PENDING'],
  ['CANCELING', 'PENDING'],
  ['SUCCESS', 'SUCCESS'],
  ['FAIL', 'FAILED'],
  ['CANCELLED', 'CANCELLED'],
]);

export function readTransferBill(json: Json): TransferFacts {
  const gatewayState = textOf(json, 'state');
  const transfer_fee = integerOf(json, 'transfer_amount');
  // 支付里叫 mchid，这里叫 mch_id。
  const mchid = textOf(json, 'mch_id');
  const appid = textOf(json, 'appid');
  const transfer_bill_no = textOf(json, 'transfer_bill_no');
  const packageInfo = textOf(json, 'package_info');
  const failReason = textOf(json, 'fail_reason');
  return {
    out_bill_no: textOf(json, 'out_bill_no') ?? '',
    state: (gatewayState === undefined ? undefined : STATES.get(gatewayState)) ?? 'UNKNOWN',
    ...(mchid ? { mchid } : {}),
    ...(appid ? { appid } : {}),
    ...(transfer_bill_no ? { transfer_bill_no } : {}),
    ...(transfer_fee === undefined ? {} : { transfer_fee }),
    ...(packageInfo ? { packageInfo } : {}),
    ...(failReason ? { failReason } : {}),
    ...(gatewayState ? { gatewayState } : {}),
  };
}
