/** 给付款人看的订单。 */
import type { ProviderName, Platform } from '../channels';
import type { OrderStatus, FulfilStatus, HistoryEntry } from './order';

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
  /** 免费订单：没有经过网关，没有可退的钱 */
  readonly free?: true;
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
