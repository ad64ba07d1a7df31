/** 分账的请求字段（docs/protocols/wxpay.md §2.7、§8）。姓名是加密后的。 */
import { mchid } from './request-shapes';
import { flag, integer, list, object, oneOf, optional, text } from './fields';

const RECEIVER_TYPES = ['MERCHANT_ID', 'PERSONAL_OPENID', 'PERSONAL_SUB_OPENID'] as const;
export const RELATIONS = [
  'SERVICE_PROVIDER',
  'STORE',
  'STAFF',
  'STORE_OWNER',
  'PARTNER',
  'HEADQUARTER',
  'BRAND',
  'DISTRIBUTOR',
  'USER',
  'SUPPLIER',
  'CUSTOM',
] as const;
const ENCRYPTED = 1024;
/** 80 个字，不是 80 个字节 */
const description = text(80 * 3);
const outNo = text(64, { pattern: /^[0-9A-Za-z_\-|*@]+$/ });
const account = { type: oneOf(...RECEIVER_TYPES), account: text(64) };

/** 服务商替特约商户分账：说是哪一个 */
const partner = { sub_mchid: optional(mchid), sub_appid: optional(text(32)) };

export const addReceiverBody = object({
  ...partner,
  appid: text(32),
  ...account,
  name: optional(text(ENCRYPTED)),
  relation_type: oneOf(...RELATIONS),
  custom_relation: optional(text(10 * 3)),
});
export const deleteReceiverBody = object({ ...partner, appid: text(32), ...account });
export const MAX_RECEIVERS = 50;
export const shareBody = object({
  ...partner,
  appid: text(32),
  transaction_id: text(32),
  out_order_no: outNo,
  receivers: list(object({ ...account, name: optional(text(ENCRYPTED)), amount: integer(1), description }), MAX_RECEIVERS, 1),
  unfreeze_unsplit: flag,
});
export const unfreezeBody = object({ sub_mchid: partner.sub_mchid, transaction_id: text(32), out_order_no: outNo, description });
export const returnBody = object({
  sub_mchid: partner.sub_mchid,
  order_id: optional(text(64)),
  out_order_no: optional(outNo),
  out_return_no: outNo,
  return_mchid: text(32),
  amount: integer(1),
  description,
});
export const outOrderPath = object({ out_order_no: outNo });
export const outReturnPath = object({ out_return_no: outNo });
export const transactionQuery = object({ sub_mchid: partner.sub_mchid, transaction_id: text(32) });
export const outOrderQuery = object({ sub_mchid: partner.sub_mchid, out_order_no: outNo });

export type AddReceiverRequest = ReturnType<typeof addReceiverBody>;
export type DeleteReceiverRequest = ReturnType<typeof deleteReceiverBody>;
export type ShareRequest = ReturnType<typeof shareBody>;
export type UnfreezeRequest = ReturnType<typeof unfreezeBody>;
export type ReturnRequest = ReturnType<typeof returnBody>;
export const subMchidPath = object({ sub_mchid: mchid });
