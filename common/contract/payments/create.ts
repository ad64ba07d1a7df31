/** 下单：入参与答复。 */
import type { ProviderName, Platform } from '../channels';
import type { OkAnswer } from '../answer';

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
  /** 二维码图片，仅扫码方式有：data:image/svg+xml；needQRcode 为 'image' 的是 data:image/png */
  readonly qrcodeImage?: string;
  /** 免费订单：不用唤起支付，业务已经（试着）办过，照常查结果 */
  readonly free?: true;
}
