/** payment_complaints 的一行。付款人的电话不存，说的话遮住电话等才存；协商历史与图片每次向渠道现读。 */
import {
  COMPLAINT_STATUSES,
  type ComplaintAct,
  type ComplaintProblem,
  type ComplaintStatus,
} from '../../../../../../common/contract/complaints/complaint';
import type { AccountPlatform, ProviderName } from '../../../../../../common/contract/channels';
import type { Document } from '../kernel/vk';

export interface ComplaintRecord {
  /** `<渠道>:<投诉单号>` */
  readonly _id: string;
  readonly complaint_id: string;
  readonly provider: ProviderName;
  /** 由哪个账号去问 */
  readonly platform: AccountPlatform;
  readonly pid: string;
  readonly mchid: string;
  readonly status: ComplaintStatus;
  readonly problem: ComplaintProblem;
  /** 投诉的是哪一笔；不止一笔时取第一笔 */
  readonly out_trade_no?: string;
  /** 分 */
  readonly total_fee?: number;
  /** 分 */
  readonly apply_refund_fee?: number;
  readonly text: string;
  readonly waiting: boolean;
  readonly urgent: boolean;
  readonly times: number;
  readonly refunded: boolean;
  /** 投诉的时间，毫秒 */
  readonly complaint_date: number;
  /** 这一次（完结之后又来的算下一次）从什么时候起，毫秒 */
  readonly opened_date: number;
  /** 用户最近一次说话，毫秒 */
  readonly asked_date: number;
  /** 从这里付款的那个用户；不是从这里付的为空 */
  readonly user_id: string;
  readonly acts: readonly ComplaintAct[];
  /** 什么时候再向渠道读，毫秒；0 = 不用 */
  readonly look_date: number;
  /** 一连几次没有读到 */
  readonly looks: number;
  readonly read_date?: number;
  readonly version: number;
  readonly create_date: number;
  readonly update_date: number;
}

export const complaintRowId = (provider: ProviderName, complaint_id: string): string => `${provider}:${complaint_id}`;

/** 数据库文档 → 投诉。@throws Error 有一项不对 */
export function readComplaintRow(document: Document): ComplaintRecord {
  const sound =
    document['_id'] === `${String(document['provider'])}:${String(document['complaint_id'])}` &&
    (COMPLAINT_STATUSES as readonly unknown[]).includes(document['status']) &&
    ['version', 'asked_date', 'opened_date', 'complaint_date', 'look_date'].every((name) => Number.isSafeInteger(document[name])) &&
    Array.isArray(document['acts']);
  if (!sound) throw new Error(`投诉数据不完整：${String(document['_id'])}`);
  return document as unknown as ComplaintRecord;
}
