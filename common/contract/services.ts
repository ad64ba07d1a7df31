/** 前端与云函数之间的约定：每个服务的入参与答复。云端校验入参，前端按此类型使用答复。 */
import type { ProviderName, Platform } from './channels';
import type { FulfilStatus, HistoryEntry, OrderStatus } from './order';
import type { RefundStatus } from './refund';
import type { RequestStatus } from './refund-request';

/** 成功答复的公共部分；失败时为 errors.ts 的 ErrorAnswer。 */
export interface OkAnswer {
  readonly code: 0;
  readonly msg: string;
  readonly requestId: string;
}

/** `pay/kh/createPayment` 入参（vk-uni-pay 入参的超集）。 */
export interface CreatePaymentInput {
  readonly provider: ProviderName;
  /** 强制端；缺省按客户端判断 */
  readonly platform?: Platform;
  readonly isPC?: boolean;
  readonly needQRcode?: boolean | 'image';
  readonly data: {
    /** 6–32 位 `[0-9A-Za-z_]`，不能是 24 位十六进制；缺省由服务端生成。同号重复调用是幂等的 */
    readonly out_trade_no?: string;
    readonly type: string;
    /** 分；只与服务端定价比较，不一致则 40001 */
    readonly total_fee?: number;
    readonly subject?: string;
    readonly openid?: string;
    readonly custom?: Readonly<Record<string, unknown>>;
    readonly other?: Readonly<Record<string, unknown>>;
    /** 最晚付款时间，毫秒时间戳 */
    readonly time_expire?: number;
    readonly pid?: string;
    /** 付款后回到的页面（跳转类付款方式） */
    readonly return_url?: string;
  };
}

export interface CreatePaymentAnswer extends OkAnswer {
  readonly out_trade_no: string;
  readonly provider: ProviderName;
  readonly platform: Platform;
  /** `<provider>_<platform>` */
  readonly pay_type: string;
  /** 分，服务端定价 */
  readonly total_fee: number;
  readonly subject: string;
  /** 最晚付款时间，毫秒时间戳 */
  readonly expire_date: number;
  /** 服务端当前时间，毫秒；前端据此计算剩余时间，不依赖本机时钟 */
  readonly server_date: number;
  /**
   * 唤起支付所需参数：小程序 / 公众号为 requestPayment 参数；App 为 orderInfo；
   * 扫码为 `{ code_url }`；手机浏览器为 `{ h5_url }`（支付宝为 `{ form_url }`）。
   */
  readonly orderInfo: Readonly<Record<string, string>> | string;
  readonly needQRcode: boolean;
  /** 二维码图片（data:image/svg+xml），仅扫码方式有 */
  readonly qrcodeImage?: string;
}

/** `pay/kh/queryPayment` 入参。 */
export interface QueryPaymentInput {
  /** 与 transaction_id 给一个 */
  readonly out_trade_no?: string;
  /** 渠道的交易号 */
  readonly transaction_id?: string;
  /** true：查到已付款而业务尚未处理时，当场处理完再答复（vk-uni-pay 的 await_notify） */
  readonly await_notify?: boolean;
  /** await_notify 时，别处正在处理业务的话最多等多少秒，1–40，默认 20 */
  readonly await_max_time?: number;
  /** true：答复里带 payOrder（vk-uni-pay） */
  readonly pay_order_info?: boolean;
  /** true：连同这张订单的退款一起返回（订单详情用） */
  readonly with_refunds?: boolean;
}

/** 给付款人看的订单（不含 openid、密钥、网关原文）。 */
export interface OrderView {
  readonly out_trade_no: string;
  readonly provider: ProviderName;
  readonly platform: Platform;
  readonly pay_type: string;
  readonly type: string;
  readonly subject: string;
  /** 分 */
  readonly total_fee: number;
  /** 已成功退款，分 */
  readonly refund_fee: number;
  /** 正在退、还没有结论的，分 */
  readonly refunding_fee: number;
  readonly status: OrderStatus;
  readonly fulfil_status: FulfilStatus;
  readonly transaction_id?: string;
  readonly create_date: number;
  readonly expire_date: number;
  readonly pay_date?: number;
  /** 付款人自己下单时要的是什么：换一台设备也能接着付、再买一次；商户的云函数下的单没有 */
  readonly intent?: { readonly custom?: Readonly<Record<string, unknown>> };
  readonly history: readonly HistoryEntry[];
}

/** vk-uni-pay 的订单状态：-1 已关闭 0 未支付 1 已支付 2 部分退款 3 全额退款 */
export type VkUniPayStatus = -1 | 0 | 1 | 2 | 3;

