/**
 * 模拟网关的公开选项、事件与错误。
 */
import type { PlatformCertificate, WechatpayPublicKey } from '../../keys';
import type { Deliver } from '../kit/delivery';
import type { CallbackProgress, StateChange, WithoutTime } from '../kit/gateway-event';
import type { ErrorCode } from './errors';
import type { Operation } from './faults';

/** certificate：平台证书模式；publicKey：微信支付公钥模式；both：切换期间两种并存（docs/protocols/wxpay.md §1.5）。 */
export type KeyMode = 'certificate' | 'publicKey' | 'both';

export interface WxpayMerchant {
  readonly mchid: string;
  /** 收银台显示的商户名 */
  readonly name?: string;
  readonly appids: readonly string[];
  /** 空串表示商户没有设置：一切签名请求都会被拒绝（§1.3） */
  readonly apiV3Key: string;
  /** 商户证书序列号 */
  readonly serialNo: string;
  /** 公钥与证书给一个；给证书时按它的有效期判断是否过期 */
  readonly publicKeyPem?: string;
  readonly certificatePem?: string;
  /** 已停用的证书序列号与原因，用来演练各种 401 */
  readonly retiredSerials?: Readonly<Record<string, 'expired' | 'revoked' | 'replaced'>>;
  readonly mode: KeyMode;
  /** both 模式下由微信支付公钥签名的回调比例 0–1，缺省 0.5 */
  readonly publicKeyShare?: number;
  /** 商户平台上配置的退款通知地址；请求里的 notify_url 优先 */
  readonly refundNotifyUrl?: string;
}

export interface WxpayGatewayOptions {
  /** ':memory:' 或文件；账本与未完成的回调重启后继续 */
  readonly dataFile: string;
  /** 毫秒 */
  readonly clock?: () => number;
  /** h5_url 与账单下载地址的前缀，如 http://localhost:9099 */
  readonly publicBaseUrl: string;
  readonly merchants: readonly WxpayMerchant[];
  readonly platformKeys: { readonly certificates: readonly PlatformCertificate[]; readonly publicKeys: readonly WechatpayPublicKey[] };
  /** 回调重试与退款到账的时间压缩倍数；1 为文档上的时间 */
  readonly timeCompression?: number;
  readonly deliver?: Deliver;
  readonly onEvent?: (event: GatewayEvent) => void;
  /** 等待真实时间（timeout 故障用） */
  readonly sleep?: (ms: number) => Promise<void>;
  /** 用旧拼写回答错误码（ORDERNOTEXIST 等） */
  readonly legacySpelling?: boolean;
  /** 对已支付订单再下单的错误码；官方说法不一（§2.1） */
  readonly paidOrderCode?: 'INVALID_REQUEST' | 'ORDER_PAID';
  /** 拒绝回环地址的 payer_client_ip（真实网关如此）；缺省：publicBaseUrl 是本机时不拒绝 */
  readonly refuseLoopbackPayer?: boolean;
  /** 退款从受理到到账，毫秒，压缩之前；缺省 5 分钟 */
  readonly refundDurationMs?: number;
  /** 同一订单两次退款的最小间隔，毫秒，压缩之前；缺省 1 分钟 */
  readonly refundSpacingMs?: number;
}

/** 时间线事件：供演示打印与测试断言；不含密钥、签名、openid。 */
export type GatewayEvent = { readonly at: number } & (
  | {
      readonly kind: 'request';
      readonly operation: Operation;
      readonly outTradeNo?: string;
      /** verified 验签通过并处理；refused 被拒绝；lost 故障使请求或回答丢失 */
      readonly outcome: 'verified' | 'refused' | 'lost';
      /** 没有回答时为 0 */
      readonly status: number;
      readonly code?: ErrorCode;
      readonly fault?: string;
    }
  | StateChange<'order' | 'refund'>
  | (CallbackProgress & { readonly eventType: string })
);

export type EventDetail = WithoutTime<GatewayEvent>;
export { PayerError } from '../kit/payer-error';
