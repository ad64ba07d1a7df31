/** 免确认收款授权的请求字段（docs/protocols/wxpay.md §2.6）。 */
import { list, object, optional, text, integer } from './fields';
import { notifyUrl } from './request-shapes';
import { ENCRYPTED, MIN_FEN, outBillNo, reportInfo } from './transfer-shapes';

const outAuthorizationNo = text(32, { min: 5, pattern: /^[0-9A-Za-z]+$/ });

export const authorizationBody = object({
  out_authorization_no: outAuthorizationNo,
  appid: text(32),
  openid: text(64),
  transfer_scene_id: text(36),
  // 32 个字，不是 32 个字节。
  user_display_name: text(32 * 3),
  user_recv_perception: optional(text(256)),
  authorization_notify_url: notifyUrl(256),
});
export type AuthorizationRequest = ReturnType<typeof authorizationBody>;

export const authorizationPath = object({ out_authorization_no: outAuthorizationNo });

/** 凭授权的转账：没有 openid，两个授权单号给一个。 */
export const authorizedTransferBody = object({
  appid: text(32),
  out_bill_no: outBillNo,
  transfer_scene_id: text(36),
  out_authorization_no: optional(outAuthorizationNo),
  authorization_id: optional(text(64, { min: 9 })),
  user_name: optional(text(ENCRYPTED)),
  transfer_amount: integer(MIN_FEN),
  transfer_remark: text(32 * 3),
  notify_url: optional(notifyUrl(256)),
  user_recv_perception: optional(text(64)),
  transfer_scene_report_infos: list(reportInfo, 10, 1),
});
export type AuthorizedTransferRequest = ReturnType<typeof authorizedTransferBody>;