export interface QueryPaymentAnswer extends OkAnswer {
  readonly out_trade_no: string;
  readonly transaction_id?: string;
  readonly status: VkUniPayStatus;
  /** 仅在 pay_order_info 时有；与 order 相同 */
  readonly payOrder?: OrderView;
  /** 与 order.status 相同（规范 `data.trade_state` 的平铺形式） */
  readonly trade_state: OrderStatus;
  readonly total_fee: number;
  /** 付款时间，毫秒 */
  readonly time_end?: number;
  /** vk-uni-pay：用户是否已付款 */
  readonly orderPaid: boolean;
  /** vk-uni-pay：业务是否已处理；undefined = 还没处理完 */
  readonly user_order_success?: boolean;
  readonly server_date: number;
  readonly order: OrderView;
  /** 仅在 with_refunds 时有 */
  readonly refunds?: readonly RefundView[];
  /** 仅在 with_refunds 时有：最近的一个退款申请 */
  readonly refund_request?: RefundRequestView;
  /** 规范形状 `res.data.trade_state` */
  readonly data: { readonly trade_state: OrderStatus; readonly total_fee: number; readonly time_end?: number };
}

export interface ClosePaymentInput {
  readonly out_trade_no: string;
}
export interface ClosePaymentAnswer extends OkAnswer {
  readonly out_trade_no: string;
  readonly status: OrderStatus;
}

/** `pay/sys/cancelPayment`：撤销结果不明的支付；仅管理员，仅部分渠道支持。 */
export interface CancelPaymentAnswer extends OkAnswer {
  readonly out_trade_no: string;
  /** CLOSED 没有人付过 · REFUND 付过、已全额退回 · SUCCESS 原来已付成功，没有撤销 */
  readonly status: OrderStatus;
}

export interface ListPaymentsInput {
  /** 从 1 起 */
  readonly pageIndex?: number;
  /** 1–50，默认 10 */
  readonly pageSize?: number;
  readonly status?: OrderStatus;
}
export interface ListPaymentsAnswer extends OkAnswer {
  readonly rows: readonly OrderView[];
  readonly hasMore: boolean;
  readonly server_date: number;
}

/** `pay/pub/options` 入参：给出业务意图时连同报价一起返回。 */
export interface OptionsInput {
  readonly isPC?: boolean;
  readonly needQRcode?: boolean;
  readonly type?: string;
  readonly total_fee?: number;
  readonly custom?: Readonly<Record<string, unknown>>;
}
export interface ProviderOption {
  readonly provider: ProviderName;
  readonly title: string;
  readonly platform: Platform;
  readonly pay_type: string;
  readonly available: boolean;
  /** available 为 false 时给付款人看的原因 */
  readonly reason?: string;
}
export interface OptionsAnswer extends OkAnswer {
  readonly platform: Platform;
  readonly providers: readonly ProviderOption[];
  /** 服务端报价；仅在入参给出 type 时有 */
  readonly quote?: {
    readonly type: string;
    readonly subject: string;
    readonly total_fee: number;
    readonly seller: string;
    readonly detail?: string;
  };
  /** 收款方的名字 */
  readonly seller: string;
  readonly server_date: number;
}

