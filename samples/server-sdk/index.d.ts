/** 商户自己的服务器调用 vk-pay。金额都是整数分，时间都是毫秒时间戳。 */

export interface VkPayServerOptions {
  /** vk-pay 云函数的 URL 化地址，不带服务名，如 `https://pay.example.com/vk-pay` */
  baseUrl: string;
  /** 设置 servers 里的名字 */
  appKey: string;
  /** 设置 servers 里的 secret（base64，至少 32 字节）；只放在服务器上 */
  secret: string;
  /** 最多等多久，毫秒；缺省 30 秒 */
  timeoutMs?: number;
  /** 缺省为全局的 fetch */
  fetch?: typeof globalThis.fetch;
  /** 缺省为 Date.now */
  now?: () => number;
}

export interface Ok {
  code: 0;
  msg: string;
  requestId: string;
}

/** 付款人在哪里：服务器自己的地址不是付款人的。 */
export interface PayerClient {
  CLIENTIP?: string;
  PLATFORM?: string;
  APPID?: string;
  CLIENTUA?: string;
}

export interface CreatePaymentData {
  provider: string;
  /** 在哪个端付，如 h5、mweb、mp-weixin、app-plus */
  platform?: string;
  isPC?: boolean;
  needQRcode?: boolean | 'image';
  client?: PayerClient;
  data: {
    /** 6–32 位字母、数字、下划线；要能安全重试就自己给 */
    out_trade_no?: string;
    type: string;
    /** 分；与 subject 一起给就按它收，不给由订单类型定价 */
    total_fee?: number;
    subject?: string;
    openid?: string;
    custom?: Record<string, unknown>;
    other?: Record<string, unknown>;
    time_expire?: number;
    return_url?: string;
  };
}
export interface Created extends Ok {
  out_trade_no: string;
  provider: string;
  platform: string;
  pay_type: string;
  total_fee: number;
  subject: string;
  expire_date: number;
  server_date: number;
  /** 唤起支付所需参数 */
  orderInfo: string | Record<string, string>;
  needQRcode: boolean;
  qrcodeImage?: string;
}

export interface Order {
  out_trade_no: string;
  provider: string;
  platform: string;
  type: string;
  subject: string;
  total_fee: number;
  refund_fee: number;
  refunding_fee: number;
  status: 'NOTPAY' | 'PROCESSING' | 'SUCCESS' | 'CLOSED' | 'REFUND' | 'REVIEW' | (string & {});
  fulfil_status: string;
  transaction_id?: string;
  create_date: number;
  expire_date: number;
  pay_date?: number;
}
export interface Queried extends Ok {
  out_trade_no: string;
  trade_state: Order['status'];
  total_fee: number;
  orderPaid: boolean;
  order: Order;
  refunds?: Refund[];
}
export interface Closed extends Ok {
  out_trade_no: string;
  status: Order['status'];
}
export interface Refund {
  out_refund_no: string;
  out_trade_no: string;
  refund_id?: string;
  refund_fee: number;
  reason: string;
  status: string;
  create_date: number;
  refund_date?: number;
}
export interface Refunded extends Ok {
  refund: Refund;
  order: Order;
}
export interface Listed extends Ok {
  rows: (Order & { user_id: string })[];
  /** 下一页从这里接着取 */
  next?: string;
}

export class VkPayServer {
  constructor(options: VkPayServerOptions);
  createPayment(user_id: string | undefined, data: CreatePaymentData): Promise<Created>;
  queryPayment(data: { out_trade_no?: string; transaction_id?: string; with_refunds?: boolean }, user_id?: string): Promise<Queried>;
  closePayment(data: { out_trade_no: string }, user_id?: string): Promise<Closed>;
  refund(data: { out_trade_no: string; out_refund_no: string; refund_fee?: number; refund_desc?: string }): Promise<Refunded>;
  queryRefund(data: { out_refund_no: string }): Promise<Refunded>;
  cancelPayment(data: { out_trade_no: string }): Promise<Closed>;
  listOrders(data?: {
    out_trade_no?: string;
    transaction_id?: string;
    user_id?: string;
    /** 北京时间的日子，如 2026-11-23 */
    from?: string;
    to?: string;
    status?: string;
    provider?: string;
    pageSize?: number;
    after?: string;
  }): Promise<Listed>;
  /** 任何一个开放给服务器的服务 */
  call(service: string, data: object, user_id?: string): Promise<Ok & Record<string, unknown>>;
}

/** 没有成。`unclear` 为 true 时不知道做了没有：用同一个单号再来，绝不要当作没有做。 */
export class VkPayError extends Error {
  readonly code: number;
  readonly action?: string;
  readonly requestId?: string;
  readonly unclear: boolean;
}
