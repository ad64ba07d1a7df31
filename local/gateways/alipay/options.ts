/**
 * 模拟网关的公开选项、事件与错误。
 */
import type { BillFault } from '../kit/bill-faults';
import type { Emit, GatewayEvent as KitEvent } from '../kit/events';
import type { GatewayOptions } from '../kit/gateway';
import type { Operation } from './faults';

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
  /** 第三方应用：总要替一个授权的商户调用 */
  readonly isv?: boolean;
  /** 授权给它的商户：令牌、收款方、商户自己的应用 */
  readonly authorizations?: readonly {
    readonly token: string;
    readonly sellerId: string;
    readonly appId: string;
    /** 毫秒；缺省长期有效 */
    readonly expiresAt?: number;
  }[];
  /** 这一次替谁调用：商户自己的应用。只由网关填 */
  readonly authAppId?: string;
  /** 新应用只给 open_id，老应用给 user_id；缺省 open_id */
  readonly buyerIdentity?: 'open_id' | 'user_id';
}

/** 多数产品缺省只发支付成功与部分退款的通知（§7）；其余要另外打开。 */
export type ExtraNotice = 'WAIT_BUYER_PAY' | 'TRADE_CLOSED' | 'FULL_REFUND';

type Subject = 'trade' | 'refund' | 'transfer';
export type GatewayEvent = KitEvent<Operation, Subject>;
export type AlipayEmit = Emit<Operation, Subject>;

export interface AlipayGatewayOptions extends GatewayOptions<Operation, Subject> {
  readonly apps: readonly AlipayApp[];
  readonly alipay: { readonly privateKeyPem: string; readonly certSn?: string };
  readonly extraNotices?: readonly ExtraNotice[];
  /** 开关 documentationExtras 的初值，见 notice.ts */
  readonly documentationExtras?: boolean;
  /** 请求的 timestamp 与网关时钟最多差多少毫秒；缺省不限（真实网关的容忍度未知） */
  readonly timestampToleranceMs?: number;
  /** 退款后多久才能查到，毫秒；缺省 0，文档建议等 10000 再查 */
  readonly refundVisibleAfterMs?: number;
  /** 支付后多久才能分账，毫秒；缺省 0（真实网关要等结算，时间没有公开） */
  readonly settleAfterMs?: number;
  /** 支付后多久变成 TRADE_FINISHED，毫秒；缺省 12 个月 */
  readonly refundWindowMs?: number;
}

/** 可以随时拨动的开关。 */
export type SwitchName = 'documentationExtras' | BillFault;

export { PayerError } from '../kit/payer-error';