/** `pay/kh/recordError`：前端把失败与异常报上来，落入 payment_errors（已脱敏）。 */
export interface RecordErrorInput {
  readonly kind: 'error' | 'exception';
  readonly code?: number | string;
  readonly message?: string;
  readonly out_trade_no?: string;
  /** 出错的环节，如 create / request / result */
  readonly stage?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

export interface RefundView {
  readonly out_refund_no: string;
  readonly out_trade_no: string;
  /** 渠道的退款号；支付宝没有 */
  readonly refund_id?: string;
  /** 本次退款，分 */
  readonly refund_fee: number;
  readonly reason: string;
  readonly status: RefundStatus;
  /** 网关原话里的状态（如 ABNORMAL）；只给员工 */
  readonly gateway_state?: string;
  /** 没有退成时网关的错误码；只给员工 */
  readonly gateway_code?: string;
  readonly create_date: number;
  /** 离上一次退款太近：到这时自动提交，毫秒；已经提交了就没有 */
  readonly planned_date?: number;
  /** 退款成功的时间，毫秒 */
  readonly refund_date?: number;
}

/** 付款人的退款申请。 */
export interface RefundRequestView {
  /** 同意之后就是退款单号 */
  readonly request_no: string;
  readonly out_trade_no: string;
  /** 想退多少，分 */
  readonly refund_fee: number;
  readonly reason: string;
  readonly status: RequestStatus;
  /** 不同意的理由 */
  readonly answer?: string;
  readonly create_date: number;
  readonly answer_date?: number;
  /** 同意之后那笔退款到哪一步 */
  readonly refund?: RefundView;
}
/** `pay/kh/requestRefund` 入参。 */
export interface RequestRefundInput {
  readonly out_trade_no: string;
  /** 缺省由服务端生成；要能安全重试就自己给一个 */
  readonly request_no?: string;
  /** 分；缺省为全部剩余可退金额 */
  readonly refund_fee?: number;
  readonly reason: string;
}
export interface RefundRequestAnswer extends OkAnswer {
  readonly request: RefundRequestView;
}
/** 给员工看的申请：连同是哪张订单、谁申请的。 */
export interface StaffRequestView extends RefundRequestView {
  readonly user_id: string;
  readonly order: OrderView;
  /** 此刻还能退多少，分 */
  readonly refundable_fee: number;
  /** 谁答复的 */
  readonly operator?: string;
}
/** `pay/sys/listRefundRequests`：先申请的在前。 */
export interface ListRequestsInput {
  readonly status?: RequestStatus;
  /** 1–50，默认 20 */
  readonly pageSize?: number;
  readonly after?: string;
}
export interface ListRequestsAnswer extends OkAnswer {
  readonly rows: readonly StaffRequestView[];
  readonly next?: string;
  readonly server_date: number;
}
/** `pay/sys/answerRefundRequest` 入参：不同意要写理由，付款人会看到。 */
export interface AnswerRequestInput {
  readonly request_no: string;
  readonly act: 'approve' | 'decline';
  readonly reason?: string;
}
export interface AnswerRequestAnswer extends OkAnswer {
  readonly request: StaffRequestView;
}

/** `pay/sys/refund` 入参；仅管理员。同一 out_refund_no 重复调用是幂等的。 */
export interface RefundInput {
  readonly out_trade_no: string;
  /** 缺省由服务端生成；要能安全重试就自己给一个 */
  readonly out_refund_no?: string;
  /** 分；缺省为全部剩余可退金额 */
  readonly refund_fee?: number;
  readonly refund_desc?: string;
}
export interface RefundAnswer extends OkAnswer {
  readonly refund: RefundView;
  /** 订单最新状态与累计退款 */
  readonly order: OrderView;
}
export interface QueryRefundInput {
  readonly out_refund_no: string;
}
/** `pay/sys/findPayment`：员工按单号查订单（不限本人）。 */
export interface FindPaymentAnswer extends OkAnswer {
  readonly order: OrderView;
  readonly refunds: readonly RefundView[];
  /** 还能退多少，分 */
  readonly refundable_fee: number;
}

/** `pay/sys/listOrders` 入参：条件之间是「并且」，都不给就是全部。 */
export interface ListOrdersInput {
  readonly out_trade_no?: string;
  /** 渠道的交易号 */
  readonly transaction_id?: string;
  readonly user_id?: string;
  /** 请求编号：付款人报给客服的那一串 */
  readonly request_id?: string;
  /** 下单的日子，北京时间，`2026-11-23`；头尾都算 */
  readonly from?: string;
  readonly to?: string;
  readonly status?: OrderStatus;
  readonly provider?: ProviderName;
  /** 分 */
  readonly total_fee?: number;
  /** 1–50，默认 20 */
  readonly pageSize?: number;
  /** 上一页答复里的 next */
  readonly after?: string;
}
/** 给员工看的订单。 */
export interface StaffOrderView extends OrderView {
  readonly user_id: string;
  /** 关闭之后才到账 */
  readonly late?: boolean;
  /** 多付的：同一笔业务已由这张单付过 */
  readonly surplus_of?: string;
  /** 撤销到哪一步 */
  readonly cancel_status?: 'ASKED' | 'REFUSED' | 'DONE';
}
export interface ListOrdersAnswer extends OkAnswer {
  readonly rows: readonly StaffOrderView[];
  /** 下一页从这里接着取；没有就是到头了 */
  readonly next?: string;
  readonly server_date: number;
}

/** 日志与错误里的一行，已脱敏。 */
export interface JournalView {
  readonly kind: 'log' | 'error';
  readonly at: number;
  /** 操作：create / query / notify / refund … */
  readonly type: string;
  /** SUCCESS / ERROR / IGNORED；错误没有 */
  readonly status?: string;
  readonly text: string;
  readonly request_id?: string;
  /** 耗时，毫秒 */
  readonly ms?: number;
}

export const REVIEW_ACTS = ['settle', 'fulfil', 'refund', 'close', 'revoke', 'write_off'] as const;
/** settle 入账并办业务 · fulfil 办业务（钱已到账） · refund 退回 · close 关闭 · revoke 再收回一次权益 · write_off 已在别处办妥，销掉 */
export type ReviewAct = (typeof REVIEW_ACTS)[number];

/** 员工做过的一件事；与它改变的东西同一次写入。 */
export interface StaffAct {
  /** reopen 销掉之后又有了新的证据，重新等人看 */
  readonly act: ReviewAct | 'reopen';
  /** 谁决定的；`system` = 原因没了自己离开，或又出现 */
  readonly operator: string;
  readonly reason: string;
  /** 毫秒 */
  readonly at: number;
  readonly requestId: string;
  /** 第二个点头的人 */
  readonly approver?: string;
}
/** 金额大的要两个人：第一个人的提议。 */
export interface ReviewProposal {
  readonly act: ReviewAct;
  readonly operator: string;
  readonly reason: string;
  readonly at: number;
}

/** 网关刚刚亲口说的，已验签。 */
export interface GatewayView {
  readonly state: 'NOTPAY' | 'SUCCESS' | 'CLOSED' | 'REFUND' | 'NOT_EXIST' | 'UNKNOWN';
  /** 网关的原话 */
  readonly gateway_state?: string;
  /** 分 */
  readonly total_fee?: number;
  readonly transaction_id?: string;
  readonly pay_date?: number;
}

/** `pay/sys/reviewPayment`（入参 out_trade_no）：等人处理的订单，连同网关刚刚的说法与可以怎么办。 */
export interface ReviewPaymentAnswer extends FindPaymentAnswer {
  readonly review_reason?: string;
  /** 问不到网关时没有 */
  readonly gateway?: GatewayView;
  /** 此刻允许的做法；空 = 只能等，或到商户平台处理 */
  readonly choices: readonly ReviewAct[];
  /** 员工做过的 */
  readonly acts: readonly StaffAct[];
  /** 已有人提议，等第二个人 */
  readonly proposal?: ReviewProposal;
  /** 这一件要第二个人点头 */
  readonly needs_second: boolean;
}
/** `pay/sys/orderDetail`（入参 out_trade_no）：员工看一张订单的全部，连同网关刚刚的说法。 */
export interface OrderDetailAnswer extends ReviewPaymentAnswer {
  readonly order: StaffOrderView;
  /** 新的在前，最多各 50 行 */
  readonly journal: readonly JournalView[];
  /** 此刻可以撤销 */
  readonly may_cancel: boolean;
}
/** `pay/sys/resolvePayment` 入参；答复为处理之后的 ReviewPaymentAnswer。 */
export interface ResolvePaymentInput {
  readonly out_trade_no: string;
  readonly act: ReviewAct;
  /** 为什么这样处理，写进履历 */
  readonly reason: string;
}

/** 服务路径，前后端共用，避免手写字符串。 */
export const SERVICES = {
  createPayment: 'pay/kh/createPayment',
  queryPayment: 'pay/kh/queryPayment',
  closePayment: 'pay/kh/closePayment',
  listPayments: 'pay/kh/listPayments',
  recordError: 'pay/kh/recordError',
  options: 'pay/pub/options',
  server: 'pay/pub/server',
  refund: 'pay/sys/refund',
  queryRefund: 'pay/sys/queryRefund',
  findPayment: 'pay/sys/findPayment',
  cancelPayment: 'pay/sys/cancelPayment',
  reviewPayment: 'pay/sys/reviewPayment',
  resolvePayment: 'pay/sys/resolvePayment',
  listEvents: 'pay/sys/listEvents',
  resendEvent: 'pay/sys/resendEvent',
  listReviews: 'pay/sys/listReviews',
  reviewDetail: 'pay/sys/reviewDetail',
  resolveReview: 'pay/sys/resolveReview',
  listOrders: 'pay/sys/listOrders',
  orderDetail: 'pay/sys/orderDetail',
  requestRefund: 'pay/kh/requestRefund',
  withdrawRefundRequest: 'pay/kh/withdrawRefundRequest',
  listRefundRequests: 'pay/sys/listRefundRequests',
  answerRefundRequest: 'pay/sys/answerRefundRequest',
  listReconciliations: 'pay/sys/listReconciliations',
  getReconciliation: 'pay/sys/getReconciliation',
  findErrors: 'pay/sys/findErrors',
  getStatistics: 'pay/sys/getStatistics',
  transfer: 'pay/sys/transfer',
  queryTransfer: 'pay/sys/queryTransfer',
  cancelTransfer: 'pay/sys/cancelTransfer',
  answerTransfer: 'pay/sys/answerTransfer',
  listTransfers: 'pay/sys/listTransfers',
  queryAccountBalance: 'pay/sys/queryAccountBalance',
  myTransfer: 'pay/kh/myTransfer',
  listMyTransfers: 'pay/kh/listMyTransfers',
  listReleases: 'pay/sys/listReleases',
  changeRelease: 'pay/sys/changeRelease',
  listAlerts: 'pay/sys/listAlerts',
  acknowledgeAlert: 'pay/sys/acknowledgeAlert',
} as const;
/** 路由云函数名 */
export const PAY_FUNCTION = 'vk-pay';
