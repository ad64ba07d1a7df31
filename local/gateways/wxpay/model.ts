/**
 * 网关账本里的文档。金额单位分，时间单位毫秒。
 */
import type { DeliveryReportOf, NoticeOf } from '../kit/notice';
import type { Product } from './request-shapes';

/** 后三个只属于付款码：等输密码、付款失败、已撤销 */
export type TradeState = 'NOTPAY' | 'SUCCESS' | 'REFUND' | 'CLOSED' | 'USERPAYING' | 'PAYERROR' | 'REVOKED';
export type RefundState = 'PROCESSING' | 'SUCCESS' | 'ABNORMAL' | 'CLOSED';
export type JsonObject = Readonly<Record<string, unknown>>;

/** 一次下单的结果：prepay_id、code_url 或 h5_url，各有有效期，与 time_expire 无关（docs/protocols/wxpay.md §8）。 */
export interface PaySession {
  readonly prepayId: string;
  /** Native 的 pr；重新下单使旧的失效 */
  readonly codeId?: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly revoked?: boolean;
}

export interface Order {
  readonly mchid: string;
  /** 服务商替它收款的商户；普通商户没有 */
  readonly subMchid?: string;
  readonly subAppid?: string;
  /** openid 是服务商的应用里的，还是特约商户的 */
  readonly payerKind?: 'sp' | 'sub';
  readonly outTradeNo: string;
  readonly appid: string;
  readonly product: Product;
  /** 首次下单的全部参数；重入时逐项比较 */
  readonly request: JsonObject;
  readonly description: string;
  readonly total: number;
  readonly notifyUrl: string;
  readonly attach?: string;
  readonly openid?: string;
  readonly createdAt: number;
  /** 最后可支付的时刻（time_expire） */
  readonly payUntil?: number;
  readonly state: TradeState;
  readonly sessions: readonly PaySession[];
  /** 支付失败的次数；失败后仍是 NOTPAY */
  readonly failedAttempts: number;
  readonly payment?: Payment;
  readonly closedAt?: number;
  /** 关闭了一个从未下单的号：号码作废，但查不到（§2.3） */
  readonly neverCreated?: boolean;
}

export interface Payment {
  readonly transactionId: string;
  readonly paidAt: number;
  readonly openid: string;
  /** 用户实付；有券时小于 total */
  readonly payerTotal: number;
  readonly bankType: string;
}

export interface Refund {
  readonly mchid: string;
  readonly subMchid?: string;
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly outRefundNo: string;
  readonly refundId: string;
  readonly request: JsonObject;
  readonly refund: number;
  readonly total: number;
  readonly payerTotal: number;
  readonly payerRefund: number;
  readonly notifyUrl?: string;
  readonly fundsAccount: string;
  /** 商户指定的各账户出多少 */
  readonly from?: readonly { readonly account: string; readonly amount: number }[];
  /** 异常退款改退到的银行卡：银行与卡号的末四位 */
  readonly receivedAccount?: string;
  readonly createdAt: number;
  readonly state: RefundState;
  /** PROCESSING 的结束时间与那时的结果 */
  readonly finishAt: number;
  readonly outcome: Exclude<RefundState, 'PROCESSING'>;
  readonly finishedAt?: number;
}

export type TransferEnd = 'SUCCESS' | 'FAIL' | 'CANCELLED';
/** TRANSFERING 就是这样拼的（docs/protocols/wxpay.md §2.6）。 */
export type TransferState = 'ACCEPTED' | 'PROCESSING' | 'WAIT_USER_CONFIRM' | 'TRANSFERING' | 'CANCELING' | TransferEnd;

export interface Transfer {
  readonly mchid: string;
  readonly outBillNo: string;
  readonly billNo: string;
  readonly appid: string;
  readonly openid: string;
  /** 首次的全部参数，姓名已解开；同号再来时逐项比较 */
  readonly request: JsonObject;
  readonly amount: number;
  readonly remark: string;
  readonly notifyUrl?: string;
  /** 交给客户端拉起确认页的凭据 */
  readonly packageInfo: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly state: TransferState;
  /** 到这一刻自己往下走；有了结论为 null */
  readonly nextAt: number | null;
  /** 用户确认之后的结局 */
  readonly outcome: 'SUCCESS' | 'FAIL';
  readonly failReason?: string;
  /** 凭免确认收款授权：不等用户确认 */
  readonly authorized?: true;
}

export type EventType =
  | 'COMPLAINT.CREATE'
  | 'COMPLAINT.STATE_CHANGE'
  | 'MCHTRANSFER.BILL.FINISHED'
  | 'MCHTRANSFER.AUTHORIZATION.CONFIRMED'
  | 'MCHTRANSFER.AUTHORIZATION.CLOSED'
  | 'TRANSACTION.SUCCESS'
  | 'REFUND.SUCCESS'
  | 'REFUND.ABNORMAL'
  | 'REFUND.CLOSED';
/** 消息推送的事件（docs/protocols/wxpay.md §13.2） */
export type PushEvent =
  | 'xpay_goods_deliver_notify'
  | 'xpay_coin_pay_notify'
  | 'xpay_refund_notify'
  | 'trade_manage_remind_shipping'
  | 'trade_manage_order_settlement';
/** 接收方应当拒绝的通知：伪造、签后改过、过期、签名探测、用错 APIv3 密钥、陌生的序列号 */
export const BAD_NOTIFICATIONS = ['forged', 'tampered', 'stale', 'signTest', 'wrongApiKey', 'unknownSerial'] as const;
export type NotificationVariant = 'genuine' | (typeof BAD_NOTIFICATIONS)[number];

export interface NotificationContent {
  readonly mchid: string;
  readonly eventType: EventType | PushEvent;
  /** 有它的是消息推送，不是支付的回调：哪个应用、哪个用户 */
  readonly push?: { readonly appid: string; readonly openid: string };
  readonly outRefundNo?: string;
  readonly outBillNo?: string;
  /** 解密后的内容，产生时的快照 */
  readonly plaintext: JsonObject;
}
export type Notification = NoticeOf<NotificationContent>;
export type DeliveryReport = DeliveryReportOf<NotificationContent>;

/** 一次性的账单下载凭据 */
export interface BillDownload {
  readonly token: string;
  readonly mchid: string;
  readonly content: string;
  readonly gzip: boolean;
  readonly expiresAt: number;
}
