/**
 * 商家转账的请求字段与场景（docs/protocols/wxpay.md §2.6、§8）：每个场景要报备的信息与用户看得到的说法都是固定的。
 */
import { integer, list, object, oneOf, optional, text } from './fields';
import { notifyUrl } from './request-shapes';

/** 转账单号只能是字母和数字。 */
export const outBillNo = text(32, { pattern: /^[0-9A-Za-z]+$/ });
/** 加密之后的姓名 */
export const ENCRYPTED = 1024;
export const MIN_FEN = 10;

export const reportInfo = object({ info_type: text(45), info_content: text(32 * 3) });

export const transferBody = object({
  appid: text(32),
  out_bill_no: outBillNo,
  transfer_scene_id: text(36),
  openid: text(64),
  user_name: optional(text(ENCRYPTED)),
  transfer_amount: integer(MIN_FEN),
  // 32 个字，不是 32 个字节。
  transfer_remark: text(32 * 3),
  notify_url: optional(notifyUrl(256)),
  user_recv_perception: optional(text(64)),
  transfer_scene_report_infos: list(reportInfo, 10, 1),
  user_recv_style: optional(object({ type: oneOf('CONFIRM_PAGE', 'RED_PACKET') })),
});
export type TransferRequest = ReturnType<typeof transferBody>;

export const outBillPath = object({ out_bill_no: outBillNo });
export const billPath = object({ transfer_bill_no: text(64) });
export const emptyBody = object({});
export const balancePath = object({ account_type: oneOf('BASIC', 'OPERATION', 'FEES') });

export interface TransferScene {
  /** 要报备的信息，一个不多一个不少 */
  readonly infoTypes: readonly string[];
  readonly perceptions: readonly string[];
}
/** 场景编号 → 报备与说法。 */
export const TRANSFER_SCENES: Readonly<Record<string, TransferScene>> = {
  '1000': { infoTypes: ['活动名称', '奖励说明'], perceptions: ['活动奖励', '现金奖励'] },
  '1002': { infoTypes: ['补贴类型'], perceptions: ['行政补贴', '行政奖励'] },
  '1004': { infoTypes: ['保险产品备案编号', '保险名称', '保险操作单号'], perceptions: ['保险理赔款'] },
  '1005': { infoTypes: ['岗位类型', '报酬说明'], perceptions: ['劳务报酬', '报销款', '企业补贴', '开工利是'] },
  '1009': { infoTypes: ['采购商品名称'], perceptions: ['货款'] },
  '1010': { infoTypes: ['回收商品名称'], perceptions: ['二手回收货款'] },
  '1011': { infoTypes: ['赔付原因'], perceptions: ['退款', '商家赔付'] },
  '1013': { infoTypes: ['公益活动名称', '公益活动备案编号'], perceptions: ['公益补助金'] },
};
