/** 转账的服务：答复的形状（入参见 params.ts）。 */
import type { AccountPlatform, ProviderName } from '../channels';
import type { OkAnswer } from '../answer';
import type { AuthorizationStatus } from './authorization';
import type { TransferStatus } from './transfer';

/** 给收款人看的转账。 */
export interface TransferView {
  readonly out_bill_no: string;
  readonly provider: ProviderName;
  readonly status: TransferStatus;
  /** 分 */
  readonly transfer_fee: number;
  readonly remark: string;
  readonly create_date: number;
  /** 有了结论的时间 */
  readonly finish_date?: number;
}
/** 给员工看的：收款人是谁用用户 id 说，不给 openid 与姓名。 */
export interface StaffTransferView extends TransferView {
  readonly platform: AccountPlatform;
  readonly title: string;
  readonly user_id: string;
  readonly operator: string;
  /** 等第二个人点头 */
  readonly needs_approval: boolean;
  readonly approver?: string;
  readonly transfer_bill_no?: string;
  readonly gateway_state?: string;
  /** 没有付成的原因，网关的码 */
  readonly gateway_code?: string;
  readonly cancel_date?: number;
}
/** 客户端拉起「确认收款」要的；只给收款人自己与商户的云函数。 */
export interface ConfirmOptions {
  readonly mchId: string;
  readonly appId: string;
  readonly package: string;
}

/** `pay/sys/answerTransfer` 入参：不同意的理由可以不写。 */
export interface AnswerTransferInput {
  readonly out_bill_no: string;
  readonly act: 'approve' | 'decline';
  readonly reason?: string;
}
/** `pay/sys/listTransfers` 入参。 */
export interface ListTransfersInput {
  readonly status?: TransferStatus;
  readonly out_bill_no?: string;
  readonly user_id?: string;
  /** 1–50，默认 20 */
  readonly pageSize?: number;
  readonly after?: string;
}

/** `pay/sys/transfer`、`queryTransfer`、`cancelTransfer`、`answerTransfer` 的答复。 */
export interface TransferAnswer extends OkAnswer {
  readonly transfer: StaffTransferView;
}
/** 转账的限额，分。 */
export interface TransferLimits {
  /** 一笔最多 */
  readonly max_fee: number;
  /** 同一个人一天最多 */
  readonly person_day_fee: number;
  /** 今天还能转多少 */
  readonly left_fee: number;
  /** 超过它要第二个人同意；没有为不用 */
  readonly approval_fee?: number;
}
/** `pay/sys/listTransfers`：新的在前。 */
export interface ListTransfersAnswer extends OkAnswer {
  readonly rows: readonly StaffTransferView[];
  /** 下一页从这里接着 */
  readonly next?: string;
  /** 今天还能转多少，分 */
  readonly left_fee: number;
  /** 没有开通转账的没有 */
  readonly limits?: TransferLimits;
  readonly server_date: number;
}
/** `pay/kh/listMyTransfers`：给当前用户的，新的在前。 */
export interface MyTransfersAnswer extends OkAnswer {
  readonly rows: readonly (TransferView & { readonly options?: ConfirmOptions })[];
  readonly server_date: number;
}
/** `pay/kh/myTransfer`。 */
export interface MyTransferAnswer extends OkAnswer {
  readonly transfer: TransferView & { readonly options?: ConfirmOptions };
}
/** `pay/sys/queryAccountBalance`。 */
export interface AccountBalanceAnswer extends OkAnswer {
  /** 分 */
  readonly available_fee: number;
  readonly frozen_fee: number;
}

/** 给收款人看的收款授权。 */
export interface AuthorizationView {
  readonly out_authorization_no: string;
  readonly provider: ProviderName;
  readonly status: AuthorizationStatus;
  readonly scene_id: string;
  readonly create_date: number;
  /** 收款人答应的时间 */
  readonly authorize_date?: number;
  /** 关了的时间 */
  readonly finish_date?: number;
}
/** 给员工看的：不给 openid 与展示名称。 */
export interface StaffAuthorizationView extends AuthorizationView {
  readonly platform: AccountPlatform;
  readonly user_id: string;
  readonly operator: string;
  /** 网关的授权单号 */
  readonly authorization_id?: string;
  readonly gateway_state?: string;
  /** 网关说的关闭的原因 */
  readonly close_reason?: string;
  /** 没有受理的原因，网关的码 */
  readonly gateway_code?: string;
  /** 说过要关的时间 */
  readonly close_date?: number;
}
/** `pay/sys/createTransferAuthorization`、`queryTransferAuthorization`、`closeTransferAuthorization` 的答复。 */
export interface AuthorizationAnswer extends OkAnswer {
  readonly authorization: StaffAuthorizationView;
}
/** `pay/sys/listTransferAuthorizations` 入参。 */
export interface ListAuthorizationsInput {
  readonly status?: AuthorizationStatus;
  readonly out_authorization_no?: string;
  readonly user_id?: string;
  /** 1–50，默认 20 */
  readonly pageSize?: number;
  readonly after?: string;
}
/** `pay/sys/listTransferAuthorizations`：新的在前。 */
export interface ListAuthorizationsAnswer extends OkAnswer {
  readonly rows: readonly StaffAuthorizationView[];
  /** 下一页从这里接着 */
  readonly next?: string;
  /** 开通了转账 */
  readonly open: boolean;
  readonly server_date: number;
}
/** `pay/kh/listMyTransferAuthorizations`：请当前用户答应的，与他答应着的，新的在前。 */
export interface MyAuthorizationsAnswer extends OkAnswer {
  readonly rows: readonly MyAuthorizationAnswer['authorization'][];
  readonly server_date: number;
}
/** `pay/kh/myTransferAuthorization`。 */
export interface MyAuthorizationAnswer extends OkAnswer {
  readonly authorization: AuthorizationView & { readonly options?: ConfirmOptions };
}
