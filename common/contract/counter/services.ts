/** 柜台收款（付款码）：入参与答复。 */
import type { OkAnswer } from '../answer';
import type { ProviderName } from '../channels';
import type { OrderStatus } from '../payments/order';

/** `pay/sys/chargeByCode` 入参。 */
export interface ChargeInput {
  /** 扫码枪读到的付款码 */
  readonly auth_code: string;
  /** 同一个单号只收一次，重复的只看结果 */
  readonly out_trade_no: string;
  readonly type: string;
  /** 分；订单类型定价的只用来比较 */
  readonly total_fee?: number;
  readonly subject?: string;
  readonly custom?: Readonly<Record<string, unknown>>;
  readonly user_id?: string;
  readonly pid?: string;
}

/**
 * paid 收到了 · waiting 等付款人输入密码 · withdrawing 正在撤销 · closed 没有收到，已关闭
 * refunded 付过，已全额退回 · review 说不清，等人处理
 */
export type ChargeOutcome = 'paid' | 'waiting' | 'withdrawing' | 'closed' | 'refunded' | 'review';

/** `pay/sys/chargeByCode` 与 `pay/sys/counterPayment`（入参 out_trade_no）的答复。 */
export interface ChargeAnswer extends OkAnswer {
  readonly out_trade_no: string;
  readonly provider: ProviderName;
  readonly status: OrderStatus;
  readonly outcome: ChargeOutcome;
  /** 分 */
  readonly total_fee: number;
  readonly subject: string;
  /** 到这一刻还没有付成就撤销，毫秒 */
  readonly give_up_date: number;
  readonly server_date: number;
  readonly transaction_id?: string;
  readonly pay_date?: number;
  /** 支付平台当场不收的原因；只在收的那一次有 */
  readonly refusal?: { readonly code: number; readonly msg: string };
}
