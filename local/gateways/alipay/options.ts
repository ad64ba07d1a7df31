/**
 * 模拟网关的公开选项、事件与错误。
 */
import type { Deliver } from '../kit/delivery';
import type { CallbackProgress, StateChange, WithoutTime } from '../kit/gateway-event';
import type { SubCode } from './errors';
import type { Operation } from './faults';
import type { NoticeKind } from './model';

export interface AlipayApp {
  readonly appId: string;
  /** 收款方（PID），2088 开头；商户订单号在同一 PID 下唯一 */
  readonly sellerId: string;
  /** 收银台显示的商户名 */
  readonly name?: string;
  /** key：公钥模式；certificate：证书模式。一个应用只处在一种模式（docs/protocols/alipay.md §1.5） */
  readonly mode: 'key' | 'certificate';
  /** 商户上传的应用公钥；空串表示没有上传 */
  readonly appPublicKeyPem: string;
  readonly appCertSn?: string;
  readonly rootCertSn?: string;
  /** 应用证书到期的时刻，毫秒 */
  readonly appCertExpiresAt?: number;
  /** 新应用只给 open_id，老应用给 user_id；缺省 open_id */
  readonly buyerIdentity?: 'open_id' | 'user_id';
}

/** 多数产品缺省只发支付成功与部分退款的通知（§7）；其余要另外打开。 */
export type ExtraNotice = 'WAIT_BUYER_PAY' | 'TRADE_CLOSED' | 'FULL_REFUND';

export interface AlipayGatewayOptions {
  /** ':memory:' 或文件；账本与未完成的通知重启后继续 */
  readonly dataFile: string;
  /** 毫秒 */
  readonly clock?: () => number;
  /** 收银台地址的前缀，如 http://localhost:9099 */
  readonly publicBaseUrl: string;
  readonly apps: readonly AlipayApp[];
  readonly alipay: { readonly privateKeyPem: string; readonly certSn?: string };
  /** 通知重发的时间压缩倍数；1 为文档上的时间 */
  readonly timeCompression?: number;
  readonly deliver?: Deliver;
  readonly onEvent?: (event: GatewayEvent) => void;
  /** 等待真实时间（timeout 故障用） */
  readonly sleep?: (ms: number) => Promise<void>;
  readonly extraNotices?: readonly ExtraNotice[];
  /** 请求的 timestamp 与网关时钟最多差多少毫秒；缺省不限（真实网关的容忍度未知） */
  readonly timestampToleranceMs?: number;
  /** 退款后多久才能查到，毫秒；缺省 0，文档建议等 10000 再查 */
  readonly refundVisibleAfterMs?: number;
  /** 支付后多久变成 TRADE_FINISHED，毫秒；缺省 12 个月 */
  readonly refundWindowMs?: number;
}

/** 时间线事件：供演示打印与测试断言；不含密钥、签名、付款人编号。 */
export type GatewayEvent = { readonly at: number } & (
  | {
      readonly kind: 'request';
      readonly operation: Operation;
      readonly outTradeNo?: string;
      /** verified 验签通过并处理；refused 被拒绝；lost 故障使请求或回答丢失 */
      readonly outcome: 'verified' | 'refused' | 'lost';
      readonly subCode?: SubCode;
      readonly fault?: string;
    }
  | StateChange<'trade' | 'refund'>
  | (CallbackProgress & { readonly notice: NoticeKind })
);

export type EventDetail = WithoutTime<GatewayEvent>;
export { PayerError } from '../kit/payer-error';
