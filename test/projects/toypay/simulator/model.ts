/** 网关账本里的文档。金额单位分，时间单位毫秒。 */

export interface Order {
  readonly merchantId: string;
  readonly outTradeNo: string;
  readonly app: string;
  readonly total: number;
  readonly subject: string;
  readonly notifyUrl: string;
  readonly code: string;
  readonly createdAt: number;
  readonly payUntil: number;
  readonly state: 'NOTPAY' | 'SUCCESS' | 'CLOSED';
  readonly trade?: string;
  readonly paidAt?: number;
}

export interface Refund {
  readonly merchantId: string;
  readonly outTradeNo: string;
  readonly outRefundNo: string;
  readonly refund: number;
  readonly createdAt: number;
}

/** 一个通知的内容，产生时的快照。 */
export interface NoticeContent {
  readonly kind: 'payment' | 'refund';
  readonly fields: Readonly<Record<string, unknown>>;
}
