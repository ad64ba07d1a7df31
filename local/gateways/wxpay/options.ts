/**
 * 模拟网关的公开选项、事件与错误。
 */
import type { PlatformCertificate, WechatpayPublicKey } from './keys';
import type { Emit, GatewayEvent as KitEvent } from '../kit/events';
import type { GatewayOptions } from '../kit/gateway';
import type { Operation } from './faults';

/** certificate：平台证书模式；publicKey：微信支付公钥模式；both：切换期间两种并存（docs/protocols/wxpay.md §1.5）。 */
export type KeyMode = 'certificate' | 'publicKey' | 'both';

/** 服务商替它收款的商户。 */
export interface SubMerchant {
  readonly mchid: string;
  /** 收银台显示的名字 */
  readonly name?: string;
  readonly appids: readonly string[];
  /** 最多能分多少，万分之几；缺省 3000 */
  readonly maxRatio?: number;
}

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
  /** 服务商受理的特约商户；普通商户没有 */
  readonly subMerchants?: readonly SubMerchant[];
  /** 获得授权的转账场景；缺省全部 */
  readonly transferScenes?: readonly string[];
}

type Subject = 'order' | 'refund' | 'transfer' | 'authorization' | 'share' | 'complaint';
export type GatewayEvent = KitEvent<Operation, Subject>;
export type WxpayEmit = Emit<Operation, Subject>;

/** 开放接口认得的应用。 */
export interface WxpayApp {
  readonly appid: string;
  readonly secret: string;
  /** 小程序：在它里面付的要录入发货信息 */
  readonly miniProgram?: boolean;
  /** 开通了虚拟支付的才有 */
  readonly virtual?: {
    readonly offerId: string;
    /** 正式环境（env 0）与沙箱（env 1）的 AppKey */
    readonly appKey: string;
    readonly sandboxAppKey: string;
    /** 一元换多少代币；定下之后不能改 */
    readonly coinsPerYuan: number;
  };
  /** 后台「消息推送」的密钥；地址另外存 */
  readonly push?: { readonly token: string; readonly encodingAesKey: string; readonly originalId: string };
}

export interface WxpayGatewayOptions extends GatewayOptions<Operation, Subject> {
  readonly merchants: readonly WxpayMerchant[];
  /** 缺省没有：开放接口谁也不认得 */
  readonly apps?: readonly WxpayApp[];
  readonly platformKeys: { readonly certificates: readonly PlatformCertificate[]; readonly publicKeys: readonly WechatpayPublicKey[] };
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
  /** 转账从受理到等用户确认，毫秒，压缩之前；缺省当场就等确认 */
  readonly transferAcceptMs?: number;
  /** 付款之后多久发货信息那边才查得到订单，毫秒，压缩之前；缺省 1 分钟 */
  readonly shippingStoreMs?: number;
  /** 分账与回退从受理到有结果，毫秒，压缩之前；缺省 2 秒 */
  readonly sharingDurationMs?: number;
  /** 用户确认（或商户撤销）之后多久出结果，毫秒，压缩之前；缺省 2 秒 */
  readonly transferDurationMs?: number;
}

const LOCAL_HOST = /^https?:\/\/(?:localhost|127\.)/;
export const refusesLoopback = ({ refuseLoopbackPayer, publicBaseUrl }: WxpayGatewayOptions): boolean =>
  refuseLoopbackPayer ?? !LOCAL_HOST.test(publicBaseUrl);

export { PayerError } from '../kit/payer-error';
