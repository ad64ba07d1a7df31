/** 渠道把钱付给个人：说给网关的与网关说的（docs/protocols/wxpay.md、docs/protocols/alipay.md）。推进转账的是 transfers/。 */

/** `WAIT_CONFIRM`：等收款人在客户端确认。 */
export type TransferState = 'PENDING' | 'WAIT_CONFIRM' | 'SUCCESS' | 'FAILED' | 'CANCELLED' | 'NOT_EXIST' | 'UNKNOWN';
/** 付给谁：用他在这个应用里的编号，或渠道自己的标识。 */
export interface Payee {
  readonly identity: string;
  /** 渠道自己的标识种类；微信没有 */
  readonly identity_type?: string;
  /** 真实姓名：给了就由网关核对 */
  readonly name?: string;
}
/** 一笔转账的内容；同号再来时每一项都必须与首次相同。 */
export interface TransferRequest {
  readonly out_bill_no: string;
  /** 分 */
  readonly transfer_fee: number;
  readonly payee: Payee;
  readonly appid: string;
  readonly remark: string;
  readonly title: string;
  readonly scene_id?: string;
  readonly scene_name?: string;
  readonly report_infos?: readonly { readonly info_type: string; readonly info_content: string }[];
  readonly perception?: string;
  readonly use_alias?: boolean;
  /** 收款人答应过的授权（我们的单号）：不必再确认 */
  readonly authorization?: string;
}
export interface TransferFacts {
  readonly out_bill_no: string;
  readonly state: TransferState;
  readonly mchid?: string;
  readonly appid?: string;
  /** 网关的转账单号 */
  readonly transfer_bill_no?: string;
  /** 分 */
  readonly transfer_fee?: number;
  /** 收款人拉起确认页的凭据 */
  readonly packageInfo?: string;
  readonly failReason?: string;
  readonly gatewayState?: string;
}
/** 付款账户里的钱，分。 */
export interface Balance {
  readonly available_fee: number;
  readonly frozen_fee: number;
}
