/** 转账、转账查询、余额的业务参数（docs/protocols/alipay.md §4.12–4.14）。 */
import type { Parsed } from '../kit/shape';
import { amount, freeText, list, object, oneOf, optional, OUT_NUMBER, text } from './fields';

const IDENTITIES = ['ALIPAY_OPEN_ID', 'ALIPAY_USER_ID', 'ALIPAY_LOGON_ID'] as const;

export const transferShape = {
  out_biz_no: text(64, OUT_NUMBER),
  trans_amount: amount(12),
  product_code: oneOf('TRANS_ACCOUNT_NO_PWD', 'STD_RED_PACKET'),
  biz_scene: oneOf('DIRECT_TRANSFER'),
  order_title: freeText(128),
  payee_info: object({
    identity: text(128),
    identity_type: oneOf(...IDENTITIES),
    name: optional(text(128)),
    cert_type: optional(text(32)),
    cert_no: optional(text(64)),
  }),
  remark: optional(freeText(200)),
  business_params: optional(text(2048)),
  transfer_scene_name: optional(text(64)),
  transfer_scene_report_infos: optional(list(object({ info_type: text(64), info_content: text(128) }), 20)),
  passback_params: optional(text(512)),
  original_order_id: optional(text(64)),
};
export const transferQueryShape = {
  out_biz_no: optional(text(64, OUT_NUMBER)),
  order_id: optional(text(64)),
  pay_fund_order_id: optional(text(64)),
  product_code: optional(oneOf('TRANS_ACCOUNT_NO_PWD', 'STD_RED_PACKET')),
  biz_scene: optional(oneOf('DIRECT_TRANSFER')),
};
export const accountShape = {
  alipay_user_id: optional(text(28)),
  alipay_open_id: optional(text(128)),
  account_type: oneOf('ACCTRANS_ACCOUNT'),
};

export type TransferBody = Parsed<typeof transferShape>;
export type TransferQueryBody = Parsed<typeof transferQueryShape>;
