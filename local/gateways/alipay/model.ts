/**
 * 网关账本里的文档。金额单位分，时间单位毫秒。
 */
import type { DeliveryReportOf, NoticeOf } from '../kit/notice';

export type TradeStatus = 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_FINISHED' | 'TRADE_CLOSED';
/** create 小程序、app、wap 手机网站、page 电脑网站、precreate 扫码、pay 付款码 */
export type Product = 'create' | 'app' | 'wap' | 'page' | 'precreate' | 'pay';
export type JsonObject = Readonly<Record<string, unknown>>;

export interface Buyer {
  /** 2088 开头的编号；新应用只认 openId */
  readonly userId?: string;
  readonly openId?: string;
  /** 打了码的登录号 */
  readonly logonId: string;
}

/** 一次下单的内容；交易与二维码都带着它。 */
export interface Purchase {
  readonly sellerId: string;
  readonly outTradeNo: string;
  readonly appId: string;
  /** 第三方应用替谁下的单：商户自己的应用 */
  readonly authAppId?: string;
  readonly product: Product;
  /** 决定「同号是否同一笔」的全部参数，不含各种超时 */
  readonly request: JsonObject;
  readonly subject: string;
  readonly body?: string;
  readonly total: number;
  readonly notifyUrl?: string;
  readonly passbackParams?: string;
  readonly storeId?: string;
  /** 下单时指定的付款人 */
  readonly buyer?: Buyer;
}

export interface Trade extends Purchase {
  readonly tradeNo: string;
  readonly createdAt: number;
  /** 到这一刻还没付就关闭 */
  readonly payUntil: number;
  readonly status: TradeStatus;
  /** 失败的尝试次数；失败后仍是 WAIT_BUYER_PAY */
  readonly failedAttempts: number;
  readonly paidAt?: number;
  /** 累计已退，分 */
  readonly refunded: number;
  readonly closedAt?: number;
  /** 关闭是因为全额退款，而不是没有付款 */
  readonly fullyRefunded?: boolean;
}

/** precreate 的二维码；扫之前没有交易（docs/protocols/alipay.md §4.5）。 */
export interface QrCode extends Purchase {
  readonly code: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** 交易的支付时限：绝对时刻，或从扫码起算的毫秒数 */
  readonly payUntil?: number;
  readonly payWithinMs?: number;
  readonly scanned: boolean;
}

export interface Refund {
  readonly sellerId: string;
  readonly outTradeNo: string;
  readonly tradeNo: string;
  readonly outRequestNo: string;
  readonly amount: number;
  readonly reason?: string;
  readonly refundedAt: number;
  /** 这一笔之后的累计，分 */
  readonly cumulative: number;
}

/** DEALING 处理中；REFUND 付出去又退了回来（付给银行卡才有） */
export type TransferStatus = 'DEALING' | 'SUCCESS' | 'FAIL' | 'REFUND';

export interface Transfer {
  readonly sellerId: string;
  readonly outBizNo: string;
  readonly orderId: string;
  readonly fundOrderId: string;
  /** 首次的全部参数；同号再来时逐项比较 */
  readonly request: JsonObject;
  readonly amount: number;
  readonly createdAt: number;
  readonly status: TransferStatus;
  readonly errorCode?: string;
}

/** 收银台的一次打开：回到哪里，各次不同。 */
export interface CashierSession {
  readonly id: string;
  readonly sellerId: string;
  readonly outTradeNo: string;
  readonly product: 'wap' | 'page';
  readonly returnUrl?: string;
  readonly quitUrl?: string;
}

/** payment 支付成功、refund 退款、waiting 等待付款、closed 关闭 */
export type NoticeKind = 'payment' | 'refund' | 'waiting' | 'closed';
/** 接收方应当拒绝的通知：伪造、签后改过、没有签名、签名保留了 sign_type、别的应用、别的收款方、金额不对 */
export const BAD_NOTICES = ['forged', 'tampered', 'unsigned', 'signTypeKept', 'foreignApp', 'foreignSeller', 'wrongAmount'] as const;
export type NoticeVariant = 'genuine' | (typeof BAD_NOTICES)[number];

export interface NoticeContent {
  readonly kind: NoticeKind;
  readonly appId: string;
  readonly product: Product;
  readonly outRequestNo?: string;
  /** 除 notify_time 与 sign 之外的全部字段，产生时的快照 */
  readonly fields: Readonly<Record<string, string>>;
}
export type Notice = NoticeOf<NoticeContent>;
export type DeliveryReport = DeliveryReportOf<NoticeContent>;
