/** 有哪些付款方式，与服务端的报价。 */
import type { ProviderName, Platform } from '../channels';
import type { OkAnswer } from '../answer';

/** `pay/pub/options` 入参：给出业务意图时连同报价一起返回。 */
export interface OptionsInput {
  readonly isPC?: boolean;
  readonly needQRcode?: boolean;
  readonly type?: string;
  readonly total_fee?: number;
  readonly custom?: Readonly<Record<string, unknown>>;
}

export interface ProviderOption {
  readonly provider: ProviderName;
  readonly title: string;
  readonly platform: Platform;
  readonly pay_type: string;
  readonly available: boolean;
  /** available 为 false 时给付款人看的原因 */
  readonly reason?: string;
}

export interface OptionsAnswer extends OkAnswer {
  readonly platform: Platform;
  readonly providers: readonly ProviderOption[];
  /** 服务端报价；仅在入参给出 type 时有 */
  readonly quote?: {
    readonly type: string;
    readonly subject: string;
    readonly total_fee: number;
    readonly seller: string;
    readonly detail?: string;
  };
  /** 收款方的名字 */
  readonly seller: string;
  readonly server_date: number;
}
